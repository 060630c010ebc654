"""I hand out the credential whose turn it is, with a token that is good for now."""

from kiro_py.errors import NoCredential
from kiro_py.exchange.renew import Renewer
from kiro_py.pool.credential import Credential
from kiro_py.pool.turn import Nobody, choose
from kiro_py.ports.credentials import CredentialStore


class Leases:
    """Who may be used now, and the renewal of a token that was refused."""

    def __init__(self, store: CredentialStore, renewer: Renewer) -> None:
        self._store = store
        self._renewer = renewer

    @property
    def has_any(self) -> bool:
        """Whether there is a credential to use at all."""
        return isinstance(choose(self._store.credentials()), Credential)

    async def take(self) -> Credential:
        """Return the best usable credential, its token renewed when it must be.

        Raises `NoCredential` when there is none, `RenewalFailed` when its token cannot be renewed.
        """
        chosen = choose(self._store.credentials())
        if isinstance(chosen, Nobody):
            raise NoCredential(f"{chosen.total} credentials, {chosen.disabled} of them disabled")
        return await self._renewer.fresh(chosen)

    async def renewed(self, refused: Credential) -> Credential:
        """Return `refused` with another token than the one that the upstream has just refused.

        Raises `RenewalFailed` when no other can be had.
        """
        token = refused.tokens.access_token
        return refused if token is None else await self._renewer.force(refused, token)
