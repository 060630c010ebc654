"""A gateway that can be stopped and started again, its Kiro, and a browser that looks at it."""

import json
import re
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeAlias

import aiohttp
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from admin.keeping import ADMIN_KEY, NOTHING_MORE, Scene
from house import running_gateway
from kiro_py.adapters.config_file import ConfigFile
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.compose.keeping import Keeping
from kiro_py.config.credentials import load_credentials
from kiro_py.pool.standing import Standing
from kiro_py.simulator.accounts.account import DEFAULT_ACCOUNTS, Account
from kiro_py.simulator.server import Simulator

Colours: TypeAlias = Literal["light", "dark"]
Language: TypeAlias = Literal["en", "zh"]

WIDE: Final[tuple[int, int]] = (1440, 900)
PHONE: Final[tuple[int, int]] = (390, 844)

SCREENS: Final = (
    "overview",
    "credentials",
    "requests",
    "usage",
    "keys",
    "playground",
    "settings",
)

PATIENCE_MILLISECONDS: Final = 30_000
"""How long the page may take on a busy machine."""

_NO_ANSWER: Final = "Failed to load resource"
"""What Chromium says of any answer that is no success; the page itself tells of those."""

_TELL_VIOLATIONS: Final = """
document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


def path_of(screen: str) -> str:
    """Return the address of a screen."""
    return "/admin" if screen == "overview" else f"/admin/{screen}"


@dataclass
class Visit:
    """One person's browser: its page, and what went wrong in it."""

    page: Page
    context: BrowserContext
    url: str
    complaints: list[str] = field(default_factory=list[str])

    async def sign_in(self, path: str = "/admin") -> None:
        """Sign in at `path`, and stay there."""
        await self.page.goto(path)
        await self.page.get_by_label("Admin key").fill(ADMIN_KEY)
        await self.page.get_by_role("button", name="Sign in").click()
        await expect(self.page.get_by_role("button", name="Sign in")).to_have_count(0)

    async def toast(self, words: str | re.Pattern[str]) -> None:
        """Wait for the page to say something in passing."""
        await expect(self.page.get_by_text(words).first).to_be_visible()

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(_NO_ANSWER):
            self.complaints.append(f"console: {message.text}")

    def see(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:", "blob:")):
            self.complaints.append(f"asked elsewhere: {request.url}")

    def fail(self, error: Exception) -> None:
        self.complaints.append(f"error: {error}")


@dataclass(frozen=True)
class Stage(Scene):
    """The scene of the keeper's tests, before the eyes of a browser."""

    browser: Browser
    url: str
    database: Database
    house: "House"

    @asynccontextmanager
    async def visit(
        self,
        size: tuple[int, int] = WIDE,
        colours: Colours = "light",
        language: Language = "en",
    ) -> AsyncGenerator[Visit]:
        """Open a fresh browser window; nothing may have gone wrong in it at the end."""
        width, height = size
        is_phone = size == PHONE
        context = await self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": height},
            color_scheme=colours,
            locale={"en": "en-GB", "zh": "zh-CN"}[language],
            timezone_id="Europe/London",
            reduced_motion="reduce",
            has_touch=is_phone,
            is_mobile=is_phone,
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        await context.add_init_script(_TELL_VIOLATIONS)
        page = await context.new_page()
        visit = Visit(page, context, self.url)
        page.on("console", visit.hear)
        page.on("pageerror", visit.fail)
        context.on("request", visit.see)
        try:
            yield visit
        finally:
            await context.close()
        assert [] == visit.complaints

    @asynccontextmanager
    async def signed_in(
        self,
        size: tuple[int, int] = WIDE,
        colours: Colours = "light",
        language: Language = "en",
    ) -> AsyncGenerator[Visit]:
        """Open a window in which somebody is signed in already."""
        async with self.visit(size, colours, language) as visit:
            answer = await visit.context.request.post(
                "/api/admin/v1/session", data=json.dumps({"key": ADMIN_KEY})
            )
            assert answer.ok, await answer.text()
            yield visit


@dataclass
class House:
    """The gateway as something that is switched off and on, always at the same address."""

    kiro_url: str
    directory: Path
    database: Database
    settings: dict[str, object]
    port: int = 0
    _open: AbstractAsyncContextManager[str] | None = None

    async def start(self) -> str:
        """Start; return the address, which it keeps."""
        path = self.directory / "credentials.json"
        loaded = load_credentials(path, {})
        store = CredentialsFile(path, read=loaded.read, roster=loaded.roster, guests=loaded.guests)
        keeping = Keeping(store, ConfigFile(self.directory / "config.json"))
        self._open = running_gateway(
            self.kiro_url,
            store,
            StandingsFile(path, lambda _: None),
            None,
            None,
            keeping,
            self.database,
            self.port,
            **self.settings,
        )
        url = await self._open.__aenter__()
        self.port = int(url.rpartition(":")[2])
        return url

    async def stop(self) -> None:
        """Stop, if it runs."""
        if self._open is not None:
            running, self._open = self._open, None
            await running.__aexit__(None, None, None)


def _write(
    directory: Path,
    kiro: Simulator,
    accounts: Iterable[str],
    more: Mapping[int, Mapping[str, object]],
    standings: Mapping[int, Standing],
) -> None:
    """Write the credentials file and what is remembered beside it."""
    path = directory / "credentials.json"
    entries = [
        kiro.accounts.credential(name)
        | {"id": place, "priority": place}
        | dict(more.get(place, {}))
        for place, name in enumerate(accounts, start=1)
    ]
    path.write_text(json.dumps(entries))
    (directory / "config.json").write_text("{}")
    memory = StandingsFile(path, lambda _: None)
    memory.load()
    for number, standing in standings.items():
        memory.save(number, standing)
    memory.settle()


@asynccontextmanager
async def staged(
    browser: Browser,
    directory: Path,
    *accounts: str,
    people: Iterable[Account] = DEFAULT_ACCOUNTS,
    more: Mapping[int, Mapping[str, object]] = NOTHING_MORE,
    standings: Mapping[int, Standing] | None = None,
    **settings: object,
) -> AsyncGenerator[Stage]:
    """Run a gateway with a page, a database and a credential of each of these accounts."""
    async with Simulator(accounts=people) as kiro:
        _write(directory, kiro, accounts, more, standings or {})
        database = Database(in_file(directory / "kiro-py.db"))
        await database.prepare()
        house = House(kiro.url, directory, database, {"admin_api_key": ADMIN_KEY} | settings)
        url = await house.start()
        try:
            async with aiohttp.ClientSession(url) as client:
                yield Stage(kiro, client, directory, browser, url, database, house)
        finally:
            await house.stop()


async def settled(page: Page) -> None:
    """Wait until nothing is being loaded any more: no skeleton, no empty chart."""
    await expect(page.locator(".animate-pulse")).to_have_count(0)
    await page.evaluate("document.fonts.ready.then(() => undefined)")
