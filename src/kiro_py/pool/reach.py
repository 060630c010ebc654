"""Which credentials may be used at all by whoever asks."""

from dataclasses import dataclass
from typing import Final

from kiro_py.pool.credential import Credential


@dataclass(frozen=True, slots=True)
class Reach:
    """The credentials of a `group`, or the one of `credential_id`; without either, every one."""

    group: str | None = None
    credential_id: int | None = None

    def covers(self, credential: Credential) -> bool:
        """Tell whether the credential is one of them."""
        if self.credential_id is not None and self.credential_id != credential.id:
            return False
        return self.group is None or self.group in credential.groups


EVERYWHERE: Final = Reach()
