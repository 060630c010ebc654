"""Who may see the page, and what happens when the gateway is gone."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from admin.keeping import ADMIN_KEY, V1
from browser.stage import SCREENS, Stage, path_of, settled, staged

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Stage]:
    directory: Path = tmp_path_factory.mktemp("stage")
    async with staged(browser, directory, "social", "api-key") as stage:
        yield stage


async def test_the_keyboard_is_enough(stage: Stage):
    """From the key to every screen: nothing needs a mouse."""
    async with stage.visit() as visit:
        page = visit.page
        await page.goto("/admin")
        await expect(page.get_by_label("Admin key")).to_be_focused()
        await page.keyboard.type(ADMIN_KEY)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
        entries = page.get_by_role("navigation", name="Screens").get_by_role("link")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        for place, screen in enumerate(SCREENS):
            await page.keyboard.press("Tab")
            await expect(entries.nth(place)).to_be_focused()
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("heading", level=1)).to_have_text(screen.capitalize())


async def test_the_notice_is_shown_once(stage: Stage):
    """Until somebody has signed in on this browser."""
    async with stage.visit() as visit:
        notice = visit.page.get_by_role("complementary", name="Before you begin")
        await visit.page.goto("/admin")
        await expect(notice).to_contain_text("unofficial")
        await visit.sign_in()
        await visit.page.get_by_role("button", name="Sign out").click()
        await expect(visit.page.get_by_label("Admin key")).to_be_visible()
        await expect(notice).to_have_count(0)


async def test_a_session_that_has_ended_returns_to_its_place(stage: Stage):
    """Who signs in again is where they were, with the filter that they had."""
    async with stage.visit() as visit:
        page = visit.page
        await visit.sign_in("/admin/credentials?state=ready")
        await expect(page.get_by_role("button", name="Details of").first).to_be_visible()
        await visit.context.clear_cookies()
        await stage.change(1, note="changed meanwhile")
        await page.get_by_label("Admin key").fill(ADMIN_KEY)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("changed meanwhile")).to_be_visible()
        assert f"{stage.url}/admin/credentials?state=ready" == page.url
    await stage.change(1, note=None)


async def test_a_change_from_elsewhere_is_refused(stage: Stage):
    """The cookie alone changes nothing, and no script can read it."""
    async with stage.signed_in() as visit:
        answer = await visit.context.request.patch(
            f"{V1}/credentials/1", data='{"note": "from elsewhere"}'
        )
        assert 403 == answer.status, await answer.text()
        assert None is (await stage.one(1))["note"]
        [cookie] = await visit.context.cookies()
        assert (True, "Strict") == (cookie.get("httpOnly"), cookie.get("sameSite"))


async def test_the_page_runs_nothing_but_its_own_files(stage: Stage):
    """What somebody writes into the page is neither run nor drawn."""
    async with stage.visit() as visit:
        await visit.page.goto("/admin")
        await visit.page.evaluate(
            """() => {
                const script = document.createElement("script");
                script.textContent = "window.wasRun = true";
                const style = document.createElement("style");
                style.textContent = "body { opacity: 0.5 !important }";
                document.head.append(script, style);
            }"""
        )
        said = await visit.page.evaluate(
            "[window.wasRun ?? null, getComputedStyle(document.body).opacity]"
        )
        assert [None, "1"] == said
        for directive in ("script-src-elem", "style-src-elem"):
            assert [line for line in visit.complaints if directive in line]
        visit.complaints.clear()


async def test_a_gateway_that_is_gone_is_told_and_comes_back(stage: Stage):
    """What was known stays to be seen; the session outlives the gateway."""
    async with stage.signed_in() as visit:
        page = visit.page
        await page.goto("/admin/credentials")
        await settled(page)
        row = page.get_by_role("button", name="Details of").first
        await expect(row).to_be_visible()
        lost = page.get_by_text("Connection lost")
        await stage.house.stop()
        await expect(lost).to_be_visible()
        await expect(row).to_be_visible()
        await stage.house.start()
        await expect(lost).to_have_count(0)
        await stage.change(1, note="after the pause")
        await expect(page.get_by_text("after the pause")).to_be_visible()
        await stage.change(1, note=None)


async def test_who_guesses_is_told_to_wait(stage: Stage):
    """A wrong key is called wrong; after some tries the page tells how long to wait."""
    async with stage.visit() as visit:
        page = visit.page
        await page.goto(path_of("keys"))
        key, button = page.get_by_label("Admin key"), page.get_by_role("button", name="Sign in")
        await button.click()
        await expect(page.get_by_text("Type the admin key.")).to_be_visible()
        for number in range(5):
            await key.fill(f"guess {number}")
            async with page.expect_response("**/session") as told:
                await button.click()
            await told.value
        await expect(page.get_by_text("That is not the admin key.")).to_be_visible()
        await key.fill("one guess too many")
        await button.click()
        await expect(page.get_by_text("Too many tries. Try again in")).to_be_visible()
        await stage.house.stop()
        await stage.house.start()
