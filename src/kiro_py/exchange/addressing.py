"""I address calls: one invocation id each, and the host that is to be tried."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from kiro_py.kiro.address import (
    AddressBook,
    Route,
    generate,
    list_models,
    seeks_profile,
    usage_limits,
)
from kiro_py.kiro.profiles import Question, can_find_profile, profile_questions
from kiro_py.pool.credential import Credential
from kiro_py.ports.upstream import HttpCall
from kiro_py.wire.kiro.request import GenerateRequest


@dataclass(frozen=True, slots=True)
class Addressing:
    """Turns what is to be asked into complete calls."""

    book: AddressBook

    @property
    def hosts(self) -> int:
        """How many hosts there are to try for an answer."""
        return len(self.book.hosts.api)

    def generate(
        self, body: GenerateRequest, credential: Credential, *, host: int, attempt: int
    ) -> HttpCall:
        """Return the call that asks `host`, counted from 0, for an answer."""
        return generate(self.route(credential, host, attempt), body)

    def list_models(self, credential: Credential, *, host: int) -> HttpCall:
        """Return the call that asks which models `credential` may use."""
        return list_models(self.route(credential, host, 1))

    def usage_limits(
        self, credential: Credential, *, host: int, tells_profile: bool = True
    ) -> HttpCall:
        """Return the call that asks what `credential` has used of its credits."""
        return usage_limits(self.route(credential, host, 1), tells_profile=tells_profile)

    def seeks_profile(self, credential: Credential, *, host: int) -> bool:
        """Whether the profile of `credential` should be found before `host` is asked."""
        return seeks_profile(self.route(credential, host))

    def can_find_profile(self, credential: Credential) -> bool:
        """Whether the service would tell the profile of `credential`."""
        return can_find_profile(self.route(credential, 0))

    def profile_questions(self, credential: Credential, *, host: int) -> Sequence[Question]:
        """Return the calls that ask for the profile of `credential`."""
        return profile_questions(self.route(credential, host))

    def route(self, credential: Credential, host: int, attempt: int = 1) -> Route:
        """Return the way of a call of `credential` to `host`."""
        return Route(
            credential=credential,
            book=self.book,
            invocation_id=str(uuid.uuid4()),
            host=host,
            attempt=attempt,
        )
