"""I hand out the credential whose turn it is, with a token that is good for now."""

from kiro_py.exchange.renew import Renewer
from kiro_py.pool.credential import Credential
from kiro_py.pool.turn import choose
from kiro_py.ports.clock import Clock
from kiro_py.ports.credentials import CredentialStore


class Leases:
    """Who may be used now, and the renewal of a token that was refused."""

    def __init__(self, store: CredentialStore, renewer: Renewer, clock: Clock) -> None:
        self._store = store
        self._renewer = renewer
        self._clock = clock

    async def take(self) -> Credential:
        """Return the best usable credential, its token renewed when it must be.

        Raises `NoCredential` when there is none, `RenewalFailed` when its token cannot be renewed.
        """
        return await self._renewer.fresh(choose(self._store.credentials(), self._clock.now()))

    async def renewed(self, refused: Credential) -> Credential:
        """Return `refused` with another token than the one that the upstream has just refused."""
        token = refused.tokens.access_token
        return await self._renewer.force(refused, token) if token is not None else refused
