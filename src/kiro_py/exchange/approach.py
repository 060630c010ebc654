"""I get a request to Kiro, attempt after attempt: whose turn, which host, what has failed."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Final, Protocol
from urllib.parse import urlsplit

from kiro_py.errors import (
    GatewayError,
    Lack,
    NoCredential,
    RenewalFailed,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.again import Means, Next, Tries, after
from kiro_py.exchange.counting import Counting
from kiro_py.exchange.doorstep import Doorsteps
from kiro_py.exchange.lease import Errand, Lease, Leases
from kiro_py.exchange.profiles import Profiles
from kiro_py.kiro.refusals import classify
from kiro_py.pool.credential import AuthMethod, Credential, Proxy
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import AttemptEnded, AttemptFailed, Journal
from kiro_py.ports.upstream import ByteStream, HttpAnswer, HttpCall, Upstream

_EVENT_STREAM: Final = "application/vnd.amazon.eventstream"


@dataclass(frozen=True, slots=True)
class Doors:
    """The outside, as far as a request needs it."""

    upstream: Upstream
    leases: Leases
    profiles: Profiles
    addressing: Addressing
    doorsteps: Doorsteps
    clock: Clock
    journal: Journal
    counting: Counting = field(default_factory=Counting)


class Undertaking(Protocol):
    """What is going to be asked, whoever is asked, as often as it takes."""

    def errand(self, excluded: frozenset[int]) -> Errand:
        """Return what a credential is wanted for."""
        ...

    def call(
        self, addressing: Addressing, credential: Credential, *, host: int, tries: Tries
    ) -> HttpCall:
        """Return the call to `host`, changed as the tries before it ask for."""
        ...

    def told(self, failure: GatewayError) -> GatewayError:
        """Return a failure in words that need the request."""
        ...

    def forgotten(self) -> "Undertaking":
        """Return the same without what is needed to ask again."""
        ...


class Approach:
    """The attempts of one request; `close` it in the end, whichever way that comes."""

    def __init__(
        self, request_id: str, plan: Undertaking, doors: Doors, idle_timeout: float
    ) -> None:
        self._request_id = request_id
        self._doors = doors
        self._idle_timeout = idle_timeout
        self._step = Next(Tries())
        self._lease: Lease | None = None
        self._failure: GatewayError | None = None
        self._first_host = 0
        self._host_number = 0
        self._has_nobody_else = False
        self._asked_at: float | None = None
        self._is_whole = False
        self.plan = plan
        self.tries = Tries()
        self.host = ""
        self.headers_at: float | None = None

    @property
    def credential_id(self) -> int | None:
        """The credential of now, or the last one."""
        return None if self._lease is None else self._lease.credential.id

    async def open(self) -> ByteStream:
        """Make the next attempt, up to the upstream's headers; return what follows them."""
        self.headers_at = None
        answer = await self._ask(await self._next_call())
        if isinstance(answer, HttpAnswer):
            raise _refused(answer)
        kind = answer.headers.get("content-type", "")
        if not kind.startswith(_EVENT_STREAM):
            await answer.close(is_over=False)
            raise UpstreamBroken(f"an answer of content type {kind!r}", is_empty=True)
        self._note_answered()
        self.headers_at = self._doors.clock.monotonic()
        return answer

    async def fetch(self) -> bytes:
        """Make the next attempt; return the body of its answer, which comes whole."""
        answer = await self._doors.upstream.fetch(await self._next_call())
        if answer.status != 200:  # noqa: PLR2004 -- the only status of an answer
            raise _refused(answer)
        self._note_answered()
        return answer.body

    async def _next_call(self) -> HttpCall:
        lease = await self._ready()
        tries = self.tries
        self._host_number = host = (self._first_host + tries.host) % self._doors.addressing.hosts
        profiles = self._doors.profiles
        lease.credential = await profiles.completed(lease.credential, host=host)
        self.tries = replace(tries, attempts=tries.attempts + 1, on_this=tries.on_this + 1)
        call = self.plan.call(self._doors.addressing, lease.credential, host=host, tries=self.tries)
        self.host = urlsplit(call.url).netloc
        self._asked_at = self._doors.clock.monotonic()
        return call

    def _note_answered(self) -> None:
        """Remember that this host has answered this credential."""
        if self._lease is not None:
            self._doors.doorsteps.answered(self._lease.credential.id, self._host_number)

    def fail(self, failure: GatewayError, *, may_try_again: bool) -> None:
        """Take a failed attempt in: what comes next is decided, or raised for the client.

        The credential is judged only once nothing else is tried with it.
        """
        if self._has_nobody_else:
            raise self.plan.told(failure)
        self._failure = failure
        self.note_failed(*_verdict(failure))
        self._step = self._next(failure, may_try_again=may_try_again)

    def succeed(self) -> None:
        """Take in that the answer came through."""
        self._is_whole = True
        if self._lease is not None:
            self._lease.served()

    def forget_request(self) -> None:
        """Let go of the body, which is not sent again and may be megabytes."""
        self.plan = self.plan.forgotten()

    def close(self) -> None:
        """Give the credential back."""
        if self._lease is not None:
            self._lease.release()
        if self._asked_at is not None:
            at, seconds = self._since(self._asked_at)
            self._doors.journal.note(
                AttemptEnded(
                    request_id=self._request_id,
                    credential_id=self.credential_id,
                    host=self.host,
                    attempt=self.tries.attempts,
                    is_whole=self._is_whole,
                    at=at,
                    seconds=seconds,
                )
            )

    def note_failed(self, verdict: str, detail: str, status: int | None = None) -> None:
        """Tell the journal of an attempt that ended badly."""
        at, seconds = self._since(self._asked_at)
        has_asked = self._asked_at is not None
        self._asked_at = None
        self._doors.journal.note(
            AttemptFailed(
                request_id=self._request_id,
                credential_id=self.credential_id,
                host=self.host,
                attempt=self.tries.attempts,
                verdict=verdict,
                detail=detail,
                at=at,
                status=status,
                seconds=seconds if has_asked else None,
            )
        )

    def _since(self, monotonic: float | None) -> tuple[float, float]:
        """Return when that was in epoch seconds, and how long ago."""
        clock = self._doors.clock
        seconds = 0.0 if monotonic is None else clock.monotonic() - monotonic
        return clock.now() - seconds, seconds

    def _next(self, failure: GatewayError, *, may_try_again: bool) -> Next:
        lease = self._lease
        step = None
        if lease is not None:
            step = after(failure, self.tries, self._means(lease)) if may_try_again else None
            if step is None or step.must_change:
                lease.failed(failure)
        if step is None:
            raise self.plan.told(failure)
        return step

    async def _ready(self) -> Lease:
        """Return the lease for the next attempt, changed as the last failure asks for."""
        while True:
            step = self._step
            self.tries = step.tries
            await asyncio.sleep(step.pause_seconds)
            lease, failure = self._lease, self._failure
            if lease is None or failure is None:
                return await self._leased()
            if step.must_change:
                return await self._changed(lease, failure)
            if not (step.must_renew or step.must_find_profile):
                return lease
            if await (self._renewed(lease) if step.must_renew else self._reprofiled(lease)):
                return lease
            # Nothing has changed, so that the same refusal would come again: what else is there?
            self._step = self._next(failure, may_try_again=True)

    async def _leased(self) -> Lease:
        self._lease = lease = await self._doors.leases.take(self.plan.errand(self.tries.excluded))
        self._first_host = self._doors.doorsteps.first(lease.credential.id)
        if lease.is_shared:  # reasoning is for the account and the model that gave it
            self.tries = replace(self.tries, is_without_reasoning=True)
        return lease

    async def _changed(self, lease: Lease, failure: GatewayError) -> Lease:
        lease.release()
        self.tries = self.tries.without(lease.credential.id)
        try:
            return await self._leased()
        except (NoCredential, RenewalFailed) as nobody:
            self._has_nobody_else = True
            raise _telling(failure, nobody) from nobody

    async def _renewed(self, lease: Lease) -> bool:
        """Get another token, unless a newer one would fare no better.

        A sign-in service that is to be left alone for a while says nothing about the credential.
        """
        try:
            await lease.renew()
        except RenewalFailed as failed:
            if failed.is_final or failed.retry_after_seconds is not None:
                raise
            return False
        return True

    async def _reprofiled(self, lease: Lease) -> bool:
        """Get another profile; that of a social sign-in comes with its tokens.

        An API key without one has been refused for another reason: who wants to see its profile
        has been told it.
        """
        credential = lease.credential
        has_none = credential.tokens.profile_arn is None
        if credential.auth_method is AuthMethod.SOCIAL:
            return has_none and await self._renewed(lease)
        if credential.auth_method is AuthMethod.API_KEY and has_none:
            return False
        other = await self._doors.profiles.replaced(credential)
        if other is None:
            return False
        lease.credential = other
        return True

    async def _ask(self, call: HttpCall) -> ByteStream | HttpAnswer:
        try:
            async with asyncio.timeout(self._idle_timeout):
                return await self._doors.upstream.open(call)
        except TimeoutError as error:
            raise UpstreamUnreachable("silence", host=call.url) from error

    def _means(self, lease: Lease) -> Means:
        return Means(
            hosts=self._doors.addressing.hosts,
            leaves_limited_accounts=self._doors.leases.rules.leaves_limited,
            has_own_way=isinstance(lease.credential.proxy, Proxy),
            can_renew=lease.credential.auth_method is not AuthMethod.API_KEY,
        )


def _verdict(failure: GatewayError) -> tuple[str, str, int | None]:
    """Return what was made of an attempt, the words for it, and Kiro's status."""
    if isinstance(failure, UpstreamRefused):
        return failure.refusal.name, failure.detail, failure.upstream_status
    return type(failure).__name__, str(failure), None


def _refused(answer: HttpAnswer) -> UpstreamRefused:
    return UpstreamRefused(
        classify(answer.status, answer.headers, answer.body),
        upstream_status=answer.status,
        detail=answer.body[:2000].decode(errors="replace"),
    )


def _telling(failure: GatewayError, nobody: NoCredential | RenewalFailed) -> GatewayError:
    """Return which of the two the client shall hear.

    What the last credential met usually tells more than that there is no other one; but when some
    credential will be back sooner, or the date is known on which credits return, that helps more.
    """
    if not isinstance(failure, UpstreamRefused) or not isinstance(nobody, NoCredential):
        return failure
    refusal = failure.refusal
    if nobody.lack is Lack.SPENT and nobody.resets_at is not None:
        return nobody if refusal.error_type == "billing_error" else failure
    wait = nobody.retry_after_seconds
    if wait is None or refusal.status != 429:  # noqa: PLR2004 -- too many requests
        return failure
    is_sooner = refusal.retry_after_seconds is None or wait < refusal.retry_after_seconds
    return nobody if is_sooner else failure
