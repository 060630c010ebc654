"""Each recording says the same, however it is cut, and the official SDK takes what it says.

`streams/NAME.bin` is what arrives, `streams/NAME.sse` what leaves; a line that begins with a colon
tells how a broken one ends.  `python -m test_recorded_streams` in tests/ writes the latter anew.
"""

import asyncio
import random
from itertools import pairwise
from pathlib import Path

import pytest

from fakes import FakeClock, FakeStream
from kiro_py.errors import GatewayError, UpstreamRefused
from kiro_py.exchange.ask import ExchangeLimits
from kiro_py.exchange.attempt import Attempt
from kiro_py.sse.encode import encode_all
from kiro_py.translate.reply import Reply, ReplyTerms
from kiro_py.translate.usage import Spending
from kiro_py.wire.anthropic.stream import StreamEvent

STREAMS = Path(__file__).parent / "streams"
NAMES = sorted(path.stem for path in STREAMS.glob("*.bin"))
CUTS_EACH = 10_000 // len(NAMES) + 1


def new_reply(name: str) -> Reply:
    terms = ReplyTerms(
        message_id="msg_recorded",
        model="claude-recorded",
        original_name=lambda tool: tool,
        reads_tags=name.startswith("tag_"),
    )
    return Reply(terms, Spending(input_estimate=42, window_tokens=200_000))


async def hear(name: str, chunks: list[bytes]) -> tuple[list[StreamEvent], str]:
    """Return the events of a recording and, where it is broken, how it ended."""
    reply = new_reply(name)
    attempt = Attempt(FakeStream([*chunks]), reply, FakeClock(), ExchangeLimits())
    events: list[StreamEvent] = []
    try:
        while not attempt.is_over:
            events += await attempt.receive()
    except UpstreamRefused as failure:
        return events, f"refused: {failure.refusal.name}"
    except GatewayError as failure:
        return events, f"broken: {failure}"
    return [reply.start(), *events], ""


def transcript(name: str) -> str:
    events, ending = asyncio.run(hear(name, [(STREAMS / f"{name}.bin").read_bytes()]))
    return encode_all(events).decode() + (f": {ending}\n" if ending else "")


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_says_what_is_written_down(name: str):
    """The transcript beside the recording is what leaves for the client."""
    assert (STREAMS / f"{name}.sse").read_text() == transcript(name)


@pytest.mark.parametrize("name", NAMES)
def test_no_cut_makes_a_difference(name: str):
    """Random cuts, over 10,000 across the recordings, change neither events nor failure."""
    data = (STREAMS / f"{name}.bin").read_bytes()
    chance = random.Random(name)

    async def check() -> None:
        expected = await hear(name, [data])
        for _ in range(CUTS_EACH):
            count = chance.randint(1, 8)
            points = sorted(chance.randint(0, len(data)) for _ in range(count))
            borders = [0, *points, len(data)]
            pieces = [data[a:b] for a, b in pairwise(borders) if a < b]
            assert expected == await hear(name, pieces)

    asyncio.run(check())


if __name__ == "__main__":
    for recording in NAMES:
        (STREAMS / f"{recording}.sse").write_text(transcript(recording), encoding="utf-8")
