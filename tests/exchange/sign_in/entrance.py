"""A reception on a real socket: files, a simulated Kiro, and a clock that jumps when one waits."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from fakes import Forgetful, Notes
from fakes_credentials import BOOK
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.config.credentials import load_credentials
from kiro_py.config.draft import read_draft
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.book import Book
from kiro_py.exchange.profiles import Profiles
from kiro_py.exchange.sign_in.reception import Reception
from kiro_py.exchange.sign_in.visits import Hall, Invitation
from kiro_py.kiro.address import AddressBook, Hosts
from kiro_py.pool.credential import Credential
from kiro_py.simulator.server import Simulator
from kiro_py.simulator.settings import Settings

COMPANY = "https://acme.awsapps.com/start"

Happens = Callable[[], object]


class Waiting:
    """Jumps ahead instead of waiting; at a certain wait, something happens."""

    def __init__(self, kiro: Simulator) -> None:
        self.kiro = kiro
        self.seconds: list[float] = []
        self.at: dict[int, Happens] = {}

    def now(self) -> float:
        return self.kiro.clock.now()

    def monotonic(self) -> float:
        return self.kiro.clock.now()

    async def pause(self, seconds: float) -> None:
        self.kiro.clock.advance(seconds)
        self.seconds.append(round(seconds))
        self.at.get(len(self.seconds), lambda: None)()
        await asyncio.sleep(0)


@dataclass(frozen=True)
class Entrance:
    """A reception, and everybody around it."""

    kiro: Simulator
    reception: Reception
    store: CredentialsFile
    memory: Forgetful
    waiting: Waiting
    path: Path

    @property
    def entries(self) -> list[dict[str, Any]]:
        """What the credentials file holds."""
        return json.loads(self.path.read_text("utf-8"))

    @property
    def credential(self) -> Credential:
        """The last credential of the store."""
        return self.store.credentials()[-1]

    def holder(self) -> str:
        """Return whose token the last credential has."""
        bearer = self.credential.bearer
        holder = self.kiro.accounts.find_holder(bearer.reveal() if bearer else "")
        return holder.account.name if holder else "nobody"


async def visited(kiro: Simulator, invitation: Invitation, *, denies: bool = False) -> str:
    """Open the page of a sign-in as a browser would, and return where that leads."""
    address = urlsplit(invitation.address)
    url = f"{kiro.url}{address.path}?{address.query}{'&deny=1' if denies else ''}"
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(url, allow_redirects=False) as page,
    ):
        return page.headers["location"]


def address_book(url: str, **changes: Any) -> AddressBook:
    planes = Hosts(api=(url,), management=(url,), auth=(url,), oidc=(url,))
    return replace(BOOK, hosts=planes, **changes)


@asynccontextmanager
async def entrance(
    directory: Path, *entries: dict[str, Any], settings: Settings | None = None, **changes: Any
) -> AsyncGenerator[Entrance]:
    """Open a reception; by itself the simulator's person agrees at the second question."""
    path = directory / "credentials.json"
    if entries:
        path.write_text(json.dumps(entries))
    async with Simulator(settings=settings) as kiro, HttpUpstream(HttpSettings()) as http:
        loaded = load_credentials(path, {"KIRO_API_KEY": "ksk_example"})
        store = CredentialsFile(path, read=loaded.read, roster=loaded.roster, guests=loaded.guests)
        book, memory, waiting = address_book(kiro.url, **changes), Forgetful(), Waiting(kiro)
        notes = Notes()
        reception = Reception(
            hall=Hall(http, waiting, waiting.pause),
            addresses=book,
            store=store,
            profiles=Profiles(http, Addressing(book), store, waiting, notes),
            book=Book(memory, waiting, notes),
            draft=read_draft,
        )
        yield Entrance(kiro, reception, store, memory, waiting, path)
