"""What was used: the overview, the requests with their traces, sums, and settings beside them."""

import csv
import json
from collections.abc import AsyncGenerator
from io import StringIO
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Route, expect

from admin.keeping import V1
from browser.stage import PHONE, SCREENS, Stage, path_of, staged
from kiro_py.simulator.faults.effects import Answer

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser, tmp_path: Path) -> AsyncGenerator[Stage]:
    async with staged(browser, tmp_path, "social", "api-key") as stage:
        yield stage


async def test_nothing_used_is_said_so(stage: Stage):
    """Each screen says that there is nothing yet, and none shows a figure that is made up."""
    async with stage.signed_in() as visit:
        page = visit.page
        for path, words in (
            ("/admin/requests", "No requests yet"),
            ("/admin/usage", "Nothing was asked in this time"),
            ("/admin", "Nothing has failed in this time."),
        ):
            await page.goto(path)
            await expect(page.get_by_text(words)).to_be_visible()


async def test_what_is_asked_shows_up_by_itself(stage: Stage):
    """A request appears in the open list, with its trace, which can be saved; then in the sums."""
    async with stage.signed_in() as visit:
        page = visit.page
        await page.goto("/admin/requests")
        await expect(page.get_by_text("No requests yet")).to_be_visible()
        assert 200 == await stage.ask_kiro()
        await page.get_by_text("end_turn").click()
        sheet = page.get_by_role("dialog", name="Trace")
        await expect(sheet).to_contain_text("claude-sonnet-4.5")
        async with page.expect_download() as started:
            await sheet.get_by_text("Download").click()
        text = (await (await started.value).path()).read_text("utf-8")
        assert "end_turn" == json.loads(text)["request"]["outcome"]
        assert "say: hello" not in text
        await page.keyboard.press("Escape")
        await page.get_by_role("link", name="Usage").click()
        await expect(page.get_by_text("Nothing was asked")).to_have_count(0)
        async with page.expect_download() as started:
            await page.get_by_role("link", name="CSV").click()
        rows = list(csv.DictReader(StringIO((await (await started.value).path()).read_text())))
        assert "1" == rows[0]["requests"]


async def test_failures_are_told_apart(stage: Stage):
    """The filter shows them alone, with the words of Kiro; the overview counts them by kind."""
    assert 200 == await stage.ask_kiro()
    stage.kiro.faults.add(
        Answer(status=400, body={"message": "Improperly formed request."}), times=None
    )
    assert 400 <= await stage.ask_kiro()
    async with stage.signed_in(PHONE) as visit:
        page = visit.page
        await page.goto("/admin/requests")
        await expect(page.get_by_text("end_turn")).to_be_visible()
        await page.get_by_text("Failed", exact=True).click()
        await expect(page.get_by_text("end_turn")).to_have_count(0)
        await page.get_by_text("_error").first.click()
        await expect(page.get_by_role("dialog")).to_contain_text("Improperly formed request.")
        await page.goto("/admin")
        await expect(page.get_by_text("_error").first).to_be_visible()


async def test_a_setting_is_changed_and_the_change_is_written_down(stage: Stage):
    """A wrong value is refused in words; a right one is in the file; the audit names it."""
    async with stage.signed_in() as visit:
        page = visit.page
        await page.goto("/admin/settings")
        await page.get_by_text("Balanced", exact=True).click()
        await visit.toast("has been saved")
        config = json.loads(stage.config.read_text("utf-8"))
        assert "balanced" in config.values()
        edit = page.get_by_role("button", name="Change usageRetentionDays")
        await edit.click()
        field = page.get_by_label("usageRetentionDays")
        await field.fill("-5")
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await field.fill("12")
        await page.get_by_role("button", name="Save", exact=True).click()
        await visit.toast("usageRetentionDays has been saved")
        assert 12 == json.loads(stage.config.read_text("utf-8"))["usageRetentionDays"]
        await page.get_by_role("tab", name="Changes").click()
        await expect(page.get_by_text("usageRetentionDays").first).to_be_visible()


async def test_every_screen_says_when_the_gateway_fails(stage: Stage):
    """Words and a way to try again: no screen stays empty, none falls over."""
    async with stage.signed_in() as visit:
        page = visit.page
        fault = json.dumps({"error": {"type": "api_error", "message": "the disk is full"}})

        async def refuse(route: Route) -> None:
            await route.fulfill(status=500, content_type="application/json", body=fault)

        for screen in set(SCREENS) - {"playground"}:
            pattern = f"**{V1}/{'overview' if screen == 'overview' else screen}**"
            await page.route(pattern, refuse)
            await page.goto(path_of(screen))
            await expect(page.get_by_text("the disk is full").first).to_be_visible()
            await page.unroute(pattern)
            await page.get_by_role("button", name="Try again").first.click()
            await expect(page.get_by_text("the disk is full")).to_have_count(0)
