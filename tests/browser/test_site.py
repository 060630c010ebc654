"""The site that `make docs` builds: whole, in both languages, and from one host alone."""

import mimetypes
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from browser.chromium import miss
from pages import DOCS
from site_map import CHINESE, SITE, site

HOST = "http://docs.example.com"
LOADED = re.compile(
    r'<(?:script|img|link|iframe)\b[^>]*\b(?:src|href)="(?P<what>(?:https?:)?//[^"]+)'
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site, built as `make docs` does; a warning would be an error."""
    tool = Path(sys.executable).with_name("zensical")
    if not tool.exists():
        miss("no zensical: `make docs` installs it")
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(DOCS, folder / "docs")
    shutil.copy(SITE, folder)
    ended = subprocess.run(
        [tool, "build", "--strict", "--clean"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert 0 == ended.returncode, ended.stderr + ended.stdout
    return folder / "site"


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser, built: Path) -> AsyncGenerator[BrowserContext]:
    """Open the site at a host of its own; whatever is asked of another one fails the test."""
    foreign: list[str] = []

    async def answer(route: Route) -> None:
        url = route.request.url
        path = built / url.removeprefix(f"{HOST}/").partition("?")[0].partition("#")[0]
        if not url.startswith(HOST) or not path.is_file():
            foreign.append(url)
            await route.abort()
            return
        await route.fulfill(path=path, content_type=mimetypes.guess_type(path)[0])

    context = await browser.new_context(locale="en-GB")
    await context.route("**/*", answer)
    yield context
    await context.close()
    assert [] == foreign


async def opened(context: BrowserContext, path: str) -> Page:
    page = await context.new_page()
    await page.goto(f"{HOST}/{path}")
    return page


def test_the_site_leads_to_every_page():
    """Its navigation is that of the first pages.

    To mend this, run `PYTHONPATH=tests python -m written_parts`.
    """
    assert site() == SITE.read_text("utf-8")


def test_the_site_has_every_page(built: Path):
    """What is in `docs/` is in the site, pictures and data included."""
    files = [path.relative_to(DOCS) for path in DOCS.rglob("*") if path.is_file()]
    expected = {path.with_suffix(".html") if path.suffix == ".md" else path for path in files}
    assert set() == {path for path in expected if not (built / path).exists()}


def test_the_site_loads_nothing_from_elsewhere(built: Path):
    """No page names a script, a style or a picture of another host."""
    found = {
        f"{page.relative_to(built)}: {match['what']}"
        for page in built.rglob("*.html")
        for match in LOADED.finditer(page.read_text("utf-8"))
    }
    assert set() == found


def test_blocks_of_code_are_blocks_of_code(built: Path):
    """No fence is shown as text, whatever words stand behind it."""
    assert [] == [page.name for page in built.rglob("*.html") if "```" in page.read_text("utf-8")]


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("word", ["pauseAtPercent", "转述"])
async def test_the_site_is_searched(context: BrowserContext, word: str):
    """A word is found in either language, also in the middle of a Chinese sentence."""
    page = await opened(context, "index.html")
    await page.get_by_role("button", name="Search").first.click()
    await page.keyboard.type(word)
    await expect(page.get_by_text(re.compile(r"^[1-9]\d* results?$"))).to_be_visible()


@pytest.mark.asyncio(loop_scope="session")
async def test_the_site_is_light_or_dark(context: BrowserContext):
    """It follows the system."""
    page = await opened(context, "howto/connect-claude-code.html")
    shades: list[object] = []
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        await page.reload()
        shades.append(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert 2 == len(set(map(str, shades))), shades


@pytest.mark.asyncio(loop_scope="session")
async def test_the_site_speaks_chinese(context: BrowserContext):
    """One click leads from the first page to the Chinese one."""
    page = await opened(context, "index.html")
    await page.get_by_role("link", name="中文").first.click()
    await expect(page).to_have_url(f"{HOST}/{CHINESE.relative_to(DOCS).as_posix()}/index.html")
