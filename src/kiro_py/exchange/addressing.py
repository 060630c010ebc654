"""I address calls: one invocation id each, and the host that is to be tried."""

import uuid
from dataclasses import dataclass

from kiro_py.kiro.address import AddressBook, Route, generate, list_models, usage_limits
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
        return generate(self._route(credential, host, attempt), body)

    def list_models(self, credential: Credential, *, host: int) -> HttpCall:
        """Return the call that asks which models `credential` may use."""
        return list_models(self._route(credential, host, 1))

    def usage_limits(
        self, credential: Credential, *, host: int, tells_profile: bool = True
    ) -> HttpCall:
        """Return the call that asks what `credential` has used of its credits."""
        return usage_limits(self._route(credential, host, 1), tells_profile=tells_profile)

    def _route(self, credential: Credential, host: int, attempt: int) -> Route:
        return Route(
            credential=credential,
            book=self.book,
            invocation_id=str(uuid.uuid4()),
            host=host,
            attempt=attempt,
        )
