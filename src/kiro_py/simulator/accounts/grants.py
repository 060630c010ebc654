"""I keep the sign-ins that are under way: device codes, authorization codes, registered clients."""

import base64
import hashlib
from dataclasses import dataclass, field
from enum import Enum

from kiro_py.simulator.accounts.mint import Mint
from kiro_py.simulator.clock import Clock
from kiro_py.simulator.settings import Settings

_CODE_LIFETIME_SECONDS = 600.0
_POLL_TOLERANCE_SECONDS = 0.05
_USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


class Decision(Enum):
    """What the user said on the verification page."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"


class Poll(Enum):
    """What a device is told when it asks whether the user has decided."""

    PENDING = "authorization_pending"
    SLOW_DOWN = "slow_down"
    EXPIRED = "expired_token"
    DENIED = "access_denied"
    UNKNOWN = "invalid_grant"


@dataclass(slots=True)
class DeviceGrant:
    """A device that waits for its user; `account` is who it will be signed in as."""

    device_code: str
    user_code: str
    client_id: str
    account: str
    expires_at: float
    decision: Decision = Decision.PENDING
    polls: int = 0
    polled_at: float | None = None


@dataclass(frozen=True, slots=True)
class CodeGrant:
    """An authorization code: who asked, where it was sent, and the PKCE challenge."""

    account: str
    client_id: str | None
    redirect_uri: str
    challenge: str
    expires_at: float

    def fits(self, redirect_uri: str, verifier: str, now: float) -> bool:
        """Whether the holder of the code may have the tokens."""
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_same = self.redirect_uri == redirect_uri and self.challenge == challenge
        return is_same and now < self.expires_at


@dataclass(slots=True)
class Grants:
    """Everything between the start of a sign-in and its tokens."""

    mint: Mint
    clock: Clock
    settings: Settings
    _clients: dict[str, float] = field(default_factory=dict[str, float])
    _issuers: dict[str, str] = field(default_factory=dict[str, str])
    _devices: dict[str, DeviceGrant] = field(default_factory=dict[str, DeviceGrant])
    _codes: dict[str, CodeGrant] = field(default_factory=dict[str, CodeGrant])
    _serial: int = 0

    @property
    def waiting(self) -> tuple[DeviceGrant, ...]:
        """The devices whose users have not decided."""
        grants = self._devices.values()
        return tuple(grant for grant in grants if grant.decision is Decision.PENDING)

    def register_client(self, issuer_url: str) -> tuple[str, float]:
        """Register a client of an issuer; return its id and when its registration ends."""
        client_id = self.mint.client_id(f"registered-{self._next()}")
        self._clients[client_id] = self.clock.now() + self.settings.client_lifetime_seconds
        self._issuers[client_id] = issuer_url
        return client_id, self._clients[client_id]

    def issuer_of(self, client_id: str) -> str:
        """Return the issuer a client was registered for, empty when it named none."""
        return self._issuers.get(client_id, "")

    def knows_client(self, client_id: str, client_secret: str) -> bool:
        """Whether id and secret belong together and the registration has not ended."""
        is_current = self.clock.now() < self._clients.get(client_id, float("inf"))
        return is_current and self.mint.knows_client(client_id, client_secret)

    def start_device(self, client_id: str, account: str) -> DeviceGrant:
        """Begin a device login."""
        serial = str(self._next())
        digits = self.mint.mac("user code", serial)
        letters = [_USER_CODE_LETTERS[int(digit, 16)] for digit in digits[:8]]
        grant = DeviceGrant(
            device_code=self.mint.mac("device code", serial),
            user_code=f"{''.join(letters[:4])}-{''.join(letters[4:])}",
            client_id=client_id,
            account=account,
            expires_at=self.clock.now() + self.settings.device_lifetime_seconds,
        )
        self._devices[grant.device_code] = grant
        return grant

    def find_by_user_code(self, user_code: str) -> DeviceGrant | None:
        """Return the device that shows this code to its user."""
        grants = self._devices.values()
        return next((grant for grant in grants if grant.user_code == user_code), None)

    def poll_device(self, device_code: str, client_id: str) -> DeviceGrant | Poll:
        """Answer a device that asks; an approved one is answered once and then forgotten."""
        grant = self._devices.get(device_code)
        if grant is None or grant.client_id != client_id:
            return Poll.UNKNOWN
        now, before = self.clock.now(), grant.polled_at
        grant.polled_at = now
        grant.polls += 1
        if now >= grant.expires_at:
            return Poll.EXPIRED
        interval = self.settings.device_interval_seconds - _POLL_TOLERANCE_SECONDS
        if before is not None and now - before < interval:
            return Poll.SLOW_DOWN
        self._decide(grant)
        match grant.decision:
            case Decision.PENDING:
                return Poll.PENDING
            case Decision.DENIED:
                return Poll.DENIED
            case Decision.APPROVED:
                return self._devices.pop(device_code)

    def issue_code(self, grant: CodeGrant) -> str:
        """Keep a code grant and return its code."""
        code = self.mint.mac("authorization code", str(self._next()))
        self._codes[code] = grant
        return code

    def redeem_code(self, code: str) -> CodeGrant | None:
        """Return what a code stands for, once."""
        return self._codes.pop(code, None)

    def code_expiry(self) -> float:
        """Return when a code issued now ends."""
        return self.clock.now() + _CODE_LIFETIME_SECONDS

    def _decide(self, grant: DeviceGrant) -> None:
        limit = self.settings.approve_after_polls
        if grant.decision is Decision.PENDING and limit is not None and grant.polls > limit:
            grant.decision = Decision.APPROVED

    def _next(self) -> int:
        self._serial += 1
        return self._serial
