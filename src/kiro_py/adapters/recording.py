"""Kiro's answers on disk, scrubbed, for the simulator to replay and for people to read.

Rule 1: whoever asks Kiro notices nothing: bytes pass at once, and the disk is touched only when a
stream is closed, by a task of the recorder's own.

Rule 2: nothing is written as it came.  A stream is decoded, scrubbed and framed anew; from a
corrupt frame on it is dropped, and the notes beside it say so.

Rule 3: a recording that fails is a message, never a failed answer.
"""

import asyncio
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self
from urllib.parse import urlsplit

import msgspec

from kiro_py.adapters.scrubbing import scrub, scrub_text
from kiro_py.errors import FrameCorrupt, UpstreamUnreachable
from kiro_py.eventstream.decoder import Decoder
from kiro_py.eventstream.encoder import encode
from kiro_py.eventstream.frame import Frame
from kiro_py.ports.upstream import ByteStream, HttpAnswer, HttpCall, Upstream

MAX_RECORDING_BYTES: Final = 32 * 1024 * 1024
"""A stream is in memory until its end; the longest answers (128,000 tokens) take about 24 MiB."""

_RECORDED_HEADERS: Final = frozenset(
    {"cache-control", "connection", "content-type", "date", "server", "transfer-encoding", "via"}
)
"""Headers whose values say nothing about an account; of any other only the name is kept."""

_UNRECORDED: Final = "(not recorded)"

_PRIVATE: Final = 0o600

Ending = Literal["end of stream", "answer was over", "reader left", "connection broken"]
"""How a stream ended: by itself, by its reader (with the whole answer or without), by a fault."""


class Notes(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What stands beside a recording.

    `fault` is the decoder's, with its place in what came; `dropped_bytes` counts from there on.
    """

    recorded_at: str
    operation: str
    status: int
    content_type: str
    headers: dict[str, str]
    ending: Ending
    frames: int
    recorded_bytes: int
    fault: str | None
    dropped_bytes: int
    emptied_payloads: int


@dataclass(frozen=True, slots=True)
class _Received:
    """A stream as it came, whole or as far as it went."""

    began_at: float
    call: HttpCall
    headers: Mapping[str, str]
    ending: Ending
    chunks: list[bytes]


class RecordingUpstream:
    """Implements the `Upstream` port on top of `inner`, and keeps what it streams in `directory`.

    Use it as an async context manager, whose end waits for what is being written.  `on_failure`
    hears why a stream is not recorded.  Once the disk has failed, it hears that, and nothing more
    is recorded.
    """

    def __init__(
        self,
        inner: Upstream,
        directory: Path,
        now: Callable[[], float],
        on_failure: Callable[[str], None],
        max_recording_bytes: int = MAX_RECORDING_BYTES,
    ) -> None:
        self._inner = inner
        self._now = now
        self._recorder = _Recorder(directory, on_failure, max_recording_bytes)

    async def open(self, call: HttpCall) -> ByteStream | HttpAnswer:
        """Send `call`; see the port.  A refusal is not recorded."""
        answer = await self._inner.open(call)
        if isinstance(answer, HttpAnswer) or self._recorder.has_failed:
            return answer
        return _Tee(answer, call, self._now(), self._recorder)

    async def fetch(self, call: HttpCall) -> HttpAnswer:
        """Send `call`; see the port.  Whole answers hold credentials, and are not recorded."""
        return await self._inner.fetch(call)

    async def __aenter__(self) -> Self:
        await self._recorder.tasks.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._recorder.tasks.__aexit__(kind, failure, trace)


class _Recorder:
    """The directory, what is being written to it, and whether it can be written at all."""

    def __init__(
        self, directory: Path, on_failure: Callable[[str], None], max_recording_bytes: int
    ) -> None:
        self._directory = directory
        self._on_failure = on_failure
        self._numbers = count(1)
        self.max_recording_bytes = max_recording_bytes
        self.has_failed = False
        self.tasks = asyncio.TaskGroup()

    def keep(self, received: _Received) -> None:
        """Have the scrubbed stream and its notes written; never raises, never waits."""
        self.tasks.create_task(self._keep(received))

    def abandon(self) -> None:
        """Say that a stream is too long to be recorded."""
        self._on_failure(f"a stream of over {self.max_recording_bytes} bytes is not recorded")

    async def _keep(self, received: _Received) -> None:
        try:
            await asyncio.to_thread(self._write, received)
        except OSError as problem:
            self._fail(problem.strerror or type(problem).__name__)
        except Exception as problem:  # noqa: BLE001 -- Rule 3: a mistake of ours ends no answer
            self._fail(type(problem).__name__)  # its message may have a piece of the stream

    def _fail(self, why: str) -> None:
        if not self.has_failed:
            self.has_failed = True
            self._on_failure(f"recording to {str(self._directory)!r} has stopped: {why}")

    def _write(self, received: _Received) -> None:
        body, notes = _scrubbed(received)
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        stamp = datetime.fromtimestamp(received.began_at, UTC).strftime("%Y%m%dT%H%M%SZ")
        stem = self._free_stem(stamp)
        _write_private(stem.with_suffix(".bin"), body)
        # The notes come last: a recording without them is not whole.
        _write_private(stem.with_suffix(".json"), _as_json(notes))

    def _free_stem(self, stamp: str) -> Path:
        """Return a name that no recording has, of this life or of an earlier one."""
        while True:
            stem = self._directory / f"{stamp}-{next(self._numbers)}"
            if not any(stem.with_suffix(suffix).exists() for suffix in (".bin", ".json")):
                return stem


class _Tee:
    """A stream that is remembered while it passes."""

    def __init__(
        self, inner: ByteStream, call: HttpCall, began_at: float, recorder: _Recorder
    ) -> None:
        self._inner = inner
        self._call = call
        self._began_at = began_at
        self._recorder = recorder
        self._ending: Ending | None = None
        self._chunks: list[bytes] | None = []
        self._free_bytes = recorder.max_recording_bytes

    @property
    def headers(self) -> Mapping[str, str]:
        """The answer's headers; see the port."""
        return self._inner.headers

    async def receive(self) -> bytes:
        """Return the next bytes; see the port."""
        try:
            data = await self._inner.receive()
        except UpstreamUnreachable:
            self._ending = "connection broken"
            raise
        # Nothing is awaited from here on: a cancelled call loses nothing.
        if not data:
            self._ending = "end of stream"
        self._remember(data)
        return data

    async def close(self, *, is_over: bool) -> None:
        """Let go of the connection and of what was remembered; see the port."""
        chunks, self._chunks = self._chunks, None
        if chunks is not None:
            ending = self._ending or ("answer was over" if is_over else "reader left")
            self._recorder.keep(_Received(self._began_at, self._call, self.headers, ending, chunks))
        await self._inner.close(is_over=is_over)

    def _remember(self, data: bytes) -> None:
        if self._chunks is None:
            return
        self._free_bytes -= len(data)
        if self._free_bytes < 0:
            self._chunks = None
            self._recorder.abandon()
        elif data:
            self._chunks.append(data)


def _scrubbed(received: _Received) -> tuple[bytes, Notes]:
    """Return what may be written of `received`."""
    frames, fault = _decode(received.chunks)
    scrubbed = scrub(frames)
    body = b"".join(encode(frame.headers, frame.payload) for frame in scrubbed.frames)
    came = sum(map(len, received.chunks))
    notes = Notes(
        recorded_at=datetime.fromtimestamp(received.began_at, UTC).isoformat(),
        operation=_operation(received.call),
        status=200,  # a stream is the answer to success, and the service knows no other success
        content_type=scrub_text(received.headers.get("content-type", "")),
        headers={name: _header(name, value) for name, value in received.headers.items()},
        ending=received.ending,
        frames=len(scrubbed.frames),
        recorded_bytes=len(body),
        # What was found is left out of the message: it is a piece of the stream as it came.
        fault=None if fault is None else f"{fault.fault} at byte {fault.offset}",
        dropped_bytes=0 if fault is None else came - fault.offset,
        emptied_payloads=scrubbed.emptied_payloads,
    )
    return body, notes


def _decode(chunks: Iterable[bytes]) -> tuple[list[Frame], FrameCorrupt | None]:
    decoder = Decoder()
    frames: list[Frame] = []
    try:
        for chunk in chunks:
            frames += decoder.receive_data(chunk)
        decoder.receive_eof()
    except FrameCorrupt as fault:
        return frames, fault
    return frames, None


def _operation(call: HttpCall) -> str:
    """Return the name of what was asked, without the parameters, which may name an account."""
    headers = {name.lower(): value for name, value in call.headers.items()}
    target = headers.get("x-amz-target", "").rpartition(".")[2]
    return scrub_text(target or urlsplit(call.url).path.strip("/"))


def _header(name: str, value: str) -> str:
    return scrub_text(value) if name in _RECORDED_HEADERS else _UNRECORDED


def _as_json(notes: Notes) -> bytes:
    return msgspec.json.format(msgspec.json.encode(notes), indent=2) + b"\n"


def _write_private(path: Path, content: bytes) -> None:
    """Create `path` for its owner's eyes only."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as file:
        file.write(content)
