"""I get a request to Kiro, attempt after attempt: whose turn, which host, what has failed."""

import asyncio
from dataclasses import dataclass, replace
from typing import Final

from kiro_py.errors import (
    GatewayError,
    NoCredential,
    RenewalFailed,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.again import Means, Next, Tries, after
from kiro_py.exchange.lease import Errand, Lease, Leases
from kiro_py.exchange.plan import Plan, told
from kiro_py.kiro.refusals import classify
from kiro_py.pool.credential import Proxy
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import AttemptFailed, Journal
from kiro_py.ports.upstream import ByteStream, HttpAnswer, HttpCall, Upstream

_EVENT_STREAM: Final = "application/vnd.amazon.eventstream"


@dataclass(frozen=True, slots=True)
class Doors:
    """The outside, as far as a request needs it.

    `leaves_limited_accounts` lets a request that met an account's own limit try another account.
    """

    upstream: Upstream
    leases: Leases
    addressing: Addressing
    clock: Clock
    journal: Journal
    leaves_limited_accounts: bool = False


class Approach:
    """The attempts of one request; `close` it in the end, whichever way that comes."""

    def __init__(self, request_id: str, plan: Plan, doors: Doors, idle_timeout: float) -> None:
        self._request_id = request_id
        self._doors = doors
        self._idle_timeout = idle_timeout
        self._step = Next(Tries())
        self._lease: Lease | None = None
        self._failure: GatewayError | None = None
        self._has_nobody_else = False
        self.plan = plan
        self.tries = Tries()
        self.headers_at: float | None = None

    @property
    def credential_id(self) -> int | None:
        """The credential of now, or the last one."""
        return None if self._lease is None else self._lease.credential.id

    async def open(self) -> ByteStream:
        """Make the next attempt, up to the upstream's headers; return what follows them."""
        step = self._step
        self.tries = step.tries
        self.headers_at = None
        await asyncio.sleep(step.pause_seconds)
        lease = self._lease = await self._leased(step)
        tries = self.tries
        self.tries = replace(tries, attempts=tries.attempts + 1, on_this=tries.on_this + 1)
        call = self._doors.addressing.generate(
            self.plan.body(tries), lease.credential, host=tries.host, attempt=self.tries.on_this
        )
        answer = await self._ask(call)
        if isinstance(answer, HttpAnswer):
            raise UpstreamRefused(
                classify(answer.status, answer.headers, answer.body),
                upstream_status=answer.status,
                detail=answer.body[:2000].decode(errors="replace"),
            )
        kind = answer.headers.get("content-type", "")
        if not kind.startswith(_EVENT_STREAM):
            await answer.close(is_over=False)
            raise UpstreamBroken(f"an answer of content type {kind!r}", is_empty=True)
        self.headers_at = self._doors.clock.monotonic()
        return answer

    def fail(self, failure: GatewayError, *, may_try_again: bool) -> None:
        """Take a failed attempt in: what comes next is decided, or raised for the client.

        The credential is judged only once nothing else is tried with it.
        """
        self._failure = failure
        self._doors.journal.note(self._told(failure))
        step = None
        if may_try_again and not self._has_nobody_else:
            step = after(failure, self.tries, self._means())
        if (step is None or step.must_change) and self._lease is not None:
            self._lease.failed(failure)
        if step is None:
            raise told(failure, self.plan)
        self._step = step

    def succeed(self) -> None:
        """Take in that the answer came through."""
        if self._lease is not None:
            self._lease.served()

    def forget_request(self) -> None:
        """Let go of the body, which is not sent again and may be megabytes."""
        self.plan = self.plan.forgotten()

    def close(self) -> None:
        """Give the credential back."""
        if self._lease is not None:
            self._lease.release()

    async def _leased(self, step: Next) -> Lease:
        lease = self._lease
        if lease is None:
            return await self._doors.leases.take(self._errand())
        if step.must_renew:
            await self._renew(lease)
        if not step.must_change:
            return lease
        lease.release()
        self.tries = self.tries.without(lease.credential.id)
        try:
            return await self._doors.leases.take(self._errand())
        except (NoCredential, RenewalFailed) as nobody:
            # What the credential met tells the client more than that there is no other one.
            self._has_nobody_else = True
            raise self._failure or nobody from nobody

    async def _renew(self, lease: Lease) -> None:
        try:
            await lease.renew()
        except RenewalFailed as failed:
            if failed.is_final or self._failure is None:
                raise
            # No newer token can be had now: what the service said of this one stands.
            raise self._failure from failed

    async def _ask(self, call: HttpCall) -> ByteStream | HttpAnswer:
        try:
            async with asyncio.timeout(self._idle_timeout):
                return await self._doors.upstream.open(call)
        except TimeoutError as error:
            raise UpstreamUnreachable("silence", host=call.url) from error

    def _errand(self) -> Errand:
        plan = self.plan
        return Errand(plan.model.id, plan.conversation_id, self.tries.excluded)

    def _means(self) -> Means:
        proxy = None if self._lease is None else self._lease.credential.proxy
        return Means(
            hosts=self._doors.addressing.hosts,
            leaves_limited_accounts=self._doors.leaves_limited_accounts,
            has_own_way=isinstance(proxy, Proxy),
        )

    def _told(self, failure: GatewayError) -> AttemptFailed:
        refused = isinstance(failure, UpstreamRefused)
        return AttemptFailed(
            request_id=self._request_id,
            credential_id=self.credential_id,
            host=str(self.tries.host),
            attempt=self.tries.attempts,
            verdict=failure.refusal.name if refused else type(failure).__name__,
            detail=failure.detail if refused else str(failure),
        )
