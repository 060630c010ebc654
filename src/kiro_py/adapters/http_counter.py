"""An external counter of tokens over HTTP: asked briefly, remembered, and left alone when ill."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec

from kiro_py.errors import UpstreamUnreachable
from kiro_py.pool.credential import Proxy
from kiro_py.ports.clock import Clock
from kiro_py.ports.upstream import HttpCall, Upstream
from kiro_py.secret import Secret

ANSWER_SECONDS: Final = 2.0
"""How long a count may take: whoever asks for one waits for it before doing anything else."""

REMEMBERED_COUNTS: Final = 1_024
"""How many counts are remembered: clients count the same tools again and again."""

FAILURES_IN_A_ROW: Final = 3
"""After so many the counter is taken for ill."""

LEFT_ALONE_SECONDS: Final = 60.0
"""How long an ill counter is not asked; then one request tries it again."""

LARGE_BODY_BYTES: Final = 1_048_576
"""From this size a body is hashed in a thread, as it takes milliseconds."""

ANTHROPIC_VERSION: Final = "2023-06-01"

_SUCCESS: Final = 200
_ABOUT_THE_BODY: Final = frozenset({400, 413, 422})
"""A refusal that says nothing about the counter's health."""


@dataclass(frozen=True, slots=True)
class CounterSettings:
    """Which counter to ask, and how; `auth_type` is `x-api-key` or `bearer`."""

    url: str
    key: Secret | None = None
    auth_type: str = "x-api-key"
    proxy: Proxy | None = None


class _Counted(msgspec.Struct, frozen=True):
    input_tokens: Annotated[int, msgspec.Meta(ge=0)]


class HttpCounter:
    """Implements the `Counter` port by way of `upstream`.

    `warn` is told when the counter begins to fail, once until it answers again.
    """

    def __init__(
        self,
        settings: CounterSettings,
        upstream: Upstream,
        clock: Clock,
        warn: Callable[[str], None],
        *,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._settings = settings
        self._upstream = upstream
        self._clock = clock
        self._warn = warn
        self._answer_seconds = answer_seconds
        self._counts: dict[bytes, int] = {}
        self._failures = 0
        self._asked_again_at = 0.0
        self._has_warned = False

    async def count(self, body: bytes) -> int | None:
        """Return the counter's figure, one that is remembered, or `None`; see the port."""
        digest = await _digest(body)
        tokens = self._counts.pop(digest, None)
        if tokens is None:
            if not self._may_ask():
                return None
            tokens = await self._ask(body)
        if tokens is not None:
            self._remember(digest, tokens)
        return tokens

    def _remember(self, digest: bytes, tokens: int) -> None:
        self._counts[digest] = tokens
        if len(self._counts) > REMEMBERED_COUNTS:
            del self._counts[next(iter(self._counts))]

    def _may_ask(self) -> bool:
        if self._failures < FAILURES_IN_A_ROW:
            return True
        now = self._clock.monotonic()
        if now < self._asked_again_at:
            return False
        self._asked_again_at = now + LEFT_ALONE_SECONDS  # for the others, while this one tries
        return True

    async def _ask(self, body: bytes) -> int | None:
        try:
            async with asyncio.timeout(self._answer_seconds):
                answer = await self._upstream.fetch(self._call(body))
        except TimeoutError:
            return self._failed(f"no answer within {self._answer_seconds:g} seconds")
        except UpstreamUnreachable as error:
            return self._failed(str(error))
        if answer.status in _ABOUT_THE_BODY:
            return self._uncounted(f"status {answer.status}")
        if answer.status != _SUCCESS:
            return self._failed(f"status {answer.status}")
        try:
            tokens = msgspec.json.decode(answer.body, type=_Counted).input_tokens
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._failed("an answer without input_tokens")
        self._failures = 0
        self._has_warned = False
        return max(1, tokens)

    def _call(self, body: bytes) -> HttpCall:
        headers = {"content-type": "application/json", "anthropic-version": ANTHROPIC_VERSION}
        if (key := self._settings.key) is not None:
            if self._settings.auth_type == "bearer":
                headers["authorization"] = f"Bearer {key.reveal()}"
            else:
                headers["x-api-key"] = key.reveal()
        return HttpCall("POST", self._settings.url, headers, body, self._settings.proxy)

    def _failed(self, why: str) -> None:
        self._failures += 1
        if self._failures >= FAILURES_IN_A_ROW:
            self._asked_again_at = self._clock.monotonic() + LEFT_ALONE_SECONDS
        self._uncounted(why)

    def _uncounted(self, why: str) -> None:
        if not self._has_warned:
            self._warn(f"countTokensApiUrl: {why}; the gateway's own estimate answers")
        self._has_warned = True


async def _digest(body: bytes) -> bytes:
    if len(body) < LARGE_BODY_BYTES:
        return hashlib.sha256(body).digest()
    return await asyncio.to_thread(lambda: hashlib.sha256(body).digest())
