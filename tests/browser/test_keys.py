"""Keys of clients, from the page to the request; and one question from the page itself."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from admin.keeping import V1
from browser.stage import PHONE, Stage, staged
from kiro_py.simulator.faults.effects import Answer

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "say: hello"}],
}


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser, tmp_path: Path) -> AsyncGenerator[Stage]:
    async with staged(browser, tmp_path, "social", "idc") as stage:
        yield stage


async def test_a_key_is_made_used_looked_at_and_taken_back(stage: Stage):
    """Shown once, it opens the front door and /usage; deleted, it opens nothing."""
    async with stage.signed_in() as visit:
        page = visit.page
        await page.goto("/admin/keys")
        await expect(page.get_by_text("No keys beside the main one")).to_be_visible()
        await page.get_by_role("button", name="New key").first.click()
        await page.get_by_label("Name").fill("Ada's editor")
        await page.get_by_label("Requests a minute").fill("1")
        await page.get_by_role("button", name="Make the key").click()
        made = page.get_by_role("dialog", name="Key for Ada's editor")
        await made.get_by_role("button", name="Show the key").click()
        key = await made.locator("code").first.inner_text()
        assert f"{stage.url}" in await made.locator("pre").inner_text()
        await made.get_by_role("button", name="I have copied it").click()
        assert key not in await page.content()
        shown = {"x-api-key": key}
        assert 200 == (await stage.ask("POST", "/v1/messages", QUESTION, headers=shown)).status
        assert 429 == (await stage.ask("POST", "/v1/messages", QUESTION, headers=shown)).status
        await expect(page.get_by_text("1 of 1", exact=True)).to_be_visible()
        async with stage.visit(PHONE, "dark") as holder:
            await holder.page.goto("/usage")
            await holder.page.get_by_label("Client key").fill("kpy_a-guess")
            await holder.page.get_by_role("button", name="Show", exact=True).click()
            await expect(holder.page.get_by_text("does not know that key")).to_be_visible()
            await holder.page.get_by_label("Client key").fill(key)
            await holder.page.get_by_role("button", name="Show", exact=True).click()
            await expect(holder.page.get_by_role("heading", level=1)).to_have_text("Ada's editor")
            await expect(holder.page.get_by_text("1 of 1", exact=True)).to_be_visible()
        await page.get_by_role("button", name="Actions for Ada's editor").click()
        await page.get_by_role("menuitem", name="Delete").click()
        await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        await visit.toast("Ada's editor is deleted.")
        assert 401 == (await stage.ask("POST", "/v1/messages", QUESTION, headers=shown)).status


async def test_a_key_is_changed_and_rotated(stage: Stage):
    """The old key works for as long as it was said, and limits hold from the next request on."""
    made = await stage.ask("POST", f"{V1}/keys", {"name": "Nightly runs"})
    old = {"x-api-key": made.body["key"]}
    async with stage.signed_in(PHONE) as visit:
        page = visit.page
        await page.goto("/admin/keys")
        await page.get_by_role("button", name="Edit").first.click()
        await page.get_by_label("Models").fill("claude-haiku-*")
        await page.get_by_role("button", name="Save", exact=True).click()
        await visit.toast("Saved.")
        refused = await stage.ask("POST", "/v1/messages", QUESTION, headers=old)
        assert 403 == refused.status, refused.body
        await page.get_by_role("button", name="Actions for Nightly runs").click()
        await page.get_by_role("menuitem", name="Rotate").click()
        await page.get_by_label("The old key works for").select_option("no longer")
        await page.get_by_role("dialog").get_by_role("button", name="Rotate").click()
        await expect(page.get_by_role("dialog", name="Key for Nightly runs")).to_be_visible()
        gone = await stage.ask("POST", "/v1/messages", QUESTION, headers=old)
        assert 401 == gone.status, gone.body


async def test_one_question_is_answered_by_whom_was_chosen(stage: Stage):
    """The answer streams in, with its times and cost; Kiro was asked once, by that account."""
    async with stage.signed_in() as visit:
        page = visit.page
        await page.goto("/admin/playground?credential=2")
        await page.get_by_label("Question").fill("say: hello from the page")
        await expect(page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_text("hello from the page").last).to_be_visible()
        await expect(page.get_by_text("end_turn")).to_be_visible()
        await page.get_by_role("link", name="Show the trace").click()
        await expect(page.get_by_role("dialog")).to_contain_text("end_turn")
    asked = [call for call in stage.kiro.calls if call.operation == "GenerateAssistantResponse"]
    assert ["idc"] == [call.account for call in asked]


async def test_a_question_that_fails_says_what_a_client_would_see(stage: Stage):
    """Status and words; the question stays to be asked again."""
    stage.kiro.faults.add(
        Answer(status=400, body={"message": "Improperly formed request."}), times=None
    )
    async with stage.signed_in() as visit:
        page = visit.page
        await page.goto("/admin/playground")
        if await page.get_by_label("Model").get_attribute("type") == "text":
            await page.get_by_label("Model").fill("claude-sonnet-4-5")
        await page.get_by_label("Question").fill("say: nothing")
        await page.get_by_role("button", name="Ask", exact=True).click()
        await expect(page.get_by_text("The client sees status")).to_be_visible()
        await expect(page.get_by_label("Question")).to_have_value("say: nothing")
