"""I find the profile that a credential needs and does not name.

Rule 1.  One search is under way per credential, whoever asks, and it is a request's own: a client
that leaves ends it, for nothing is lost with it.

Rule 2.  A search that found nothing rests for a while; it is never a reason to fail.

Rule 3.  What was found is kept with the credential, as its owner would have written it.
"""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kiro_py.errors import GatewayError, StoreUnwritable
from kiro_py.exchange.addressing import Addressing
from kiro_py.kiro.profiles import Profile, Question, choose_profile, read_profiles
from kiro_py.pool.credential import Credential, Tokens
from kiro_py.ports.clock import Clock
from kiro_py.ports.credentials import CredentialStore
from kiro_py.ports.journal import Journal, ProfileFound, TokensUnsaved
from kiro_py.ports.upstream import Upstream

REST_SECONDS: Final = 300.0
"""How long a search that found nothing, or found the same again, is not repeated."""

SEARCH_SECONDS: Final = 20.0
"""How long a search may take: a request is waiting for it."""


@dataclass(slots=True)
class Profiles:
    """Finds profiles and remembers them."""

    upstream: Upstream
    addressing: Addressing
    store: CredentialStore
    clock: Clock
    journal: Journal
    _found: dict[int, str] = field(init=False, default_factory=dict[int, str])
    _rests_until: dict[int, float] = field(init=False, default_factory=dict[int, float])
    _searches: dict[int, asyncio.Lock] = field(init=False, default_factory=dict[int, asyncio.Lock])

    async def completed(self, credential: Credential, *, host: int) -> Credential:
        """Return `credential` with its profile, looked for if `host` should be told it."""
        known = self._with_known(credential)
        if known.tokens.profile_arn or not self.addressing.seeks_profile(known, host=host):
            return known
        return await self._search(known)

    async def replaced(self, credential: Credential) -> Credential | None:
        """Return `credential` with another profile than the one that was refused, if there is one.

        The service refuses a foreign profile in the words of an expired token.
        """
        if not self.addressing.can_find_profile(credential):
            return None
        other = await self._search(credential)
        return None if other.tokens.profile_arn == credential.tokens.profile_arn else other

    def forget(self, credential_id: int) -> None:
        """Forget what was found for a credential, which has signed in anew."""
        self._found.pop(credential_id, None)
        self._rests_until.pop(credential_id, None)

    def _with_known(self, credential: Credential) -> Credential:
        """Return `credential` with what was found for one that lives elsewhere than in a store."""
        arn = self._found.get(credential.id)
        if arn is None or credential.tokens.profile_arn is not None:
            return credential
        return replace(credential, tokens=replace(credential.tokens, profile_arn=arn))

    async def _search(self, credential: Credential) -> Credential:
        async with self._searches.setdefault(credential.id, asyncio.Lock()):
            newest = self._with_known(self._newest(credential))
            if newest.tokens.profile_arn != credential.tokens.profile_arn:
                return replace(
                    credential,
                    tokens=replace(credential.tokens, profile_arn=newest.tokens.profile_arn),
                )
            if self.clock.monotonic() < self._rests_until.get(credential.id, -math.inf):
                return credential
            found = await self._ask(credential)
            if found is None or found.arn == credential.tokens.profile_arn:
                self._rests_until[credential.id] = self.clock.monotonic() + REST_SECONDS
                return credential
            await self._keep(credential, found.arn)
            return replace(credential, tokens=replace(credential.tokens, profile_arn=found.arn))

    def _newest(self, credential: Credential) -> Credential:
        same = (known for known in self.store.credentials() if known.id == credential.id)
        return next(same, credential)

    async def _keep(self, credential: Credential, arn: str) -> None:
        self._found[credential.id] = arn
        self.journal.note(ProfileFound(credential.id, arn))
        if not credential.persists:
            return
        try:
            await self.store.save_tokens(credential.id, Tokens(profile_arn=arn))
        except StoreUnwritable as unwritable:
            self.journal.note(TokensUnsaved(credential.id, unwritable.why))
        except KeyError:
            return  # somebody has taken it out of the file meanwhile

    async def _ask(self, credential: Credential) -> Profile | None:
        """Ask one host after the other until one tells a profile that can be used."""
        try:
            async with asyncio.timeout(SEARCH_SECONDS):
                for host in range(len(self.addressing.book.hosts.management)):
                    questions = self.addressing.profile_questions(credential, host=host)
                    told = await self._told(questions)
                    found = choose_profile(told, self.addressing.route(credential, host))
                    if found is not None:
                        return found
        except TimeoutError:
            return None
        return None

    async def _told(self, questions: Sequence[Question]) -> list[Profile]:
        """Return what all the questions together find; a region may fail by itself."""

        async def answer(question: Question) -> tuple[Profile, ...]:
            try:
                found = await self.upstream.fetch(question.call)
            except GatewayError:
                return ()
            return read_profiles(found.body) if found.status == 200 else ()  # noqa: PLR2004 -- the only status that tells one

        async with asyncio.TaskGroup() as asking:
            tasks = [asking.create_task(answer(question)) for question in questions]
        return [profile for task in tasks for profile in task.result()]
