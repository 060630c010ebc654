"""Streams on disk: scrubbed, private, and never in the way."""

import asyncio
import contextlib
import stat
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from fakes import EVENT_STREAM, FakeStream, FakeUpstream, Silence
from kiro_py.adapters.recording import Ending, Notes, RecordingUpstream
from kiro_py.errors import UpstreamUnreachable
from kiro_py.eventstream.encoder import encode
from kiro_py.ports.upstream import ByteStream, HttpAnswer, HttpCall

STREAMS = Path(__file__).parents[1] / "streams"
ANSWERS = {path.stem: path.read_bytes() for path in sorted(STREAMS.glob("*.bin"))}
PLAIN = ANSWERS["plain_text"]
NOW = 1_800_000_000.0
STAMP = "20270115T080000Z"
CALL = HttpCall(
    "POST",
    "https://example.com/generateAssistantResponse?profileArn=arn:aws:x:y:444455556666:profile/Z",
    {"authorization": "Bearer secret-access-token-of-somebody"},
    b'{"profileArn":"arn:aws:codewhisperer:us-east-1:444455556666:profile/ABC"}',
)


class Complaints(list[str]):
    """What `on_failure` heard."""

    def __call__(self, complaint: str) -> None:
        self.append(complaint)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "recordings"


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


def recording(
    directory: Path,
    complaints: Complaints,
    *streams: FakeStream | HttpAnswer,
    max_recording_bytes: int = 1_000_000,
) -> RecordingUpstream:
    upstream = FakeUpstream(streams)
    return RecordingUpstream(upstream, directory, lambda: NOW, complaints, max_recording_bytes)


async def opened(upstream: RecordingUpstream, call: HttpCall = CALL) -> ByteStream:
    answer = await upstream.open(call)
    assert not isinstance(answer, HttpAnswer)
    return answer


async def read_all(upstream: RecordingUpstream, call: HttpCall = CALL) -> bytes:
    """Read a stream to its end, as a caller does."""
    stream = await opened(upstream, call)
    chunks: list[bytes] = []
    while chunk := await stream.receive():
        chunks.append(chunk)
    await stream.close(is_over=True)
    return b"".join(chunks)


def body_in(directory: Path, number: int = 1) -> bytes:
    return (directory / f"{STAMP}-{number}.bin").read_bytes()


def files_in(directory: Path) -> dict[str, bytes]:
    """Return what is there, by name; nothing when the directory is not there."""
    return {path.name: path.read_bytes() for path in directory.glob("*")}


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def notes_in(directory: Path, number: int = 1) -> Notes:
    return msgspec.json.decode((directory / f"{STAMP}-{number}.json").read_bytes(), type=Notes)


async def test_a_stream_without_secrets_is_recorded_byte_for_byte(
    directory: Path, complaints: Complaints
):
    """However it was cut on its way, it is one file, and the caller got the same bytes."""
    stream = FakeStream([PLAIN[:10], PLAIN[10:200], PLAIN[200:]])
    async with recording(directory, complaints, stream) as upstream:
        told = await read_all(upstream)
    assert (PLAIN, PLAIN) == (told, body_in(directory))


@pytest.mark.parametrize("content", ANSWERS.values(), ids=ANSWERS)
async def test_each_recorded_answer_is_recorded_as_it_is(
    content: bytes, directory: Path, complaints: Complaints
):
    """Scrubbing twice changes nothing: what is fictional already stays, up to a fault."""
    async with recording(directory, complaints, FakeStream([content])) as upstream:
        await read_all(upstream)
    kept = len(content) - notes_in(directory).dropped_bytes
    assert content[:kept] == body_in(directory)


async def test_the_notes_say_what_was_asked_and_how_it_went(
    directory: Path, complaints: Complaints
):
    """Everything that a reader of the recording needs, and nothing about the account."""
    headers = {
        "content-type": "application/vnd.amazon.eventstream",
        "x-amzn-requestid": "7f3c91ab-0000-4000-8000-000000000000",
        "set-cookie": "session=secret",
    }
    async with recording(directory, complaints, FakeStream([PLAIN], headers)) as upstream:
        await read_all(upstream)
    assert Notes(
        recorded_at="2027-01-15T08:00:00+00:00",
        operation="generateAssistantResponse",
        status=200,
        content_type="application/vnd.amazon.eventstream",
        headers={
            "content-type": "application/vnd.amazon.eventstream",
            "x-amzn-requestid": "(not recorded)",
            "set-cookie": "(not recorded)",
        },
        ending="end of stream",
        frames=6,
        recorded_bytes=len(PLAIN),
        fault=None,
        dropped_bytes=0,
        emptied_payloads=0,
    ) == notes_in(directory)


@pytest.mark.parametrize(
    ("headers", "operation"),
    [
        ({}, "generateAssistantResponse"),
        (
            {"X-Amz-Target": "KiroRuntimeService.GenerateAssistantResponse"},
            "GenerateAssistantResponse",
        ),
    ],
    ids=["path", "target"],
)
async def test_the_operation_is_the_target_or_the_path(
    headers: Mapping[str, str], operation: str, directory: Path, complaints: Complaints
):
    """Either protocol names it in its own place."""
    call = HttpCall("POST", CALL.url, headers)
    async with recording(directory, complaints, FakeStream([])) as upstream:
        await read_all(upstream, call)
    assert operation == notes_in(directory).operation


async def test_no_secret_reaches_the_disk(directory: Path, complaints: Complaints):
    """Neither of the request nor of the answer's headers and frames, cut as they may be."""
    headers = {":event-type": "assistantResponseEvent", ":message-type": "event"}
    texts = "to ann@co", "rp.example and ksk_", "live, arn:aws:iam::444455556666:u"
    payloads = [msgspec.json.encode({"content": text}) for text in texts]
    frames = [encode(headers, payload) for payload in payloads]
    answer = FakeStream([*frames], EVENT_STREAM | {"x-account": "444455556666"})
    async with recording(directory, complaints, answer) as upstream:
        await read_all(upstream)
    written = b"".join(files_in(directory).values())
    secrets = [b"ann", b"corp", b"live", b"444455556666", b"secret", b"profileArn"]
    assert [] == [secret for secret in secrets if secret in written]


async def test_files_are_for_their_owner_only(directory: Path, complaints: Complaints):
    """A recording holds a conversation."""
    async with recording(directory, complaints, FakeStream([PLAIN])) as upstream:
        await read_all(upstream)
    modes = {name: mode_of(directory / name) for name in files_in(directory)}
    assert {f"{STAMP}-1.bin": 0o600, f"{STAMP}-1.json": 0o600} == modes
    assert 0o700 == mode_of(directory)


@pytest.fixture
def used_directory(directory: Path) -> Path:
    directory.mkdir()
    (directory / f"{STAMP}-1.bin").write_bytes(b"of an earlier life")
    return directory


async def test_each_stream_has_its_own_files(used_directory: Path, complaints: Complaints):
    """Two streams of one second differ by number, and those of an earlier life stay."""
    streams = FakeStream([PLAIN]), FakeStream([PLAIN])
    async with recording(used_directory, complaints, *streams) as upstream:
        await read_all(upstream)
        await read_all(upstream)
    assert (b"of an earlier life", PLAIN, PLAIN) == tuple(
        body_in(used_directory, number) for number in (1, 2, 3)
    )


async def test_from_a_fault_on_the_stream_is_dropped(directory: Path, complaints: Complaints):
    """The good frames are kept; the notes say what was wrong, where, and how much is missing."""
    corrupt = ANSWERS["corrupt_crc"]
    async with recording(directory, complaints, FakeStream([corrupt])) as upstream:
        told = await read_all(upstream)
    notes = notes_in(directory)
    assert (corrupt, corrupt[:159]) == (told, body_in(directory))
    assert ("message checksum at byte 159", len(corrupt) - 159) == (
        notes.fault,
        notes.dropped_bytes,
    )


ENDINGS: list[tuple[list[bytes | Silence | UpstreamUnreachable], bool, Ending]] = [
    ([PLAIN, b""], False, "end of stream"),
    ([PLAIN, Silence(60)], True, "answer was over"),
    ([PLAIN, Silence(60)], False, "reader left"),
    ([PLAIN, UpstreamUnreachable("reset", host="example.com")], False, "connection broken"),
]


@pytest.mark.parametrize(("pieces", "is_over", "ending"), ENDINGS, ids=[row[2] for row in ENDINGS])
async def test_the_notes_say_how_the_stream_ended(
    pieces: list[bytes | Silence | UpstreamUnreachable],
    is_over: bool,  # noqa: FBT001 -- a column of the table
    ending: Ending,
    directory: Path,
    complaints: Complaints,
):
    """By itself, by its reader with or without the whole answer, or by a fault."""
    async with recording(directory, complaints, FakeStream(list(pieces))) as upstream:
        stream = await opened(upstream)
        await stream.receive()
        with contextlib.suppress(TimeoutError, UpstreamUnreachable):
            async with asyncio.timeout(0.01):
                await stream.receive()
        await stream.close(is_over=is_over)
    assert ending == notes_in(directory).ending


async def test_a_cancelled_call_loses_nothing(directory: Path, complaints: Complaints):
    """The bytes that come later are passed and recorded once."""
    stream = FakeStream([PLAIN[:50], Silence(0.05), PLAIN[50:]])
    async with recording(directory, complaints, stream) as upstream:
        tee = await opened(upstream)
        told = await tee.receive()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await tee.receive()
        told += await tee.receive()
        await tee.close(is_over=True)
    assert (PLAIN, PLAIN) == (told, body_in(directory))


async def test_closing_twice_records_once(directory: Path, complaints: Complaints):
    """The port allows a second close, and the inner stream is told how the first one was."""
    inner = FakeStream([PLAIN])
    async with recording(directory, complaints, inner) as upstream:
        stream = await opened(upstream)
        await stream.receive()
        await stream.close(is_over=True)
        await stream.close(is_over=True)
    assert ({f"{STAMP}-1.bin", f"{STAMP}-1.json"}, True) == (
        files_in(directory).keys(),
        inner.closed_when_over,
    )


async def test_a_refusal_passes_unrecorded(directory: Path, complaints: Complaints):
    """A whole answer is no stream."""
    refusal = HttpAnswer(429, {}, b"{}")
    async with recording(directory, complaints, refusal) as upstream:
        told = await upstream.open(CALL)
    assert (refusal, {}) == (told, files_in(directory))


async def test_a_fetch_passes_unrecorded(directory: Path, complaints: Complaints):
    """Renewals answer with tokens, which are nobody's to keep."""
    answer = HttpAnswer(200, {}, b'{"accessToken":"secret"}')
    async with recording(directory, complaints, answer) as upstream:
        told = await upstream.fetch(CALL)
    assert (answer, {}) == (told, files_in(directory))


async def test_the_headers_are_those_of_the_answer(directory: Path, complaints: Complaints):
    """The caller sees what the upstream said."""
    async with recording(directory, complaints, FakeStream([], {"a": "b"})) as upstream:
        stream = await opened(upstream)
        await stream.close(is_over=False)
    assert {"a": "b"} == stream.headers


async def test_a_stream_that_is_too_long_is_not_recorded(directory: Path, complaints: Complaints):
    """It passes whole, the reason is told, and the next one is recorded again."""
    streams = FakeStream([PLAIN, PLAIN, PLAIN]), FakeStream([PLAIN])
    limit = len(PLAIN)
    async with recording(directory, complaints, *streams, max_recording_bytes=limit) as upstream:
        told = await read_all(upstream)
        await read_all(upstream)
    assert (3 * PLAIN, PLAIN) == (told, body_in(directory))
    assert [f"a stream of over {limit} bytes is not recorded"] == complaints


async def test_a_disk_that_fails_is_told_once_and_breaks_nothing(
    tmp_path: Path, complaints: Complaints
):
    """Where the directory should be is a file: streams pass, and recording has stopped."""
    place = tmp_path / "a file"
    place.write_bytes(b"")
    streams = [FakeStream([PLAIN]) for _ in range(3)]
    async with recording(place, complaints, *streams) as upstream:
        first, second = await opened(upstream), await opened(upstream)
        await first.close(is_over=False)
        await second.close(is_over=False)
    async with asyncio.timeout(1):
        told = await read_all(upstream)
    assert ([f"recording to {str(place)!r} has stopped: File exists"], PLAIN) == (complaints, told)


async def test_a_mistake_of_ours_is_told_without_what_came(directory: Path, complaints: Complaints):
    """Whatever goes wrong, no answer fails and no message has a piece of the stream."""
    endless = RecordingUpstream(
        FakeUpstream([FakeStream([PLAIN])]), directory, lambda: float("inf"), complaints
    )
    async with endless:
        told = await read_all(endless)
    assert (PLAIN, [f"recording to {str(directory)!r} has stopped: OverflowError"]) == (
        told,
        complaints,
    )
