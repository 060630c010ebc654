"""What holds for every screen: anybody can use it, in any light, language and size."""

from collections.abc import AsyncGenerator, Sequence
from typing import Any, Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from admin.keeping import V1
from browser.chromium import AXE
from browser.furnished import furnished
from browser.pictures import take
from browser.stage import PHONE, SCREENS, WIDE, Colours, Language, Stage, path_of, settled

pytestmark = pytest.mark.asyncio(loop_scope="session")

DEEPER: Final = {
    "credential": "/admin/credentials?id=1",
    "edit": "/admin/credentials?id=1&tab=edit",
    "add": "/admin/credentials/add",
    "sign-in": "/admin/credentials/add?way=sign-in",
    "import": "/admin/credentials/add?way=import",
    "jobs": "/admin/credentials?job=all",
    "models": "/admin/settings?tab=models",
    "audit": "/admin/settings?tab=audit",
    "by-key": "/admin/usage?by=key",
    "month": "/admin?range=30d",
}
"""What lies behind the screens."""

_FINDINGS: Final = """
async (rules) => {
    const found = await axe.run(document, rules);
    return found.violations.flatMap(({id, nodes}) =>
        nodes.map(({html, any, all, none}) =>
            `${id}: ${html.slice(0, 200)} ${[...any, ...all, ...none].map((x) => x.message)}`));
}
"""
_QUICK: Final = {"preload": False, "iframes": False, "resultTypes": ["violations"]}
_EVERYTHING: Final = _QUICK | {"rules": {"target-size": {"enabled": True}}}
_CONTRAST: Final = _QUICK | {"runOnly": ["color-contrast"]}

_OTHER: Final[dict[Colours, Colours]] = {"light": "dark", "dark": "light"}

_TOO_WIDE: Final = """
() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("body *")]
        .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map((each) => each.outerHTML.slice(0, 150))
"""
_TOO_SMALL: Final = """
() => [...document.querySelectorAll("button, a, input, select, textarea")]
    .filter((each) => each.checkVisibility() && getComputedStyle(each).display !== "inline")
    .map((each) => each.closest("label") ?? each)
    .filter((each) => {
        const {width, height} = each.getBoundingClientRect();
        return height > 1 && (height < 16 || width < 16);
    })
    .map((each) => each.outerHTML.slice(0, 150))
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Stage]:
    async with furnished(browser, tmp_path_factory.mktemp("stage")) as stage:
        yield stage


async def axe(page: Page, rules: Any = _EVERYTHING) -> Sequence[str]:
    """Return what axe finds wrong."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text("utf-8"))
    return await page.evaluate(_FINDINGS, rules)


async def contrast(page: Page, colours: Colours) -> Sequence[str]:
    """Return what cannot be read in the other light."""
    await page.emulate_media(color_scheme=_OTHER[colours])
    found = await axe(page, _CONTRAST)
    await page.emulate_media(color_scheme=colours)
    return found


async def places(stage: Stage) -> dict[str, str]:
    """Return every place of the page by a name."""
    failed = await stage.ask("GET", f"{V1}/requests?failed=true&limit=1")
    trace = f"/admin/requests?trace={failed.body['items'][0]['id']}"
    return {screen: path_of(screen) for screen in SCREENS} | DEEPER | {"trace": trace}


@pytest.mark.parametrize(
    ("size", "colours", "language"),
    [(WIDE, "light", "en"), (PHONE, "dark", "zh")],
    ids=["desk-light-english", "phone-dark-chinese"],
)
async def test_axe_finds_nothing(
    stage: Stage, size: tuple[int, int], colours: Colours, language: Language
):
    """By day on a desk, by night on a phone that never scrolls sideways; and in the other light."""
    found: dict[str, object] = {}
    async with stage.signed_in(size, colours, language) as visit:
        page = visit.page
        for name, path in (await places(stage)).items():
            await page.goto(path)
            await expect(page.get_by_role("heading", level=1)).to_be_visible()
            await settled(page)
            found[name] = await axe(page)
            found[f"{name} wide"] = await page.evaluate(_TOO_WIDE)
            found[f"{name} small"] = await page.evaluate(_TOO_SMALL)
            await take(page, name, size, colours, language)
            if name in SCREENS:
                found[f"{name} contrast"] = await contrast(page, colours)
    assert {} == {name: what for name, what in found.items() if what}


@pytest.mark.parametrize("path", ["/admin", "/usage"])
@pytest.mark.parametrize(("colours", "language"), [("light", "en"), ("dark", "zh")])
async def test_axe_finds_nothing_at_the_door(
    stage: Stage, path: str, colours: Colours, language: Language
):
    """Nor before anybody has signed in."""
    async with stage.visit(PHONE, colours, language) as visit:
        page = visit.page
        await page.goto(path)
        await expect(page.get_by_role("textbox")).to_be_visible()
        assert [] == [*await axe(page), *await page.evaluate(_TOO_WIDE)]
        await take(page, f"door-{path[1:]}", PHONE, colours, language)
        assert [] == await contrast(page, colours)


async def test_links_lead_to_the_credential(stage: Stage):
    """From what is to be seen to, from the forecast, and from the trace of a request."""
    trace = (await places(stage))["trace"]
    async with stage.signed_in() as visit:
        page = visit.page
        for path, name in (("/admin", "#8"), ("/admin", "barbara@example.com"), (trace, "@")):
            await page.goto(path)
            link = page.get_by_role("link", name=name).last
            label = await link.inner_text()
            await link.click()
            sheet = page.get_by_role("dialog")
            await expect(sheet.get_by_role("tab", name="About")).to_be_visible()
            await expect(sheet).to_contain_text("margaret" if name == "#8" else label)
