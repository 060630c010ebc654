"""The recordings are what their builder writes, and frames from first byte to last."""

import pytest

from kiro_py.errors import FrameCorrupt, FrameFault
from kiro_py.eventstream.decoder import Decoder
from streams.build import HERE, provenance, recordings

BROKEN: dict[str, FrameFault] = {
    "cut_midframe": "truncated",
    "corrupt_crc": "message checksum",
    "corrupt_prelude": "prelude checksum",
}
WELL_FRAMED = sorted(recordings().keys() - BROKEN.keys())


def test_there_is_a_file_for_each_recording_and_no_other():
    """Nothing is left behind when a recording is renamed."""
    assert sorted(recordings()) == sorted(path.stem for path in HERE.glob("*.bin"))


@pytest.mark.parametrize("name", recordings())
def test_each_file_is_what_the_builder_writes(name: str):
    """A recording changes only through its function."""
    assert recordings()[name]() == (HERE / f"{name}.bin").read_bytes()


def test_the_provenance_is_what_the_builder_writes():
    """Every recording says what it stands for."""
    assert provenance() == (HERE / "PROVENANCE.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", WELL_FRAMED)
def test_a_recording_is_well_framed(name: str):
    """Unless corruption is its subject, a recording is whole frames only."""
    decoder = Decoder()
    frames = decoder.receive_data((HERE / f"{name}.bin").read_bytes())
    decoder.receive_eof()
    assert (name == "no_frames") == (frames == [])


@pytest.mark.parametrize(("name", "fault"), BROKEN.items(), ids=BROKEN)
def test_a_broken_recording_has_its_fault_after_good_frames(name: str, fault: FrameFault):
    """There is something to lose before the fault."""
    decoder = Decoder()
    before = decoder.receive_data((HERE / f"{name}.bin").read_bytes())
    with pytest.raises(FrameCorrupt) as caught:
        decoder.receive_eof()
    assert (True, fault) == (bool(before), caught.value.fault)
