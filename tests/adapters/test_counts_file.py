"""How the upstream counts survives a restart."""

import asyncio
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from kiro_py.adapters.counts_file import CountsFile, counts_path
from kiro_py.exchange.counting import MOST_MODELS
from kiro_py.translate.calibration import Calibration

SONNET, OPUS = "claude-sonnet-4.5", "claude-opus-4.6"
LEARNED = Calibration().learn(1_000, 3_300).learn(20_000, 28_000)
OTHER = Calibration().learn(5_000, 5_500)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "credentials.json"


def opened(path: Path, warn: Callable[[str], None] = pytest.fail, **more: float) -> CountsFile:
    return CountsFile(path, warn, **more)


def write(path: Path, **known: Calibration) -> None:
    """Be a process that has learned something."""
    memory = opened(path)
    for name, calibration in known.items():
        memory.save(name, calibration)
    memory.settle()


@pytest.mark.parametrize(
    ("credentials", "expected"),
    [
        ("credentials.json", "credentials.counts.json"),
        ("my.accounts.json", "my.accounts.counts.json"),
    ],
)
def test_the_file_stands_beside_the_credentials(tmp_path: Path, credentials: str, expected: str):
    """Its name says whose it is."""
    assert tmp_path / expected == counts_path(tmp_path / credentials)


def test_what_was_learned_survives_a_restart(path: Path):
    """The samples are there again, and what they teach."""
    write(path, sonnet=LEARNED)
    again = opened(path).load()["sonnet"]

    assert LEARNED.samples == again.samples
    assert LEARNED.whole(20_000) == pytest.approx(again.whole(20_000), abs=5)


def test_another_process_s_models_stay(path: Path):
    """Each writes what it has learned, and nothing over what others know."""
    write(path, sonnet=OTHER, opus=OTHER)
    write(path, sonnet=LEARNED)

    assert {"sonnet": 2, "opus": 1} == {
        name: len(known.samples) for name, known in opened(path).load().items()
    }


def test_the_file_is_bounded(path: Path):
    """What was learned longest ago leaves the file."""
    for number in range(0, MOST_MODELS + 10, 10):
        write(path, **{f"model{number + each}": OTHER for each in range(10)})
    known = opened(path).load()

    assert MOST_MODELS == len(known)
    assert "model0" not in known
    assert f"model{MOST_MODELS + 5}" in known


def test_only_the_owner_may_read_it(path: Path):
    """It is written like the files around it."""
    write(path, sonnet=LEARNED)
    assert 0o600 == stat.S_IMODE(counts_path(path).stat().st_mode)


def test_people_can_read_it(path: Path):
    """The factor and the offset stand beside the samples, and no word of a prompt."""
    write(path, sonnet=LEARNED)
    found = json.loads(counts_path(path).read_text("utf-8"))["models"]["sonnet"]

    assert LEARNED.factor == found["factor"]
    assert {"estimate": 1_000, "reported": 3_300, "number": 1} == found["samples"][0]


def test_without_a_file_nothing_is_known(path: Path):
    """The first start has no memory, and a start that learns nothing makes none."""
    memory = opened(path)
    memory.settle()

    assert {} == memory.load()
    assert not counts_path(path).exists()


every_damage = pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b'{"version":1,"models":{"a":{"sam', id="cut"),
        pytest.param(b"\xff\xfe", id="not text"),
        pytest.param(b"[]", id="not an object"),
        pytest.param(b'{"models":null}', id="no models"),
        pytest.param(b'{"version":2,"models":{"a":{"samples":[]}}}', id="of the future"),
        pytest.param(b'{"models":{"a":{"samples":7}}}', id="no samples"),
        pytest.param(
            b'{"models":{"a":{"samples":[{"estimate":1' + b"0" * 400 + b',"reported":1}]}}}',
            id="beyond all numbers",
        ),
        pytest.param(b'{"models":{"a":' + b'{"a":' * 100_000, id="without end"),
    ],
)


@every_damage
def test_a_damaged_file_is_an_empty_memory(path: Path, damaged: bytes):
    """A start never fails for it, and what is learned next replaces it."""
    counts_path(path).write_bytes(damaged)
    assert {} == opened(path).load()

    write(path, sonnet=LEARNED)
    assert {"sonnet"} == opened(path).load().keys()


def test_a_damaged_model_does_not_spoil_the_others(path: Path):
    """Each model is read by itself."""
    counts_path(path).write_text('{"models":{"a":7,"b":{"samples":[]}}}')
    assert {"b": Calibration()} == opened(path).load()


async def test_all_is_written_at_the_end(path: Path):
    """A process that ends loses nothing, however young it is."""
    memory = opened(path)
    async with memory.kept():
        memory.save(SONNET, LEARNED)
        await asyncio.sleep(0)
        assert not counts_path(path).exists()

    assert {SONNET} == opened(path).load().keys()


async def test_it_is_written_now_and_then(path: Path):
    """What was learned reaches the disk while the gateway runs."""
    memory = opened(path, write_seconds=0.01)
    async with memory.kept(), asyncio.timeout(30):
        memory.save(OPUS, LEARNED)
        while not counts_path(path).exists():  # noqa: ASYNC110 -- a file sets no event
            await asyncio.sleep(0.005)

    assert {OPUS} == opened(path).load().keys()


def test_a_file_that_cannot_be_written_is_told_once(tmp_path: Path):
    """The memory lives on, and is written when that works again."""
    directory = tmp_path / "gone"
    warnings: list[str] = []
    memory = opened(directory / "credentials.json", warnings.append)
    for calibration in (OTHER, LEARNED):
        memory.save(SONNET, calibration)
        memory.settle()
    directory.mkdir()
    memory.settle()

    assert 1 == len(warnings)
    assert "credentials.counts.json: how Kiro counts is not kept" in warnings[0]
    assert LEARNED.samples == opened(directory / "credentials.json").load()[SONNET].samples
