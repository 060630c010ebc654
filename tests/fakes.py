"""One fake per port: the world, as a test tells it."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field

from kiro_py.errors import GatewayError
from kiro_py.pool.standing import Standing
from kiro_py.ports.journal import Happening
from kiro_py.ports.upstream import ByteStream, HttpAnswer, HttpCall
from kiro_py.translate.calibration import Calibration

EVENT_STREAM = {"content-type": "application/vnd.amazon.eventstream"}


class FakeClock:
    """The loop's ruler, and a wall clock that starts where the test says."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self._epoch = now

    def now(self) -> float:
        return self._epoch + self.monotonic()

    def monotonic(self) -> float:
        try:
            return asyncio.get_running_loop().time()
        except RuntimeError:
            return 0.0


@dataclass
class Silence:
    """Nothing comes for so many seconds."""

    seconds: float


@dataclass
class FakeStream:
    """A body made of pieces: bytes arrive, silences last, failures break it."""

    pieces: list[bytes | Silence | GatewayError]
    headers: Mapping[str, str] = field(default_factory=lambda: dict(EVENT_STREAM))
    closed_when_over: bool | None = None
    taken: int = 0

    async def receive(self) -> bytes:
        while self.pieces and isinstance(piece := self.pieces[0], Silence):
            await self._wait(piece)
        if not self.pieces:
            return b""
        piece = self.pieces.pop(0)
        if isinstance(piece, GatewayError):
            raise piece
        assert isinstance(piece, bytes)
        self.taken += 1
        return piece

    async def close(self, *, is_over: bool) -> None:
        self.closed_when_over = is_over

    async def _wait(self, piece: Silence) -> None:
        """Cancelling loses nothing: what has been waited for is not waited for again."""
        started = asyncio.get_running_loop().time()
        try:
            await asyncio.sleep(piece.seconds)
        except asyncio.CancelledError:
            piece.seconds -= asyncio.get_running_loop().time() - started
            raise
        self.pieces.pop(0)


class FakeUpstream:
    """Answers calls in order, each after its delay; remembers what it was asked."""

    def __init__(
        self, answers: Iterable[ByteStream | HttpAnswer | GatewayError], *, delay: float = 0.0
    ) -> None:
        self.answers = list(answers)
        self.calls: list[HttpCall] = []
        self.delay = delay

    async def open(self, call: HttpCall) -> ByteStream | HttpAnswer:
        self.calls.append(call)
        answer = self.answers.pop(0)
        await asyncio.sleep(self.delay)
        if isinstance(answer, GatewayError):
            raise answer
        return answer

    async def fetch(self, call: HttpCall) -> HttpAnswer:
        answer = await self.open(call)
        assert isinstance(answer, HttpAnswer)
        return answer


class Forgetful:
    """A memory of standings that lasts as long as the test."""

    def __init__(self, standings: Mapping[int, Standing] | None = None) -> None:
        self.standings = dict(standings or {})
        self.told: dict[int, Standing] = {}
        self.followers: list[Callable[[], None]] = []

    def load(self) -> Mapping[int, Standing]:
        return self.standings

    def save(self, credential_id: int, standing: Standing) -> None:
        self.standings[credential_id] = standing

    def news(self) -> Mapping[int, Standing]:
        told, self.told = self.told, {}
        return told

    def follow(self, told: Callable[[], None]) -> None:
        self.followers.append(told)

    def kept(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()


class Figures:
    """A memory of counting that lasts as long as the test."""

    def __init__(self, known: Mapping[str, Calibration] | None = None) -> None:
        self.known = dict(known or {})

    def load(self) -> Mapping[str, Calibration]:
        return dict(self.known)

    def save(self, model_id: str, calibration: Calibration) -> None:
        self.known[model_id] = calibration

    def kept(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()


class FakeCounter:
    """Counts as it is told; remembers what it was asked."""

    def __init__(self, tokens: int | None) -> None:
        self.tokens = tokens
        self.asked: list[bytes] = []

    async def count(self, body: bytes) -> int | None:
        self.asked.append(body)
        return self.tokens


class Notes:
    """A journal that can be read."""

    def __init__(self) -> None:
        self.happenings: list[Happening] = []

    def note(self, happening: Happening) -> None:
        self.happenings.append(happening)
