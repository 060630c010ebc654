"""Credentials, a store for them, and a sign-in service, as a test tells them."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from typing import Any, NoReturn

from kiro_py.errors import ConfigInvalid, GatewayError, RenewalFailed, StoreUnwritable
from kiro_py.kiro.address import AddressBook
from kiro_py.kiro.identity import Identity
from kiro_py.pool.credential import AuthMethod, Credential, Tokens
from kiro_py.ports.credentials import Troubles
from kiro_py.ports.upstream import HttpAnswer, HttpCall
from kiro_py.secret import Secret

NOW = 1_800_000_000.0
MACHINE = "ab" * 32
IDENTITY = Identity(kiro_version="0.9.2", system_version="linux#6.8.0", node_version="22.21.1")
BOOK = AddressBook(identity=IDENTITY)
ARN = "arn:aws:codewhisperer:eu-central-1:123456789012:profile/EXAMPLE"


def tokens(
    access: str | None = "access", refresh: str = "refresh", *, expires_in: float | None = 3600
) -> Tokens:
    return Tokens(
        access_token=Secret(access) if access else None,
        refresh_token=Secret(refresh),
        expires_at=None if expires_in is None else NOW + expires_in,
    )


def social(held: Tokens | None = None, **changes: Any) -> Credential:
    made = Credential(id=1, auth_method=AuthMethod.SOCIAL, tokens=held or tokens())
    return replace(made, **{"machine_id": MACHINE, **changes})


def idc(held: Tokens | None = None, **changes: Any) -> Credential:
    made = Credential(
        id=1,
        auth_method=AuthMethod.IDC,
        tokens=held or tokens(),
        client_id="client",
        client_secret=Secret("client-secret"),
    )
    return replace(made, **{"machine_id": MACHINE, **changes})


def external(held: Tokens | None = None, **changes: Any) -> Credential:
    made = Credential(
        id=1,
        auth_method=AuthMethod.EXTERNAL_IDP,
        tokens=held or tokens(),
        client_id="client",
        token_endpoint="https://acme.okta.com/oauth2/v1/token",
        scopes="openid offline_access",
    )
    return replace(made, **{"machine_id": MACHINE, **changes})


def api_key(**changes: Any) -> Credential:
    made = Credential(id=1, auth_method=AuthMethod.API_KEY, kiro_api_key=Secret("ksk_example"))
    return replace(made, **{"machine_id": MACHINE, **changes})


def answer(status: int = 200, body: Any = None, **headers: str) -> HttpAnswer:
    """Return an answer with `body` as JSON, or as it is when it is bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return HttpAnswer(
        status, {name.replace("_", "-"): text for name, text in headers.items()}, data
    )


def granted(access: str = "new-access", refresh: str | None = "new-refresh") -> HttpAnswer:
    body: dict[str, Any] = {"accessToken": access, "expiresIn": 3600}
    return answer(200, body if refresh is None else {**body, "refreshToken": refresh})


class HandClock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.elapsed = 0.0

    def now(self) -> float:
        return NOW + self.elapsed

    def monotonic(self) -> float:
        return self.elapsed


class MemoryStore:
    """A store whose file is a dictionary that others may write, too."""

    def __init__(self, *credentials: Credential) -> None:
        self.file = {found.id: found for found in credentials}
        self.known = dict(self.file)
        self.saved: list[Tokens] = []
        self.is_writable = True
        self.is_our_turn = True
        self.troubles = Troubles()
        self.spent: list[Secret] = []
        self.refusals: list[RenewalFailed] = []

    def credentials(self) -> Sequence[Credential]:
        return tuple(self.known.values())

    @property
    def unsaved(self) -> Sequence[int]:
        return ()

    async def refresh(self) -> Sequence[ConfigInvalid]:
        return ()

    def renewing(self, credential_id: int) -> AbstractAsyncContextManager[bool]:
        return nullcontext(enter_result=self.is_our_turn)

    async def reread(self, credential_id: int) -> Credential:
        await asyncio.sleep(0)
        self.known = dict(self.file)
        return self.known[credential_id]

    async def spend(self, credential_id: int, token: Secret) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.spent.append(token)

    async def save_tokens(self, credential_id: int, tokens: Tokens) -> Credential:
        found = self.known[credential_id]
        new = {
            name: value
            for name in ("access_token", "refresh_token", "expires_at", "profile_arn")
            if (value := getattr(tokens, name)) is not None
        }
        self.known[credential_id] = replace(found, tokens=replace(found.tokens, **new))
        await asyncio.sleep(0)
        if not self.is_writable:
            raise StoreUnwritable("credentials.json", why="read-only file system")
        self.saved.append(tokens)
        self.file[credential_id] = self.known[credential_id]
        return self.known[credential_id]


class SignIn:
    """A sign-in service that answers in order, and only while its door is open."""

    def __init__(self, *answers: HttpAnswer | GatewayError) -> None:
        self.answers = list(answers)
        self.calls: list[HttpCall] = []
        self.door = asyncio.Event()
        self.door.set()

    async def fetch(self, call: HttpCall) -> HttpAnswer:
        self.calls.append(call)
        await self.door.wait()
        found = self.answers.pop(0)
        if isinstance(found, GatewayError):
            raise found
        return found

    async def open(self, call: HttpCall) -> NoReturn:
        raise AssertionError(f"a renewal opens no stream: {call.url}")
