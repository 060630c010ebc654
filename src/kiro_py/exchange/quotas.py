"""I know what every account has left, and ask no more often than I have to.

Rule 1.  One question is under way per credential, whoever asks.  Nobody is kept waiting by another
credential's.

Rule 2.  What was known stays known when an answer does not come, marked as stale, with the reason.

Rule 3.  Being asked to wait, or being told that the account is limited, ends the round: no other
host is tried.

Rule 4.  A token that is refused before its end is renewed once, and the host is asked once more;
where that did not help, no question renews it again.
"""

import asyncio
import math
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from kiro_py.errors import Again, GatewayError, Refusal
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.renew import Fresh
from kiro_py.kiro.limits import Quota, credits_event, read_limits
from kiro_py.kiro.refusals import classify
from kiro_py.pool.credential import Credential
from kiro_py.pool.standing import CreditsBack, CreditsGone
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import Journal, QuotaRead, QuotaUnread
from kiro_py.ports.upstream import HttpAnswer, Upstream

FRESH_SECONDS: Final = 300.0
"""How long a reading serves everybody: usage is counted with a delay of minutes anyway."""

FORCED_SECONDS: Final = 30.0
"""How long it serves even those who insist, so that no button becomes a storm."""

STALE_SECONDS: Final = 2 * FRESH_SECONDS
"""When a reading is too old to be believed: a whole round was missed."""

ROUND_SECONDS: Final = 60.0
"""How often those in use are looked through for readings that are due."""

ANSWER_SECONDS: Final = 30.0
"""How long all hosts together may take: the answer is short, and a proxy may be dead."""

LONGEST_REST_SECONDS: Final = 3600.0
"""The longest rest that the service may ask for, so that a slip of its does not end all this."""

UNASKED: Final = "never asked"
"""Why nothing is known at first."""

OnCredits: TypeAlias = Callable[[Credential, CreditsGone | CreditsBack], None]
"""Who is told that an account's credits are gone, or back."""


@dataclass(frozen=True, slots=True)
class QuotaReading:
    """What is known of an account's credits: `quota` is as of `fetched_at`, in epoch seconds.

    `is_stale` when it is old, when its period is over, or when the last try to renew it failed;
    `why` says how that failed and is empty otherwise; `refusal` is what the service meant by it,
    if it said anything.
    """

    quota: Quota | None = None
    fetched_at: float | None = None
    is_stale: bool = True
    why: str = UNASKED
    refusal: Refusal | None = None

    @property
    def is_unasked(self) -> bool:
        """Whether nobody has asked yet, so that there is no fault to tell of."""
        return self.why == UNASKED


@dataclass(frozen=True, slots=True)
class _Known:
    """The last reading, and the last try; `read_at` and `rests_until` are by the ruler."""

    quota: Quota | None = None
    fetched_at: float | None = None
    read_at: float = -math.inf
    asked_at: float = -math.inf
    rests_until: float = -math.inf
    why: str = UNASKED
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class _Missed:
    """A question without an answer; `is_last` when no other host is to be asked."""

    why: str
    rest_seconds: float = 0.0
    is_last: bool = False
    refusal: Refusal | None = None


async def _unchanged(credential: Credential) -> Credential:
    return credential


def _tell_nobody(_: Credential, __: CreditsGone | CreditsBack) -> None: ...


@dataclass(slots=True)
class Quotas:
    """The accounts' credits; run `keep` in the background.

    `on_credits` is told after every reading that says something new of them; `renewed` returns a
    credential with another token than the one that was refused.
    """

    upstream: Upstream
    addressing: Addressing
    clock: Clock
    journal: Journal
    on_credits: OnCredits = _tell_nobody
    renewed: Fresh = _unchanged
    _known: dict[int, _Known] = field(init=False, default_factory=dict[int, _Known])
    _flights: dict[int, asyncio.Event] = field(init=False, default_factory=dict[int, asyncio.Event])
    _asking: set[int] = field(init=False, default_factory=set[int])
    _doubted: dict[int, Credential] = field(init=False, default_factory=dict[int, Credential])
    _doubt: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    async def fetch(self, credential: Credential, *, force: bool = False) -> QuotaReading:
        """Return what is known of `credential`, whose token is fresh; asks first if that is old.

        `force` asks unless that has just been done.  Never raises for what the service does.
        """
        while (flight := self._flights.get(credential.id)) is not None:
            await flight.wait()
        if self._is_due(credential.id, force=force):
            flight = self._flights[credential.id] = asyncio.Event()
            try:
                await self._read(credential)
            finally:
                del self._flights[credential.id]
                flight.set()
        return self.known(credential.id)

    def known(self, credential_id: int) -> QuotaReading:
        """Return what is known, without asking."""
        known = self._known.get(credential_id, _Known())
        is_old = self.clock.monotonic() - known.read_at > STALE_SECONDS
        return QuotaReading(
            quota=known.quota,
            fetched_at=known.fetched_at,
            is_stale=is_old or bool(known.why) or self._is_over(known.quota),
            why=known.why,
            refusal=known.refusal,
        )

    def remaining_share(self, credential_id: int) -> float | None:
        """Return the part of the credits that is left, `None` when that is not known.

        An old reading is better than none, unless the credits have been reset since.
        """
        quota = self._known.get(credential_id, _Known()).quota
        return None if quota is None or self._is_over(quota) else quota.remaining_share

    def resets_at(self, credential_id: int) -> float | None:
        """Return when the credits come back, `None` when that is not known."""
        quota = self._known.get(credential_id, _Known()).quota
        return None if quota is None or self._is_over(quota) else quota.resets_at

    def doubt(self, credential: Credential) -> None:
        """Have `keep` ask at once: the service says "too many requests" of spent credits, too."""
        self._doubted[credential.id] = credential
        self._doubt.set()

    async def keep(self, in_use: Callable[[], Iterable[Credential]], fresh: Fresh) -> None:
        """Keep the readings of those `in_use` fresh, for ever."""
        async with asyncio.TaskGroup() as asking:
            while True:
                self._begin(asking, in_use(), fresh)
                with suppress(TimeoutError):
                    async with asyncio.timeout(ROUND_SECONDS):
                        await self._doubt.wait()
                self._doubt.clear()

    async def refresh_in_use(self, credentials: Iterable[Credential], fresh: Fresh) -> None:
        """Ask for those of `credentials` whose reading is due or doubted, all at once."""
        async with asyncio.TaskGroup() as asking:
            self._begin(asking, credentials, fresh)

    def _begin(
        self, asking: asyncio.TaskGroup, credentials: Iterable[Credential], fresh: Fresh
    ) -> None:
        """Begin to ask, unless that is under way."""
        doubted, self._doubted = self._doubted, {}
        concerned = {credential.id: credential for credential in credentials}
        for credential in (doubted | concerned).values():
            force = credential.id in doubted
            if credential.id not in self._asking and self._is_due(credential.id, force=force):
                self._asking.add(credential.id)
                asking.create_task(self._refresh(credential, fresh, force=force))

    async def _refresh(self, credential: Credential, fresh: Fresh, *, force: bool) -> None:
        try:
            usable = await fresh(credential)
            await self.fetch(usable, force=force)
        except GatewayError as failure:
            self._miss(credential, _Missed(str(failure)))
        finally:
            self._asking.discard(credential.id)

    def _is_due(self, credential_id: int, *, force: bool) -> bool:
        known = self._known.get(credential_id, _Known())
        now = self.clock.monotonic()
        pause = FORCED_SECONDS if force else FRESH_SECONDS
        return now >= max(known.asked_at + pause, known.rests_until)

    def _is_over(self, quota: Quota | None) -> bool:
        """Tell whether the credits have been reset since."""
        resets_at = None if quota is None else quota.resets_at
        return resets_at is not None and resets_at <= self.clock.now()

    async def _read(self, credential: Credential) -> None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                outcome = await self._ask(credential)
        except TimeoutError:
            outcome = _Missed(f"no answer within {ANSWER_SECONDS:.0f} s")
        if isinstance(outcome, _Missed):
            self._miss(credential, outcome)
        else:
            self._take_in(credential, outcome)

    def _take_in(self, credential: Credential, quota: Quota) -> None:
        before = self._known.get(credential.id, _Known())
        ruler, now = self.clock.monotonic(), self.clock.now()
        self._known[credential.id] = _Known(quota, now, ruler, ruler, why="")
        self.journal.note(
            QuotaRead(
                credential.id,
                quota.plan,
                quota.used,
                quota.limit,
                quota.resets_at,
                quota.remaining,
            )
        )
        event = credits_event(before.quota, quota)
        if event is not None:
            self.on_credits(credential, event)

    def _miss(self, credential: Credential, missed: _Missed) -> None:
        """Keep what was known; the journal hears of a failure once, not every five minutes."""
        before = self._known.get(credential.id, _Known())
        now = self.clock.monotonic()
        rest = min(missed.rest_seconds, LONGEST_REST_SECONDS)
        self._known[credential.id] = replace(
            before,
            asked_at=now,
            rests_until=now + rest,
            why=missed.why,
            refusal=missed.refusal,
        )
        if missed.why != before.why:
            self.journal.note(QuotaUnread(credential.id, missed.why))

    async def _ask(self, credential: Credential) -> Quota | _Missed:
        """Ask one host after the other until one tells a quota."""
        missed = list[_Missed]()
        refused = credential
        may_renew = not _is_about_token(self._known.get(credential.id, _Known()).refusal)
        for host in range(len(self.addressing.book.hosts.management)):
            outcome = await self._ask_host(credential, host)
            if may_renew and isinstance(outcome, _Missed) and _is_about_token(outcome.refusal):
                may_renew = False
                try:
                    credential = await self.renewed(refused)
                except GatewayError as failure:
                    missed += [outcome, _Missed(str(failure))]
                    break
                if credential is not refused:
                    outcome = await self._ask_host(credential, host)
            if isinstance(outcome, Quota):
                return outcome
            missed.append(outcome)
            if outcome.is_last:
                break
        return _Missed(
            "; ".join(dict.fromkeys(each.why for each in missed)),
            rest_seconds=max((each.rest_seconds for each in missed), default=0.0),
            refusal=next((each.refusal for each in reversed(missed) if each.refusal), None),
        )

    async def _ask_host(self, credential: Credential, host: int) -> Quota | _Missed:
        try:
            call = self.addressing.usage_limits(credential, host=host)
            answer = await self.upstream.fetch(call)
            if answer.status == 400:  # noqa: PLR2004 -- what a profile is refused with
                bare = self.addressing.usage_limits(credential, host=host, tells_profile=False)
                if bare.url != call.url:
                    answer = await self.upstream.fetch(bare)
        except GatewayError as failure:
            return _Missed(str(failure))
        return _judge(answer, urlsplit(call.url).netloc)


def _judge(answer: HttpAnswer, host: str) -> Quota | _Missed:
    if answer.status == 200:  # noqa: PLR2004 -- the only status that carries a quota
        return read_limits(answer.body) or _Missed(f"{host}: the answer tells no limit")
    refusal = classify(answer.status, answer.headers, answer.body)
    is_limited = answer.status == 429 or refusal.again is Again.OTHER_CREDENTIAL_IF_ALLOWED  # noqa: PLR2004
    return _Missed(
        f"{host}: {refusal.name} (HTTP {answer.status})",
        rest_seconds=float(refusal.retry_after_seconds or 0) if is_limited else 0.0,
        is_last=is_limited,
        refusal=refusal,
    )


def _is_about_token(refusal: Refusal | None) -> bool:
    """Tell whether another token may help."""
    return refusal is not None and refusal.again is Again.AFTER_RENEWAL
