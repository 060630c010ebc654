"""A webhook: warnings are posted to an address of the owner's, and nowhere else."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from kiro_py.adapters.webhook_formats import Format, message, refusal
from kiro_py.errors import UpstreamUnreachable
from kiro_py.pool.credential import Proxy
from kiro_py.ports.clock import Clock
from kiro_py.ports.upstream import HttpCall, Upstream
from kiro_py.ports.warnings import Warned
from kiro_py.secret import Secret

ANSWER_SECONDS: Final = 15.0
"""How long whoever receives it may take; chat services answer within a second."""


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """Where to, in which words, signed with what, and through which proxy."""

    url: Secret | None = None
    secret: Secret | None = None
    format: Format = "generic"
    proxy: Proxy | None = None


class Webhook:
    """Implements the `Messenger` port by way of `upstream`; `settings` may change.

    The address is a secret, as who knows it may post there: no failure tells it.
    """

    def __init__(
        self,
        settings: WebhookSettings,
        upstream: Upstream,
        clock: Clock,
        *,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self.settings = settings
        self._upstream = upstream
        self._clock = clock
        self._answer_seconds = answer_seconds

    @property
    def is_on(self) -> bool:
        """Whether there is an address."""
        return self.settings.url is not None

    async def tell(self, warnings: Sequence[Warned]) -> str | None:
        """Post one message; see the port.  A redirect is not followed, and is no yes."""
        settings = self.settings
        if settings.url is None:
            return "there is no address"
        secret = None if settings.secret is None else settings.secret.reveal()
        posted = message(settings.format, warnings, secret, self._clock.now())
        url = _with_query(settings.url.reveal(), posted.query)
        call = HttpCall("POST", url, posted.headers, posted.body, settings.proxy)
        try:
            async with asyncio.timeout(self._answer_seconds):
                answer = await self._upstream.fetch(call)
        except TimeoutError:
            return f"no answer within {self._answer_seconds:g} seconds"
        except UpstreamUnreachable as unreachable:
            return _unreachable(unreachable, url)
        return refusal(settings.format, answer.status, answer.body)


def _with_query(url: str, query: str) -> str:
    if not query:
        return url
    return f"{url}{'&' if '?' in url else '?'}{query}"


def _unreachable(unreachable: UpstreamUnreachable, url: str) -> str:
    """Say why nobody could be reached, unless that would tell what only the owner knows."""
    parts = urlsplit(url)
    known_to_owner = (parts.path.strip("/"), parts.query, parts.username, parts.password)
    is_told = any(each and each in unreachable.what for each in known_to_owner)
    return "it cannot be reached" if is_told else f"it cannot be reached: {unreachable.what}"
