"""I receive people who sign in: I let them go out by the right proxy, and give them their place.

Rule 1.  The calls of a sign-in go the credential's own way from the first one on, and never
another: its proxy, its machine id.

Rule 2.  What a sign-in has brought is in the file before anything else is done with it.

Rule 3.  A credential that signs in anew gets the whole registration: tokens, client, region.  Its
profile is forgotten and found again, and whatever was thought of it is forgotten; what its owner
has chosen stays.
"""

import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from kiro_py.errors import SignInFailed
from kiro_py.exchange.book import Book
from kiro_py.exchange.profiles import Profiles
from kiro_py.exchange.sign_in.visits import Hall, Registration, Visit, open_visit
from kiro_py.exchange.sign_in.wanted import Method, Wanted
from kiro_py.kiro.address import DEFAULT_REGION, AddressBook, proxy_of
from kiro_py.kiro.device import Way
from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.pool.standing import Reset
from kiro_py.ports.credentials import EditableStore
from kiro_py.wire.json import JsonObject

Draft: TypeAlias = Callable[[Mapping[str, Any]], Credential]
"""Reads what a new credential has besides its sign-in; raises `ConfigRefused`."""

MACHINE_BYTES: Final = 32

REGISTRATION: Final = (
    "authMethod",
    "provider",
    "accessToken",
    "refreshToken",
    "expiresAt",
    "profileArn",
    "clientId",
    "clientSecret",
    "startUrl",
    "region",
    "authRegion",
    "kiroApiKey",
    "tokenEndpoint",
    "scopes",
    "issuerUrl",
)
"""All that belongs to a sign-in: what a new one does not say is taken out."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who has signed in; `message` is for people."""

    credential_id: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """Begins sign-ins and ends them."""

    hall: Hall
    addresses: AddressBook
    store: EditableStore
    profiles: Profiles
    book: Book
    draft: Draft

    async def receive(self, wanted: Wanted) -> Visit:
        """Begin what is wanted.

        Raises `ConfigRefused` for what a new credential cannot have, `KeyError` for a credential
        that is not there or cannot be changed, `SignInFailed` when the service does not begin.
        """
        return await open_visit(self.hall, self._way(wanted), wanted)

    async def settle_in(self, registration: Registration) -> Arrived:
        """Give a sign-in its place.

        Raises `SignInFailed` when the credential that it was for is gone, and `StoreUnwritable`.
        """
        number = registration.wanted.credential_id
        if number is None:
            entry = {**self._machine(registration), **members(registration)}
            (number,) = await self.store.add([{**registration.wanted.members, **entry}])
            told = f"credential {number} is added"
        else:
            await self._replace(number, registration)
            told = f"credential {number} is signed in anew"
        return Arrived(number, await self._with_profile(number, told))

    def _way(self, wanted: Wanted) -> Way:
        if wanted.credential_id is None:
            credential = self.draft(wanted.members)
        else:
            credential = self._find(wanted.credential_id)
        machine = credential.machine_id or self.addresses.identity.machine_id
        return Way(
            book=self.addresses,
            machine=machine or secrets.token_hex(MACHINE_BYTES),
            invocation_id=str(uuid.uuid4()),
            region=DEFAULT_REGION if wanted.method.is_social else wanted.region,
            proxy=proxy_of(credential, self.addresses),
        )

    def _machine(self, registration: Registration) -> JsonObject:
        """Return the machine id that the credential keeps, unless the settings have one for all."""
        if self.addresses.identity.machine_id is not None:
            return {}
        return {"machineId": registration.machine}

    async def _replace(self, number: int, registration: Registration) -> None:
        new = members(registration)
        try:
            await self.store.edit(number, dict.fromkeys(REGISTRATION) | new)
        except KeyError:
            told = f"credential {number} is gone: the sign-in is lost, begin again without it"
            raise SignInFailed(told) from None
        self.profiles.forget(number)
        self.book.tell(self._find(number), Reset())

    async def _with_profile(self, number: int, told: str) -> str:
        """Find the profile of a credential that should have one, and tell if there is none."""
        credential = self._find(number)
        seeks = self.profiles.addressing.can_find_profile(credential)
        if credential.tokens.profile_arn is not None or not seeks:
            return told
        found = await self.profiles.replaced(credential)
        if found is not None:
            return told
        return f"{told}; Kiro tells no profile for it: is Kiro switched on for this account?"

    def _find(self, number: int) -> Credential:
        """Return a credential that can be changed; raises `KeyError`."""
        for credential in self.store.credentials():
            if credential.id == number and credential.persists:
                return credential
        raise KeyError(number)


def members(registration: Registration) -> JsonObject:
    """Return what the credentials file says of a sign-in."""
    wanted, tokens, client = registration.wanted, registration.tokens, registration.client
    found: JsonObject = {
        "authMethod": (AuthMethod.SOCIAL if wanted.method.is_social else AuthMethod.IDC).value,
        "provider": _provider(registration),
        "accessToken": tokens.access_token.reveal() if tokens.access_token else None,
        "refreshToken": tokens.refresh_token.reveal() if tokens.refresh_token else None,
        "expiresAt": _stamp(tokens.expires_at),
        "profileArn": tokens.profile_arn,
        "clientId": client.id if client else None,
        "clientSecret": client.secret.reveal() if client else None,
        "startUrl": wanted.start_url if wanted.method is Method.IDC else None,
        # A region of the settings is where answers come from, and no sign-in of this kind.
        "region": wanted.region,
    }
    return {name: value for name, value in found.items() if value is not None}


def _provider(registration: Registration) -> str | None:
    match registration.wanted.method:
        case Method.BUILDER_ID:
            return "BuilderId"
        case Method.IDC:
            return "Enterprise"
        case Method.SOCIAL_DEVICE | Method.SOCIAL_BROWSER:
            return registration.provider.value if registration.provider else None


def _stamp(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
