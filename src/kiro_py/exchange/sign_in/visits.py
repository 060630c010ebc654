"""One visit of one person: what they are shown, and what they come back with."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from kiro_py.errors import SignInFailed, UpstreamUnreachable
from kiro_py.exchange.sign_in.polling import Polling, begun, settle
from kiro_py.exchange.sign_in.wanted import Method, Wanted
from kiro_py.kiro.browser import (
    LIFETIME_SECONDS,
    Callback,
    exchange_code,
    read_callback,
    sign_in_page,
)
from kiro_py.kiro.browser import Visit as Secrets
from kiro_py.kiro.device import (
    Client,
    Device,
    Granted,
    Heard,
    Provider,
    Refused,
    Unheard,
    Way,
    poll_device,
    poll_social_device,
    read_client,
    read_device,
    read_poll,
    read_social_device,
    read_tokens,
    register_client,
    start_device,
    start_social_device,
)
from kiro_py.pool.credential import Tokens
from kiro_py.ports.clock import Clock
from kiro_py.ports.upstream import HttpAnswer, HttpCall, Upstream
from kiro_py.secret import Secret

Pause: TypeAlias = Callable[[float], Awaitable[None]]
"""Waits so many seconds."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a person does: open `address`, and type `user_code` if there is one.

    With `needs_callback` they bring back the address that they end at.
    """

    address: str
    user_code: str | None
    needs_callback: bool
    expires_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What a sign-in has brought: tokens, and the client that they are bound to."""

    wanted: Wanted
    tokens: Tokens
    machine: str
    client: Client | None = None
    provider: Provider | None = None


class Visit(Protocol):
    """A sign-in under way."""

    @property
    def invitation(self) -> Invitation:
        """What the person is shown."""
        ...

    async def finish(self) -> Registration:
        """Wait for the person; raises `SignInFailed` when they do not come back with tokens."""
        ...

    def bring(self, url: str) -> None:
        """Take the address that the person ended at; raises `ValueError` when it is none of ours.

        One that says that it is over ends the visit.
        """
        ...


@dataclass(frozen=True, slots=True)
class Hall:
    """Whom a visit needs."""

    upstream: Upstream
    clock: Clock
    pause: Pause = asyncio.sleep

    async def ask(self, call: HttpCall) -> HttpAnswer:
        """Return an answer; raises `SignInFailed` when there is none."""
        try:
            return await self.upstream.fetch(call)
        except UpstreamUnreachable as unreachable:
            raise SignInFailed(f"the sign-in service does not answer: {unreachable}") from None


async def open_visit(hall: Hall, way: Way, wanted: Wanted) -> Visit:
    """Begin what is wanted; raises `SignInFailed` when the service does not want it."""
    match wanted.method:
        case Method.BUILDER_ID | Method.IDC:
            start_url = wanted.start_url or ""
            client = read_client(await hall.ask(register_client(way, start_url)))
            device = read_device(await hall.ask(start_device(way, client, start_url)))
            return DeviceVisit(hall, way, wanted, device, client)
        case Method.SOCIAL_DEVICE:
            provider = wanted.provider or Provider.GOOGLE
            device = read_social_device(await hall.ask(start_social_device(way, provider)))
            return DeviceVisit(hall, way, wanted, device, None)
        case Method.SOCIAL_BROWSER:
            return BrowserVisit(hall, way, wanted)


class DeviceVisit:
    """A code that is shown, and a service that is asked for the person's answer."""

    def __init__(
        self, hall: Hall, way: Way, wanted: Wanted, device: Device, client: Client | None
    ) -> None:
        self._hall = hall
        self._way = way
        self._wanted = wanted
        self._device = device
        self._client = client
        self._polling = begun(device, hall.clock.now())

    @property
    def invitation(self) -> Invitation:
        """What the person is shown."""
        device = self._device
        return Invitation(
            address=device.address,
            user_code=device.user_code,
            needs_callback=False,
            expires_at=self._polling.expires_at,
        )

    async def finish(self) -> Registration:
        """Ask until the person has decided; raises `SignInFailed`."""
        state: Polling | Granted | Refused = self._polling
        while isinstance(state, Polling):
            await self._hall.pause(max(state.ask_at - self._hall.clock.now(), 0))
            state = settle(state, await self._heard(), self._hall.clock.now())
        if isinstance(state, Refused):
            raise SignInFailed(state.why, how=state.how)
        return Registration(
            wanted=self._wanted,
            tokens=state.tokens,
            machine=self._way.machine,
            client=self._client,
            provider=self._wanted.provider,
        )

    def bring(self, url: str) -> None:
        """Refuse: nobody is sent back to an address."""
        del url
        raise ValueError("this sign-in ends by itself: there is no address to bring")

    async def _heard(self) -> Heard:
        client = self._client
        if client is None:
            call = poll_social_device(self._way, self._device)
        else:
            call = poll_device(self._way, client, self._device)
        try:
            answer = await self._hall.upstream.fetch(call)
        except UpstreamUnreachable as unreachable:
            return Unheard(str(unreachable))
        return read_poll(answer, self._hall.clock.now())


class BrowserVisit:
    """A page that is shown, and an address that the person brings back from it."""

    def __init__(self, hall: Hall, way: Way, wanted: Wanted) -> None:
        self._hall = hall
        self._way = way
        self._wanted = wanted
        self._secrets = Secrets(
            Secret(secrets.token_urlsafe(24)), Secret(secrets.token_urlsafe(48))
        )
        self._brought: asyncio.Queue[Callback | SignInFailed] = asyncio.Queue()
        self.invitation = Invitation(
            address=sign_in_page(way.book, self._secrets),
            user_code=None,
            needs_callback=True,
            expires_at=hall.clock.now() + LIFETIME_SECONDS,
        )

    async def finish(self) -> Registration:
        """Wait for the address, and change its code for tokens; raises `SignInFailed`."""
        callback = await self._callback()
        answer = await self._hall.ask(exchange_code(self._way, callback, self._secrets))
        return Registration(
            wanted=self._wanted,
            tokens=read_tokens(answer, self._hall.clock.now()),
            machine=self._way.machine,
            provider=callback.provider or self._wanted.provider,
        )

    def bring(self, url: str) -> None:
        """Take the address that the person ended at; raises `ValueError` when it is none of ours.

        Only the first one counts.
        """
        try:
            self._brought.put_nowait(read_callback(url, self._secrets))
        except SignInFailed as failed:
            self._brought.put_nowait(failed)

    async def _callback(self) -> Callback:
        left = self.invitation.expires_at - self._hall.clock.now()
        try:
            async with asyncio.timeout(max(left, 0)):
                brought = await self._brought.get()
        except TimeoutError:
            raise SignInFailed("nobody came back: begin again", how="expired") from None
        if isinstance(brought, SignInFailed):
            raise brought
        return brought
