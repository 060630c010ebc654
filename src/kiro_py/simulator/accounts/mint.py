"""I make every token, key and name from one seed, so that two runs make the same ones."""

import hashlib
import hmac
from typing import NamedTuple


class TokenName(NamedTuple):
    """Which token of which login: each refresh adds one to the serial."""

    login: str
    serial: int


class Mint:
    """Tokens that name themselves and prove it with a MAC.

    A refresh token of an earlier run is therefore still known: a credentials file outlives the
    simulator that filled it.
    """

    __slots__ = ("_key",)

    def __init__(self, seed: str) -> None:
        self._key = seed.encode()

    def mac(self, *parts: str) -> str:
        """Return 64 hex digits that only this seed can make from `parts`."""
        return hmac.new(self._key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()

    def access_token(self, name: TokenName) -> str:
        """Return the access token of `name`."""
        return self._token("sim-access", name)

    def refresh_token(self, name: TokenName) -> str:
        """Return the refresh token of `name`; like real ones it is over 100 characters long."""
        return self._token("sim-refresh", name)

    def read_refresh_token(self, token: str) -> TokenName | None:
        """Return whose token this is, or `None` for one that this seed did not make."""
        match token.split("."):
            case [_, login, serial, _] if serial.isdecimal():
                name = TokenName(login, int(serial))
                return name if hmac.compare_digest(self.refresh_token(name), token) else None
            case _:
                return None

    def api_key(self, account: str) -> str:
        """Return the `ksk_` key of an account."""
        return f"ksk_simulated_{self.mac('api key', account)[:40]}"

    def profile_arn(self, account: str, region: str) -> str:
        """Return the profile of an account: twelve digits of owner, twelve of profile."""
        digest = self.mac("profile", account)
        owner = f"{int(digest[:16], 16) % 10**12:012d}"
        return f"arn:aws:codewhisperer:{region}:{owner}:profile/{digest[16:28].upper()}"

    def client_id(self, name: str) -> str:
        """Return the id of a registered client."""
        return f"sim-client.{name}.{self.mac('client', name)[:16]}"

    def client_secret(self, client_id: str) -> str:
        """Return the secret that belongs to a client id."""
        return f"sim-secret-{self.mac('client secret', client_id)}"

    def knows_client(self, client_id: str, client_secret: str) -> bool:
        """Whether this seed made both."""
        match client_id.split("."):
            case [_, name, _]:
                return self.client_id(name) == client_id and hmac.compare_digest(
                    self.client_secret(client_id).encode(), client_secret.encode()
                )
            case _:
                return False

    def _token(self, kind: str, name: TokenName) -> str:
        proof = self.mac(kind, name.login, str(name.serial))
        return f"{kind}.{name.login}.{name.serial}.{proof}{self.mac(proof)}"
