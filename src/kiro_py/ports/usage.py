"""The need to write down what was asked and what it took, and to ask about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

By: TypeAlias = Literal["key", "model", "credential", "day", "hour"]

NOBODY = 0
"""In sums and in questions: the gateway's own key, or no credential."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request of a client that is over.

    `upstream_model` is empty when it was refused before a model was found.
    """

    request_id: str
    at: float
    key_id: int | None
    credential_id: int | None
    model: str
    upstream_model: str
    path: str
    is_streamed: bool
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    credits: float | None
    first_token_seconds: float | None
    seconds: float
    status: int
    is_failed: bool
    attempts: int
    outcome: str
    message: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One attempt; `detail` is Kiro's own words, `None` where there is nothing to say."""

    number: int
    at: float
    credential_id: int | None
    host: str
    verdict: str
    status: int | None
    seconds: float | None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A request, what was tried for it, and the trace of the client that it is a part of."""

    request: Request
    tries: tuple[Try, ...] = ()
    traceparent: str = ""
    tracestate: str = ""


class UsageBook(Protocol):
    """Where requests are written down."""

    def keep(self, entry: Entry) -> None:
        """Write it down some time soon; never raises, never waits."""
        ...


@dataclass(frozen=True, slots=True)
class Sums:
    """What requests took together; `first_tokens` is how many had a first token."""

    requests: int = 0
    failures: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    credits: float = 0.0
    first_token_seconds: float = 0.0
    first_tokens: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Span:
    """The time from `since` to the instant before `until`, in epoch seconds."""

    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose requests are asked about, `None` for everybody's; 0 is `NOBODY`."""

    key_id: int | None = None
    credential_id: int | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """Which requests are listed: those that ended before `before`, a number of their own."""

    wanted: Wanted = field(default_factory=Wanted)
    limit: int = 50
    before: int | None = None
    outcome: str | None = None
    is_failed: bool | None = None
    search: str | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """How often requests ended in one way."""

    outcome: str
    status: int
    count: int


@dataclass(frozen=True, slots=True)
class Durations:
    """Seconds of the newest requests of a time: to the first token, and to the end; sorted."""

    first_tokens: Sequence[float]
    whole: Sequence[float]


class UsageLibrary(Protocol):
    """Where requests are asked about; a time is widened to whole hours."""

    async def sums(self, span: Span, by: By | None, wanted: Wanted) -> dict[int | str, Sums]:
        """Return the sums by what is asked for, or all of them under 0."""
        ...

    async def moments(self, span: Span, step: int) -> dict[int, Sums]:
        """Return the sums of the requests themselves by steps of so many seconds."""
        ...

    async def endings(self, span: Span) -> Sequence[Ending]:
        """Return how requests ended that did not end well, the most frequent first."""
        ...

    async def durations(self, span: Span) -> Durations:
        """Return how long requests took."""
        ...

    async def page(self, listed: Listed) -> tuple[Sequence[Request], int | None]:
        """Return requests, the last that ended first, and where the next page begins."""
        ...

    async def trace(self, request_id: str) -> Entry | None:
        """Return one request and its attempts, `None` when it is not there."""
        ...
