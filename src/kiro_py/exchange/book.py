"""I keep the book of how credentials stand: read at the start, written when something changes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from kiro_py.errors import GatewayError
from kiro_py.pool.credential import Credential, Proxy
from kiro_py.pool.standing import Event, SignedIn, Standing, State, elapse, settle
from kiro_py.pool.verdict import Attempted, failed, served
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import Journal, StandingChanged
from kiro_py.ports.standings import StandingStore

_OF_A_SIGN_IN: Final = frozenset({State.NEEDS_LOGIN, State.DOUBTED})
"""States that belong to a sign-in: with another one it is another matter."""


class Book:
    """The standings of all credentials.

    `returned` is told of each whose sign-in another process takes for sound again, which it may
    know from a person.
    """

    def __init__(
        self,
        memory: StandingStore,
        clock: Clock,
        journal: Journal,
        returned: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._memory = memory
        self._clock = clock
        self._journal = journal
        self._standings = dict(memory.load())
        self._returned = returned
        self._heard = set[int]()  # whose standing another process has learned
        memory.follow(self.take_news)

    def standing(self, credential: Credential) -> Standing:
        """Return how `credential`, as the store has it, stands now."""
        found = self._elapsed(credential)
        if found.state not in _OF_A_SIGN_IN or found.login == _login(credential):
            return found
        standing = settle(found, SignedIn(), self._clock.now())
        self._keep(credential, found, standing)
        return standing

    def tell(self, credential: Credential, event: Event) -> None:
        """Settle what has happened outside of a request: a reset, a new sign-in, new credits."""
        before = self._elapsed(credential)
        self._keep(credential, before, settle(before, event, self._clock.now()))

    def served(self, credential: Credential) -> None:
        """Settle an answer that came through."""
        before = self._elapsed(credential)
        self._keep(credential, before, served(before, self._clock.now()))

    def failed(
        self, credential: Credential, failure: GatewayError, attempted: Attempted | None = None
    ) -> None:
        """Settle an attempt that failed."""
        before = self._elapsed(credential)
        has_own_way = isinstance(credential.proxy, Proxy)
        attempted = replace(attempted or Attempted(), has_own_way=has_own_way)
        after = failed(before, failure, attempted, self._clock.now())
        if after != before and after.state in _OF_A_SIGN_IN:
            after = replace(after, login=_login(credential))
        self._keep(credential, before, after)

    def take_news(self) -> None:
        """Take over what other processes have learned, or a person has said there."""
        for credential_id, after in self._memory.news().items():
            before = self._standings.get(credential_id, Standing())
            self._standings[credential_id] = after
            self._heard.add(credential_id)
            if before.state in _OF_A_SIGN_IN and after.state is State.READY:
                self._returned(credential_id)
            self._note(credential_id, before, after)

    def _elapsed(self, credential: Credential) -> Standing:
        """Return how a credential stands that may be older than the store's."""
        self.take_news()
        found = self._standings.get(credential.id, Standing())
        standing = elapse(found, self._clock.now())
        if standing != found:
            # Its end was to be foreseen by all, and whoever has learned it takes note of it.
            self._put(credential.id, found, standing)
        return standing

    def _keep(self, credential: Credential, before: Standing, after: Standing) -> None:
        if after != before:
            self._heard.discard(credential.id)
            self._put(credential.id, before, after)

    def _put(self, credential_id: int, before: Standing, after: Standing) -> None:
        self._standings[credential_id] = after
        self._memory.save(credential_id, after)
        self._note(credential_id, before, after)

    def _note(self, credential_id: int, before: Standing, after: Standing) -> None:
        if after.state is not before.state or after.until != before.until:
            self._journal.note(
                StandingChanged(
                    credential_id=credential_id,
                    state=after.state.value,
                    reason=after.reason,
                    until=after.until,
                    is_heard=credential_id in self._heard,
                )
            )


def _login(credential: Credential) -> str:
    token = credential.tokens.refresh_token or credential.bearer
    return "" if token is None else token.fingerprint()
