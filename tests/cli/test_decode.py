"""The viewer of recorded streams: what it reads, what it shows, how it ends."""

import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pytest

from kiro_py.cli.decode import Format, decode
from kiro_py.eventstream.encoder import encode

STREAMS = Path(__file__).parents[1] / "streams"
ONE_TOOL = (STREAMS / "one_tool.bin").read_bytes()

Show = Callable[..., tuple[int, str, str]]


@pytest.fixture
def show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Show:
    """Return a function that decodes `content`: exit code, output, errors."""

    def run(content: bytes, form: Format = "auto", *, full: bool = False) -> tuple[int, str, str]:
        file = tmp_path / "recording"
        file.write_bytes(content)
        code = decode(file, format=form, full=full)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def rows(out: str) -> list[list[str]]:
    """Return the cells of the table's rows."""
    return [line.split() for line in out.splitlines() if line.strip()[:1].isdigit()]


def test_each_frame_is_a_row(show: Show):
    """Offset, length, message type, event type, two verdicts, payload."""
    _, out, _ = show((STREAMS / "plain_text.bin").read_bytes())
    assert [
        ["0", "157", "event", "assistantResponseEvent", "ok", "ok"],
        ["157", "158", "event", "assistantResponseEvent", "ok", "ok"],
        ["315", "158", "event", "assistantResponseEvent", "ok", "ok"],
        ["473", "124", "event", "metadataEvent", "ok", "ok"],
        ["597", "134", "event", "contextUsageEvent", "ok", "ok"],
        ["731", "154", "event", "meteringEvent", "ok", "ok"],
    ] == [row[:6] for row in rows(out)]


def test_a_clean_stream_ends_well(show: Show):
    """The closing line counts, and the exit code is 0."""
    code, out, err = show(ONE_TOOL)
    assert (0, "frames: 9, bytes: 1468, fault: none", "") == (code, out.splitlines()[-1], err)


HEX = ONE_TOOL.hex()
BASE64 = b64encode(ONE_TOOL).decode()


@pytest.mark.parametrize("form", ["auto", "named"])
@pytest.mark.parametrize(
    ("named", "content"),
    [
        ("binary", ONE_TOOL),
        ("hex", HEX.encode()),
        ("hex", HEX.upper().encode() + b"\n"),
        ("hex", "\r\n ".join(HEX[at : at + 32] for at in range(0, len(HEX), 32)).encode()),
        ("base64", BASE64.encode()),
        ("base64", "\n".join(BASE64[at : at + 76] for at in range(0, len(BASE64), 76)).encode()),
    ],
    ids=["binary", "hex", "upper hex", "hex in lines", "base64", "base64 in lines"],
)
def test_every_spelling_is_the_same_stream(show: Show, form: str, named: Format, content: bytes):
    """Found by itself or named, binary, hex and base64 show the same table."""
    assert show(ONE_TOOL)[:2] == show(content, "auto" if form == "auto" else named)[:2]


def test_bytes_that_are_hex_digits_are_binary_when_the_prelude_is_right(show: Show):
    """A frame is a frame, whatever its bytes look like as text."""
    stream = frame_whose_lengths_are_hex_digits()
    code, out, _ = show(stream)
    assert (1, "frame too long") == (code, out.partition("fault: ")[2][:14])


def frame_whose_lengths_are_hex_digits() -> bytes:
    """Return twelve bytes of a prelude that begins like text, with its right sum."""
    lengths = b"00000000"
    return lengths + crc32(lengths).to_bytes(4)


REFUSED = [
    (
        "corrupt_crc",
        ["159", "165", "event", "assistantResponseEvent", "ok"],
        "found 0x74d285e1",
        (
            "frames: 1, bytes: 896, fault: message checksum at byte 159: "
            "found '0x74d285e1', expected '0xdaba1470'"
        ),
    ),
    (
        "corrupt_prelude",
        ["159", "421", "-", "-"],
        "found 0x746401f5",
        (
            "frames: 1, bytes: 736, fault: prelude checksum at byte 159: "
            "found '0x746401f5', expected '0xbf38d250'"
        ),
    ),
    (
        "cut_midframe",
        ["320", "163", "-", "-", "ok", "-", "-"],
        "",
        "frames: 2, bytes: 463, fault: truncated at byte 320: found 143, expected 163",
    ),
]


@pytest.mark.parametrize(
    ("name", "row", "verdict", "closing"), REFUSED, ids=[row[0] for row in REFUSED]
)
def test_the_refused_frame_is_the_last_row(
    show: Show, name: str, row: list[str], verdict: str, closing: str
):
    """It is shown with its verdicts, the closing line says why, and the exit code is 1."""
    code, out, _ = show((STREAMS / f"{name}.bin").read_bytes())
    shown = rows(out)[-1]
    assert (1, row, closing) == (code, shown[: len(row)], out.splitlines()[-1])
    assert verdict in " ".join(shown)


def test_a_cut_prelude_is_a_row_without_a_length(show: Show):
    """Where the bytes end, nothing is claimed."""
    _, out, _ = show(ONE_TOOL + b"\0\0\0")
    assert ["1468", "-", "-", "-", "-", "-", "-"] == rows(out)[-1]


def test_an_empty_recording_is_clean(show: Show):
    """No bytes are no frames."""
    code, out, _ = show(b"")
    assert (0, "frames: 0, bytes: 0, fault: none") == (code, out.splitlines()[-1])


@pytest.mark.parametrize(
    ("content", "form", "why"),
    [
        (b"hello, world", "auto", "not base64"),
        (b"hello, world", "base64", "not base64"),
        (b"abc", "hex", "not hex"),
        (ONE_TOOL, "hex", "not hex"),
        (ONE_TOOL, "base64", "not base64"),
    ],
    ids=["text", "text as base64", "odd hex", "binary as hex", "binary as base64"],
)
def test_input_of_no_spelling_is_refused(show: Show, content: bytes, form: Format, why: str):
    """The exit code is 2, nothing goes to the output, and the errors say what to do."""
    code, out, err = show(content, form)
    assert (2, "", True, True) == (code, out, why in err, "--format" in err)


def test_a_missing_file_is_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The errors name the file and the reason."""
    code = decode(tmp_path / "absent")
    assert (2, f"{tmp_path / 'absent'}: No such file or directory\n") == (
        code,
        capsys.readouterr().err,
    )


def test_standard_input_is_read_as_bytes():
    """A single dash stands for standard input, hex and all."""
    script = "from pathlib import Path; from kiro_py.cli.decode import decode; decode(Path('-'))"
    told = subprocess.run(
        [sys.executable, "-c", script], input=ONE_TOOL, capture_output=True, check=True
    )
    assert "frames: 9, bytes: 1468, fault: none" == told.stdout.decode().splitlines()[-1]


LONG = encode({":message-type": "event"}, b'{"content": "' + b"long " * 100 + b'"}')


def test_a_long_payload_is_cut(show: Show):
    """A row stays a row; the mark says that there is more."""
    _, out, _ = show(LONG)
    assert out.splitlines()[3].rstrip().endswith("long…")


def test_a_long_payload_can_be_shown_whole(show: Show):
    """Every word is there, over as many lines as it takes."""
    _, out, _ = show(LONG, full=True)
    assert 100 == "".join(out.split()).count("long")


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        (b'{ "a" : [1,  2] }', '{"a":[1,2]}'),
        (b"not json [bold]", "not json [bold]"),
        (b"\xff\xfe", "fffe"),
        (b"\x1b[2J", r"\x1b[2J"),
        ('"\u202e"'.encode(), r'"\u202e"'),
        (b"", ""),
    ],
    ids=["json", "text", "bytes", "escape", "bidi", "nothing"],
)
def test_a_payload_is_shown_without_touching_the_terminal(show: Show, payload: bytes, shown: str):
    """JSON compact, text as it is, the rest as hex, control characters as escapes."""
    _, out, _ = show(encode({":message-type": "event", ":event-type": "e"}, payload))
    assert shown == " ".join(out.splitlines()[3].split()[6:])


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("exception_first", ["exception", "throttlingError"]),
        ("error_message_type", ["error", "InternalServerException"]),
    ],
)
def test_exceptions_and_errors_are_named(show: Show, name: str, cells: list[str]):
    """The type column has the exception's type or the error's code."""
    _, out, _ = show((STREAMS / f"{name}.bin").read_bytes())
    assert cells == rows(out)[-1][2:4]


def test_an_error_shows_its_message(show: Show):
    """It stands in a header, since an error has no payload."""
    _, out, _ = show((STREAMS / "error_message_type.bin").read_bytes())
    assert ["The", "stream", "failed."] == rows(out)[-1][6:]
