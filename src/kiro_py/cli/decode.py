"""I show a recorded event stream as a table of its frames."""

import sys
from base64 import b64decode
from binascii import Error as Base64Error
from pathlib import Path
from string import hexdigits
from typing import Final, Literal, assert_never
from zlib import crc32

import msgspec
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kiro_py.eventstream.decoder import CHECKSUM, PRELUDE, SUMMED_PRELUDE
from kiro_py.eventstream.frame import Frame
from kiro_py.eventstream.inspection import Checksum, Inspected, Inspection, inspect

Format = Literal["auto", "binary", "hex", "base64"]

STDIN: Final = Path("-")

SUMMARY_CHARS: Final = 72
"""A payload is cut here unless all of it is asked for: enough to recognise it, and one line."""

PIPE_COLUMNS: Final = 160
"""A pipe has no width of its own; this is what a row with a whole summary needs."""

CLEAN, FAULTY, UNREADABLE = 0, 1, 2
ABSENT: Final = "-"


def decode(
    file: Path,
    *,
    format: Format = "auto",  # noqa: A002 -- the option's name
    full: bool = False,
) -> int:
    """Print the frames of the event stream in FILE.

    The exit code is 0 for a clean stream, 1 for one with a fault, 2 for input that cannot be read.

    Parameters
    ----------
    file
        A recording: the bytes themselves, or hex or base64 of them; - reads standard input.
    format
        What FILE holds; by default this is seen from its content.
    full
        Show payloads whole.
    """
    try:
        stream = _bytes_of(_read(file), format)
    except OSError as problem:
        return _refuse(file, problem.strerror or str(problem))
    except ValueError as problem:
        return _refuse(file, str(problem))
    inspection = inspect(stream)
    console = Console(width=None if sys.stdout.isatty() else PIPE_COLUMNS)
    console.print(_table(inspection, full=full))
    console.print(Text(_closing_line(inspection, len(stream))))
    return CLEAN if inspection.fault is None else FAULTY


def _refuse(file: Path, why: str) -> int:
    Console(stderr=True, soft_wrap=True).print(Text(f"{file}: {why}"))
    return UNREADABLE


def _read(file: Path) -> bytes:
    return sys.stdin.buffer.read() if file == STDIN else file.read_bytes()


def _bytes_of(content: bytes, form: Format) -> bytes:
    detected = _detect(content) if form == "auto" else form
    match detected:
        case "binary":
            return content
        case "hex":
            return _from_hex(content)
        case "base64":
            return _from_base64(content)
        case _:
            assert_never(detected)


def _detect(content: bytes) -> Literal["binary", "hex", "base64"]:
    if _begins_with_prelude(content) or not _is_text(content):
        return "binary"
    return "hex" if set("".join(content.decode().split())) <= set(hexdigits) else "base64"


def _begins_with_prelude(content: bytes) -> bool:
    if len(content) < PRELUDE.size:
        return False
    (expected,) = CHECKSUM.unpack_from(content, SUMMED_PRELUDE.size)
    return crc32(content[: SUMMED_PRELUDE.size]) == expected


def _is_text(content: bytes) -> bool:
    return content.isascii() and "".join(content.decode().split()).isprintable()


def _from_hex(content: bytes) -> bytes:
    try:
        return bytes.fromhex("".join(content.decode().split()))
    except ValueError as problem:
        raise ValueError(f"not hex: {problem}; say --format binary or --format base64") from None


def _from_base64(content: bytes) -> bytes:
    try:
        return b64decode(b"".join(content.split()), validate=True)
    except Base64Error as problem:
        raise ValueError(f"not base64: {problem}; say --format binary or --format hex") from None


def _table(inspection: Inspection, *, full: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("offset", "length"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("message", "type"):
        table.add_column(heading, overflow="fold")
    for heading in ("prelude CRC", "message CRC"):
        table.add_column(heading, no_wrap=True)
    table.add_column("payload", overflow="fold", no_wrap=not full)
    for index, inspected in enumerate(inspection.frames):
        is_refused = inspection.fault is not None and index == len(inspection.frames) - 1
        table.add_row(*_row(inspected, full=full), style="red" if is_refused else "")
    return table


def _row(inspected: Inspected, *, full: bool) -> tuple[str | Text, ...]:
    frame = inspected.frame
    return (
        str(inspected.offset),
        ABSENT if inspected.length is None else str(inspected.length),
        _message_type(frame),
        _kind(frame),
        _verdict(inspected.prelude),
        _verdict(inspected.message),
        _payload(frame, full=full),
    )


def _message_type(frame: Frame | None) -> Text:
    return _header(frame, ":message-type")


def _kind(frame: Frame | None) -> Text:
    for name in (":event-type", ":exception-type", ":error-code"):
        if frame is not None and name in frame.headers:
            return _header(frame, name)
    return Text(ABSENT)


def _header(frame: Frame | None, name: str) -> Text:
    value = None if frame is None else frame.headers.get(name)
    return Text(ABSENT if value is None else _printable(str(value)))


def _verdict(checksum: Checksum | None) -> Text:
    if checksum is None:
        return Text(ABSENT)
    if checksum.is_right:
        return Text("ok")
    return Text(f"found 0x{checksum.found:08x}\nexpected 0x{checksum.expected:08x}")


def _payload(frame: Frame | None, *, full: bool) -> Text:
    if frame is None:
        return Text(ABSENT)
    shown = _printable(_readable(frame.payload))
    if not frame.payload and ":error-message" in frame.headers:
        return _header(frame, ":error-message")
    if full or len(shown) <= SUMMARY_CHARS:
        return Text(shown)
    return Text(shown[: SUMMARY_CHARS - 1] + "…")


def _readable(payload: bytes) -> str:
    try:
        return msgspec.json.format(payload, indent=-1).decode()
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return payload.hex()


def _printable(shown: str) -> str:
    """Return `shown` with what would move a terminal's cursor written as escapes."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in shown
    )


def _closing_line(inspection: Inspection, size: int) -> str:
    is_clean = inspection.fault is None
    whole = len(inspection.frames) - (not is_clean)
    return f"frames: {whole}, bytes: {size}, fault: {inspection.fault or 'none'}"
