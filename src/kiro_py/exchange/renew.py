"""I keep tokens fresh: one renewal in flight per credential, whoever asks and whoever leaves.

Rule 1.  A renewal belongs to the `Renewer`, not to the request that started it: a client that
leaves does not cancel it, for the rotated refresh token would be lost with it.

Rule 2.  A renewal is one process's at a time, and begins with reading the credential again, since
another client may have rotated it.

Rule 3.  What a renewal grants is saved before it is judged or used.

Rule 4.  A token that still lives is used, whatever became of its renewal.

Rule 5.  The store is told before a refresh token is sent, and may forbid it.

Rule 6.  Nobody waits for a renewal longer than `PATIENCE_SECONDS`; it goes on without them.
"""

import asyncio
import contextlib
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Final, Self
from uuid import uuid4

from kiro_py.errors import RenewalFailed, StoreUnwritable, UpstreamUnreachable
from kiro_py.kiro.address import AddressBook, Route
from kiro_py.kiro.grants import hosts_of, read_renewal, renewal
from kiro_py.pool.credential import AuthMethod, Credential, Tokens
from kiro_py.pool.renewal import Due, due, is_alive
from kiro_py.ports.clock import Clock
from kiro_py.ports.credentials import CredentialStore
from kiro_py.ports.journal import Journal, RenewalMissed, TokensRenewed, TokensUnsaved
from kiro_py.ports.upstream import HttpAnswer, Upstream
from kiro_py.secret import Secret

FIRST_PAUSE_SECONDS: Final = 5
"""How long a renewal rests after a failure; every further one in a row doubles it."""

LONGEST_PAUSE_SECONDS: Final = 60
"""The longest rest of our own choosing: a sign-in service that is back is noticed in a minute."""

LONGEST_ASKED_PAUSE_SECONDS: Final = 3600
"""The longest rest that the service may ask for, so that a slip of its does not end an account."""

PATIENCE_SECONDS: Final = 10
"""How long a renewal may keep requests waiting: another credential may be there at once."""

SETTLED_SECONDS: Final = 60
"""A token younger than this is not renewed again: whatever is wrong with it, it is not its age."""

IsWanted = Callable[[Credential], bool]

Fresh = Callable[[Credential], Awaitable[Credential]]
"""Returns a credential with a token that is good for now, or raises `RenewalFailed`."""


@dataclass(frozen=True, slots=True)
class _Missed:
    """A renewal that failed: why, when it may be tried again, and the refresh token it spent.

    `cause` is set when the fault is our own.
    """

    why: str
    is_final: bool
    until: float
    failures: int
    refresh_token: Secret | None
    is_limited: bool = False
    cause: Exception | None = None


_Outcome = Credential | _Missed


@dataclass(frozen=True, slots=True)
class _Flight:
    """A renewal under way, and when it began by the ruler."""

    task: asyncio.Task[_Outcome]
    began_at: float


class Renewer:
    """Hands out credentials whose tokens can be used; an async context manager.

    Leaving the context waits for the renewals in flight, so that none of their tokens is lost.
    """

    def __init__(
        self,
        *,
        store: CredentialStore,
        upstream: Upstream,
        clock: Clock,
        journal: Journal,
        book: AddressBook,
    ) -> None:
        self._store = store
        self._upstream = upstream
        self._clock = clock
        self._journal = journal
        self._book = book
        self._owner = asyncio.TaskGroup()
        self._flights: dict[int, _Flight] = {}
        self._missed: dict[int, _Missed] = {}
        self._renewed_at: dict[int, float] = {}

    async def __aenter__(self) -> Self:
        await self._owner.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # The group is never told of an error: it would cancel what has to be finished.
        await self._owner.__aexit__(None, None, None)

    async def fresh(self, credential: Credential) -> Credential:
        """Return `credential` with a token that can be used, renewed first if it must be.

        Raises `RenewalFailed` when there is none and none can be had now.
        """
        now = self._clock.now()
        urgency = due(credential, now)
        if urgency is Due.NOT or (
            is_alive(credential, now) and self._settled_for(credential.id) is not None
        ):
            return credential
        if urgency is Due.ADVISORY:
            self._begin(credential.id, self._is_due)
            return credential
        outcome = await self._outcome(credential.id, self._is_due)
        if isinstance(outcome, Credential):
            return outcome
        newest = self._newest(credential)
        if is_alive(newest, self._clock.now()):
            return newest
        raise self._failure(outcome)

    async def force(self, credential: Credential, rejected: Secret) -> Credential:
        """Return `credential` with another token than `rejected`, which the service refused.

        Nothing is renewed when somebody has done so since.  Raises `RenewalFailed` when no other
        token can be had now, or when the refused one is too young for a newer one to help; then
        it names no time to wait for.
        """

        def is_wanted(found: Credential) -> bool:
            return found.bearer == rejected

        while is_wanted(newest := self._newest(credential)):
            if await self._is_settled(newest, is_wanted):
                continue
            is_shared = credential.id in self._flights
            outcome = await self._outcome(credential.id, is_wanted)
            if isinstance(outcome, _Missed):
                raise self._failure(outcome)
            if not is_shared:
                return outcome
        return newest

    async def other(self, refused: Credential) -> Credential:
        """Return `refused` with another token than the one that the service has just refused.

        It is the same where there is no token to renew.  Raises `RenewalFailed` as `force` does.
        """
        token = refused.tokens.access_token
        return refused if token is None else await self.force(refused, token)

    def forget(self, credential_id: int) -> None:
        """Take no failure of before into account: what it was due to has been changed."""
        self._missed.pop(credential_id, None)

    def failures(self, credential_id: int) -> int:
        """Return how many renewals of the credential have failed in a row."""
        missed = self._missed.get(credential_id)
        return 0 if missed is None else missed.failures

    async def _is_settled(self, credential: Credential, is_wanted: IsWanted) -> bool:
        """Tell whether another process has renewed `credential`; raises when nobody should now."""
        if credential.auth_method is AuthMethod.API_KEY:
            raise RenewalFailed("an API key cannot be renewed", is_final=True)
        age = self._settled_for(credential.id)
        if age is None:
            return False
        with contextlib.suppress(KeyError):
            if not is_wanted(await self._store.reread(credential.id)):
                return True
        raise RenewalFailed(f"refused {age:.0f} s after it was renewed", is_final=False)

    def _is_due(self, credential: Credential) -> bool:
        return due(credential, self._clock.now()) is not Due.NOT

    def _settled_for(self, credential_id: int) -> float | None:
        """Return the age of a token that is too young to be renewed, `None` for any other."""
        renewed_at = self._renewed_at.get(credential_id, -math.inf)
        age = self._clock.monotonic() - renewed_at
        return age if age < SETTLED_SECONDS else None

    def _newest(self, credential: Credential) -> Credential:
        same = (found for found in self._store.credentials() if found.id == credential.id)
        return next(same, credential)

    def _failure(self, missed: _Missed) -> RenewalFailed:
        wait = math.ceil(missed.until - self._clock.monotonic())
        failure = RenewalFailed(
            missed.why,
            is_final=missed.is_final,
            is_limited=missed.is_limited,
            retry_after_seconds=None if missed.is_final else max(wait, 1),
        )
        failure.__cause__ = missed.cause
        return failure

    async def _outcome(self, credential_id: int, is_wanted: IsWanted) -> _Outcome:
        flight = self._begin(credential_id, is_wanted)
        if flight is None:
            return self._missed[credential_id]
        patience = flight.began_at + PATIENCE_SECONDS - self._clock.monotonic()
        await asyncio.wait((flight.task,), timeout=max(patience, 0))
        if flight.task.done():
            return flight.task.result()
        until = self._clock.monotonic() + FIRST_PAUSE_SECONDS
        why = "the renewal takes long"
        return _Missed(why, is_final=False, until=until, failures=0, refresh_token=None)

    def _begin(self, credential_id: int, is_wanted: IsWanted) -> _Flight | None:
        """Return the flight under way or a new one, `None` while the last failure rests."""
        flight = self._flights.get(credential_id)
        if flight is None:
            missed = self._missed.get(credential_id)
            if missed is not None and self._clock.monotonic() < missed.until:
                return None
            task = self._owner.create_task(self._fly(credential_id, is_wanted))
            flight = self._flights[credential_id] = _Flight(task, self._clock.monotonic())
        return flight

    async def _fly(self, credential_id: int, is_wanted: IsWanted) -> _Outcome:
        try:
            return await self._renew(credential_id, is_wanted)
        except RenewalFailed as failed:
            return self._miss(credential_id, failed)
        except KeyError:
            gone = RenewalFailed("it is no longer in the credentials file", is_final=True)
            return self._miss(credential_id, gone)
        except Exception as error:  # noqa: BLE001 -- nobody is above a task; waiters get it as a cause
            fault = RenewalFailed(f"{type(error).__name__} in the gateway", is_final=False)
            return self._miss(credential_id, fault, cause=error)
        finally:
            del self._flights[credential_id]

    async def _renew(self, credential_id: int, is_wanted: IsWanted) -> _Outcome:
        async with self._store.renewing(credential_id) as is_our_turn:
            credential = await self._store.reread(credential_id)
            is_mandatory = due(credential, self._clock.now()) is Due.MANDATORY
            if not is_mandatory and not is_wanted(credential):
                return credential
            if not is_our_turn:
                raise RenewalFailed("another process does not end its renewal", is_final=False)
            return await self._exchange(credential)

    async def _exchange(self, credential: Credential) -> _Outcome:
        """Spend the refresh token for new tokens, unless it is known to be dead."""
        missed = self._missed.get(credential.id)
        if (
            missed is not None
            and missed.is_final
            and missed.refresh_token == credential.tokens.refresh_token
        ):
            return self._rest(credential.id, missed, FIRST_PAUSE_SECONDS)
        try:
            await self._spend(credential)
        except RenewalFailed as forbidden:
            return self._miss(credential.id, forbidden, is_spent=False)
        answer = await self._ask(credential)
        newest = self._newest(credential)
        if newest.tokens.refresh_token != credential.tokens.refresh_token:
            # A person has signed in anew meanwhile: what becomes of the old sign-in is no matter.
            return newest
        tokens = read_renewal(credential.auth_method, answer, self._clock.now())
        return await self._keep(credential, tokens)

    async def _spend(self, credential: Credential) -> None:
        token = credential.tokens.refresh_token
        if token is not None:
            await self._store.spend(credential.id, token)

    async def _ask(self, credential: Credential) -> HttpAnswer:
        route = Route(credential=credential, book=self._book, invocation_id=str(uuid4()))
        silence = "no host is configured"
        for host in range(len(hosts_of(route))):
            try:
                return await self._upstream.fetch(renewal(replace(route, host=host)))
            except UpstreamUnreachable as unreachable:
                silence = str(unreachable)
        raise RenewalFailed(silence, is_final=False)

    async def _keep(self, credential: Credential, tokens: Tokens) -> Credential:
        try:
            kept = await self._store.save_tokens(credential.id, tokens)
        except StoreUnwritable as unwritable:
            self._journal.note(TokensUnsaved(credential.id, unwritable.why))
            kept = self._newest(credential)
        if tokens.access_token is None:
            raise RenewalFailed("the answer has no access token", is_final=False)
        self._missed.pop(credential.id, None)
        self._renewed_at[credential.id] = self._clock.monotonic()
        old = credential.tokens.refresh_token
        spent = None if old is None or old == kept.tokens.refresh_token else old.fingerprint()
        self._journal.note(TokensRenewed(credential.id, tokens.expires_at, spent))
        return kept

    def _miss(
        self,
        credential_id: int,
        failed: RenewalFailed,
        cause: Exception | None = None,
        *,
        is_spent: bool = True,
    ) -> _Missed:
        earlier = self._missed.get(credential_id)
        if is_spent or earlier is None or earlier.why != failed.why:
            self._journal.note(RenewalMissed(credential_id, failed.why, failed.is_final))
        failures = earlier.failures + 1 if earlier is not None else 1
        known = (found for found in self._store.credentials() if found.id == credential_id)
        missed = _Missed(
            why=failed.why,
            is_final=failed.is_final,
            is_limited=failed.is_limited,
            until=0.0,
            failures=failures,
            refresh_token=next((found.tokens.refresh_token for found in known if is_spent), None),
            cause=cause,
        )
        return self._rest(credential_id, missed, _pause_seconds(failed, failures))

    def _rest(self, credential_id: int, missed: _Missed, seconds: float) -> _Missed:
        resting = replace(missed, until=self._clock.monotonic() + seconds)
        self._missed[credential_id] = resting
        return resting


def _pause_seconds(failed: RenewalFailed, failures: int) -> float:
    """Return how long to rest; after a final failure only until the file is looked at again."""
    if failed.is_final:
        return FIRST_PAUSE_SECONDS
    chosen = min(FIRST_PAUSE_SECONDS * 2.0 ** min(failures - 1, 10), LONGEST_PAUSE_SECONDS)
    asked = min(failed.retry_after_seconds or 0, LONGEST_ASKED_PAUSE_SECONDS)
    return max(chosen, asked)
