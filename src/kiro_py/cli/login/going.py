"""One sign-in at the terminal, from the first call to the credential in the file."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final, TextIO

from rich.console import Console
from rich.text import Text

from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.cli.credentials.asking import Unsaved
from kiro_py.cli.credentials.ground import ground
from kiro_py.cli.credentials.words import (
    DONE,
    FAILED,
    UNUSABLE,
    complain,
    lasting,
    remark,
    say,
)
from kiro_py.cli.login.listening import listening
from kiro_py.cli.login.new import Place
from kiro_py.cli.login.screen import has_screen, open_page
from kiro_py.cli.login.typing_in import Typing, descriptor_of
from kiro_py.compose.entrance import reception
from kiro_py.config.load import load
from kiro_py.config.settings import Settings
from kiro_py.errors import ConfigInvalid, ConfigRefused, SignInFailed, StoreUnwritable
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.book import Book
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.profiles import Profiles
from kiro_py.exchange.sign_in.reception import Reception
from kiro_py.exchange.sign_in.visits import Invitation, Registration, Visit
from kiro_py.exchange.sign_in.wanted import Wanted
from kiro_py.kiro.browser import CALLBACK_PORT

INTERRUPTED: Final = 130
"""What a shell calls the end by ctrl-c."""

KEY_VARIABLE: Final = "KIRO_PY_API_KEY"


def go(wanted: Wanted, place: Place) -> int:
    """Sign in, and return the exit code; what went wrong is told."""
    try:
        settings = look_up(place.config)
        return asyncio.run(_go(wanted, place, settings))
    except KeyError:
        told = f"there is no credential {wanted.credential_id} that can sign in anew"
        complain(f"{place.credentials}: {told}")
        return UNUSABLE
    except (ConfigInvalid, ConfigRefused) as refused:
        complain(refused)
        return UNUSABLE
    except (SignInFailed, StoreUnwritable) as failed:
        complain(f"you are not signed in: {failed}")
        return FAILED
    except KeyboardInterrupt:
        complain("you are not signed in: it was cancelled")
        return INTERRUPTED


def look_up(config: Path) -> Settings:
    """Return the settings; who signs in first need not have any yet.

    Raises `ConfigRefused` for a file that cannot be used.
    """
    environ = dict(os.environ)  # noqa: TID251 -- handed to config, which reads it
    if not config.exists():
        environ.setdefault(KEY_VARIABLE, "none-yet")
    loaded = load(config, environ)
    for warning in loaded.warnings:
        remark(warning)
    return loaded.settings


async def _go(wanted: Wanted, place: Place, settings: Settings) -> int:
    async with _desk(place, settings) as (desk, unsaved):
        visit = await desk.receive(wanted)
        show(visit.invitation, SystemClock().now())
        await _open(visit.invitation, place)
        registration = await _finished(visit, sys.stdin)
        arrived = await desk.settle_in(registration)
        for why in unsaved.why.values():
            remark(f"the profile could not be written, and is looked for again: {why}")
        say(arrived.message)
    return DONE


@asynccontextmanager
async def _desk(place: Place, settings: Settings) -> AsyncGenerator[tuple[Reception, Unsaved]]:
    clock, unsaved = SystemClock(), Unsaved()
    http = HttpUpstream(HttpSettings(settings.connect_timeout_seconds, settings.tls_backend))
    addressing = Addressing(settings.address_book)
    async with ground(place.credentials, place.config) as here, http:
        profiles = Profiles(http, addressing, here.store, clock, unsaved)
        book = Book(here.memory, clock, unsaved)
        yield reception(here.store, book, profiles, clock), unsaved


async def _open(invitation: Invitation, place: Place) -> None:
    environ = os.environ  # noqa: TID251 -- whether there is a screen is no setting
    if place.opens and has_screen(environ, sys.platform) and await open_page(invitation.address):
        tell("It is open in your browser.")


async def _finished(visit: Visit, stdin: TextIO) -> Registration:
    """Wait for the person, and for what they bring back if there is something to bring."""
    async with AsyncExitStack() as waiting:
        if visit.invitation.needs_callback:
            port = await waiting.enter_async_context(listening(visit.bring))
            if port is None:
                remark(f"port {CALLBACK_PORT} is in use here: the browser cannot come back")
            descriptor = descriptor_of(stdin)
            if descriptor is not None:
                await waiting.enter_async_context(Pending(_typed(visit, Typing(descriptor))))
        return await visit.finish()


async def _typed(visit: Visit, typing: Typing) -> None:
    """Bring the addresses that are pasted, until there will be no more."""
    while True:
        try:
            line = await typing.line()
        except EOFError:
            return
        if not line.strip():
            continue
        try:
            visit.bring(line)
        except ValueError as refused:
            remark(refused)


def show(invitation: Invitation, now: float) -> None:
    """Say what the person does."""
    tell("Open this page and sign in:")
    tell(f"\n  {invitation.address}\n")
    if invitation.user_code is not None:
        tell(f"It must show the code {invitation.user_code}: type it where it is asked for.")
    if invitation.needs_callback:
        tell("If the browser is on another machine, its last page cannot be shown there:")
        tell("paste the address of that page here, and press enter.")
    tell(f"This is waited for {lasting(invitation.expires_at - now + 1)}; ctrl-c ends it.")


def tell(text: str) -> None:
    """Say something beside the result, on standard error; addresses are never broken."""
    Console(stderr=True, soft_wrap=True, highlight=False).print(Text(text))
