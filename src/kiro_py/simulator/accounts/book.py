"""I keep the accounts: who is signed in, which tokens still hold, what has been used up."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from kiro_py.simulator.accounts.account import Account, Issued, Kind
from kiro_py.simulator.accounts.mint import Mint, TokenName
from kiro_py.simulator.clock import Clock
from kiro_py.wire.json import JsonObject

TOKEN_ENDPOINT = "/oauth2/v2.0/token"  # noqa: S105 -- a path
"""Where the customer's identity provider renews external sign-ins."""

BUILDER_ID_PROFILE = "arn:aws:codewhisperer:us-east-1:638616132270:profile/AAAACCCCXXXX"
"""The one profile of every Builder ID."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class Renewal(Enum):
    """Why a refresh token was not taken."""

    UNKNOWN = "unknown"
    SPENT = "spent"
    REVOKED = "revoked"
    OTHER_CLIENT = "other client"


@dataclass(slots=True)
class _Login:
    """One sign-in: a chain of refresh tokens of which only the last one works."""

    account: str
    client_id: str | None
    serial: int = 0
    is_revoked: bool = False


@dataclass(slots=True)
class _State:
    """What changes about an account."""

    account: Account
    credits_used: float
    is_suspended: bool
    logins: int = 0


@dataclass(frozen=True, slots=True)
class Holder:
    """The account behind a bearer token."""

    account: Account
    profile_arn: str
    is_expired: bool
    is_suspended: bool
    credits_left: float


@dataclass(slots=True)
class Accounts:
    """Every account, its logins and tokens.

    `refresh_tokens_spent_twice` counts how often a client used a refresh token that it had used
    before: 0 is what a careful client reaches.  `origin` is where the simulator listens.
    """

    mint: Mint
    clock: Clock
    token_lifetime_seconds: float
    refresh_tokens_spent_twice: int = 0
    refreshes: int = 0
    origin: str = "http://127.0.0.1"
    _states: dict[str, _State] = field(default_factory=dict[str, _State])
    _logins: dict[str, _Login] = field(default_factory=dict[str, _Login])
    _access: dict[str, tuple[str, float]] = field(default_factory=dict[str, tuple[str, float]])

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._states))

    def __contains__(self, name: object) -> bool:
        return name in self._states

    def __getitem__(self, name: str) -> Account:
        return self._states[name].account

    def add(self, accounts: Iterable[Account]) -> None:
        """Add accounts, each with one login; one of the same name is replaced.

        Raises `ValueError` for a name that no token could carry.
        """
        for account in accounts:
            if _NAME.fullmatch(account.name) is None:
                raise ValueError(f"account name {account.name!r}: expected {_NAME.pattern}")
            state = _State(account, account.credits_used, account.is_suspended)
            self._states[account.name] = state
            if account.kind is not Kind.API_KEY:
                self.sign_in(account.name, self.client_id(account.name))

    def client_id(self, name: str) -> str | None:
        """Return the client that an account's first login was made with, if its kind has one."""
        has_client = self[name].kind in {Kind.BUILDER_ID, Kind.IDC, Kind.EXTERNAL_IDP}
        return self.mint.client_id(name) if has_client else None

    def profile_arn(self, name: str) -> str:
        """Return the profile of an account."""
        if self[name].kind is Kind.BUILDER_ID:
            return BUILDER_ID_PROFILE
        return self.mint.profile_arn(name, self[name].region)

    def sign_in(self, name: str, client_id: str | None) -> Issued:
        """Start a new login of an account and hand out its first tokens."""
        state = self._states[name]
        login_id = f"{name}~{state.logins}"
        state.logins += 1
        self._logins[login_id] = _Login(name, client_id)
        return self._issue(TokenName(login_id, 0))

    def renew(self, refresh_token: str, client_id: str | None) -> tuple[str, Issued] | Renewal:
        """Spend a refresh token for new tokens; also return whose it is."""
        name = self.mint.read_refresh_token(refresh_token)
        if name is None or (login := self._login_of(name, client_id)) is None:
            return Renewal.UNKNOWN
        if name.serial < login.serial:
            self.refresh_tokens_spent_twice += 1
            return Renewal.SPENT
        if login.is_revoked:
            return Renewal.REVOKED
        if login.client_id != client_id:
            return Renewal.OTHER_CLIENT
        login.serial = name.serial + 1
        self.refreshes += 1
        return login.account, self._issue(TokenName(name.login, login.serial))

    def find_holder(self, bearer: str) -> Holder | None:
        """Return who holds a bearer token, expired or not; `None` when nobody ever did."""
        if bearer.startswith("ksk_"):
            for name in self._states:
                if self[name].kind is Kind.API_KEY and self.mint.api_key(name) == bearer:
                    return self._holder(name, is_expired=False)
            return None
        if (held := self._access.get(bearer)) is None or held[0] not in self._states:
            return None
        return self._holder(held[0], is_expired=held[1] <= self.clock.now())

    def find_owner(self, refresh_token: str) -> str | None:
        """Return the account a refresh token was made for, spent or not."""
        name = self.mint.read_refresh_token(refresh_token)
        account = name.login.partition("~")[0] if name else ""
        return account if account in self else None

    def spend(self, name: str, used: float) -> None:
        """Charge credits to an account."""
        self._states[name].credits_used += used

    def credits_used(self, name: str) -> float:
        """Return what an account has used of its limit."""
        return self._states[name].credits_used

    def suspend(self, name: str, *, is_suspended: bool = True) -> None:
        """Lock an account, or unlock it."""
        self._states[name].is_suspended = is_suspended

    def is_suspended(self, name: str) -> bool:
        """Whether an account is locked."""
        return self._states[name].is_suspended

    def expire_access(self, name: str) -> None:
        """Let every access token of an account expire now; refreshing still works."""
        now = self.clock.now()
        for token, (holder, _) in self._access.items():
            if holder == name:
                self._access[token] = (holder, now)

    def revoke(self, name: str) -> None:
        """End every login of an account: neither access nor refresh tokens work any more."""
        self.expire_access(name)
        for login in self._logins.values():
            if login.account == name:
                login.is_revoked = True

    def credential(self, name: str, *, is_fresh: bool = True) -> JsonObject:
        """Return the entry of `credentials.json` that signs in as this account's first login.

        Without `is_fresh` its access token is marked as expired, so that a client refreshes first.
        """
        account, arn = self[name], self.profile_arn(name)
        if account.kind is Kind.API_KEY:
            return {"authMethod": "api_key", "kiroApiKey": self.mint.api_key(name)}
        token = TokenName(f"{name}~0", self._logins[f"{name}~0"].serial)
        access_token = self.mint.access_token(token)
        expires_at = self._access[access_token][1] if is_fresh else self.clock.now() - 1
        entry = {
            "accessToken": access_token,
            "refreshToken": self.mint.refresh_token(token),
            "expiresAt": self.clock.stamp(expires_at),
        }
        if (client_id := self.client_id(name)) is None:
            return {"authMethod": "social", "profileArn": arn, **entry}
        entry |= {"clientId": client_id}
        if account.kind is Kind.EXTERNAL_IDP:
            return {
                "authMethod": "external_idp",
                "tokenEndpoint": f"{self.origin}{TOKEN_ENDPOINT}",
                "scopes": "openid offline_access",
                **entry,
            }
        entry |= {"clientSecret": self.mint.client_secret(client_id)}
        if account.kind is Kind.BUILDER_ID:
            return {"authMethod": "idc", "provider": "BuilderId", **entry}
        return {"authMethod": "idc", "profileArn": arn, **entry}

    def _holder(self, name: str, *, is_expired: bool) -> Holder:
        state = self._states[name]
        left = state.account.credit_limit - state.credits_used
        arn = self.profile_arn(name)
        return Holder(state.account, arn, is_expired, state.is_suspended, left)

    def _login_of(self, name: TokenName, client_id: str | None) -> _Login | None:
        """Return the login of a genuine token; one of an earlier run is taken up where it was."""
        login = self._logins.get(name.login)
        if login is None and (account := name.login.partition("~")[0]) in self._states:
            login = self._logins[name.login] = _Login(account, client_id)
        if login is not None and name.serial > login.serial:
            login.serial = name.serial
        return login

    def _issue(self, name: TokenName) -> Issued:
        now = self.clock.now()
        lifetime = self.token_lifetime_seconds
        access_token = self.mint.access_token(name)
        account = self._logins[name.login].account
        self._access[access_token] = (account, now + lifetime)
        return Issued(access_token, self.mint.refresh_token(name), lifetime)
