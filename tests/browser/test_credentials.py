"""The screen of the credentials does what it says, and it is seen where it counts."""

import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from admin.keeping import ADMIN_KEY
from browser.stage import PHONE, Stage, staged
from kiro_py.simulator.accounts.account import DEFAULT_ACCOUNTS, Account, Kind
from kiro_py.simulator.faults.effects import Answer

pytestmark = pytest.mark.asyncio(loop_scope="session")

GRACE = Account(name="grace", kind=Kind.BUILDER_ID, email="grace@example.com")


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser, tmp_path: Path) -> AsyncGenerator[Stage]:
    people = (*DEFAULT_ACCOUNTS, GRACE)
    async with staged(browser, tmp_path, "social", "idc", people=people) as stage:
        yield stage


def row(page: Page, label: str):
    """Return the name of a credential in the list."""
    return page.get_by_role("button", name=f"Details of {label}", exact=True)


async def test_a_credential_is_changed_without_a_mouse(stage: Stage):
    """The change is in the file; Escape closes the sheet, and the focus is where it was."""
    async with stage.signed_in() as visit:
        page = visit.page
        await page.goto("/admin/credentials")
        name = page.get_by_role("button", name="Details of").first
        await name.focus()
        await page.keyboard.press("Enter")
        sheet = page.get_by_role("dialog")
        await sheet.get_by_role("tab", name="About").focus()
        await page.keyboard.press("ArrowRight")
        await expect(sheet.get_by_role("tab", name="Edit")).to_have_attribute(
            "aria-selected", "true"
        )
        note = sheet.get_by_label("Note")
        await note.focus()
        await page.keyboard.type("written with keys")
        await page.keyboard.press("Enter")
        await visit.toast("Saved.")
        assert "written with keys" == (await stage.one(1))["note"]
        assert "written with keys" in (stage.directory / "credentials.json").read_text("utf-8")
        await page.keyboard.press("Escape")
        await expect(sheet).to_have_count(0)
        await expect(name).to_be_focused()
        await expect(page.get_by_text("written with keys")).to_be_visible()


async def test_two_who_change_one_credential_hear_of_each_other(stage: Stage):
    """What the second one wrote is kept until they have seen the first one's change."""
    async with stage.signed_in() as visit:
        page = visit.page
        await page.goto("/admin/credentials?id=1&tab=edit")
        await page.get_by_label("Note").fill("mine")
        assert 200 == (await stage.change(1, note="theirs")).status
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_text("Somebody else has changed it")).to_be_visible()
        await page.get_by_role("button", name="Save mine").click()
        await visit.toast("Saved.")
        assert "mine" == (await stage.one(1))["note"]


async def test_a_key_is_added_by_form(stage: Stage):
    """It is in the pool and in the file, and it can serve; a wrong one is refused beside it."""
    key = str(stage.kiro.accounts.credential("api-key")["kiroApiKey"])
    async with stage.signed_in() as visit:
        page = visit.page
        await page.goto("/admin/credentials")
        await page.get_by_role("button", name="Add", exact=True).click()
        await page.get_by_label("API key", exact=True).last.fill("no key at all")
        await page.get_by_role("button", name="Add", exact=True).click()
        await expect(page.get_by_text("An API key begins with ksk_.")).to_be_visible()
        await page.get_by_label("API key", exact=True).last.fill(key)
        await page.get_by_label("Note").fill("by form")
        await page.get_by_role("button", name="Add", exact=True).click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert key not in await page.content()
    assert (key, "by form") == (stage.entries[2]["kiroApiKey"], stage.entries[2]["note"])


async def test_somebody_signs_in(stage: Stage):
    """The code that the page shows is the one that Kiro waits for; then the account is there."""
    async with stage.signed_in() as visit:
        page = visit.page
        await page.goto("/admin/credentials/add?way=sign-in")
        await page.get_by_role("button", name="Begin").click()
        await expect(page.get_by_text("Waiting for you to sign in")).to_be_visible()
        [waiting] = stage.kiro.world.grants.waiting
        await expect(page.get_by_text(waiting.user_code).first).to_be_visible()
        decision = {"userCode": waiting.user_code, "account": "grace"}
        async with stage.client.post(f"{stage.kiro.url}/_simulator/decisions", json=decision) as it:
            assert 200 == it.status
        await page.get_by_role("button", name="Show the credential").click()
        await expect(page.get_by_role("dialog")).to_be_visible()
    assert 3 == len(stage.entries)


async def test_pasted_sign_ins_are_looked_at_first(stage: Stage):
    """New ones, one that is there already, and one of no use: each row says which it is."""
    new = stage.kiro.accounts.credential("grace")
    old = {name: stage.entries[0][name] for name in ("refreshToken", "authMethod")}
    text = json.dumps([new, old, {"authMethod": "social"}])
    async with stage.signed_in() as visit:
        page = visit.page
        await page.goto("/admin/credentials/add?way=import")
        await page.get_by_label("Or paste").fill(text)
        await page.get_by_role("button", name="Preview").click()
        for words in ("New", "There already", "Unusable"):
            await expect(page.get_by_text(words, exact=True).first).to_be_visible()
        assert 2 == len(stage.entries)
        await page.get_by_role("button", name="Import one").click()
        await expect(page.get_by_role("heading", name="Results")).to_be_visible()
        await expect(page.get_by_text("Done", exact=True).first).to_be_visible()
        assert 3 == len(stage.entries)
        assert new["refreshToken"] not in await page.content()


async def test_what_is_exported_can_be_saved(stage: Stage):
    """Only with the admin key once more; the file has what signs in."""
    async with stage.signed_in() as visit:
        page = visit.page
        await page.goto("/admin/credentials")
        await page.get_by_role("button", name="Export").click()
        await page.get_by_label("Admin key").fill("a guess")
        await page.get_by_role("button", name="Save the file").click()
        await expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
        await page.get_by_label("Admin key").fill(ADMIN_KEY)
        async with page.expect_download() as started:
            await page.get_by_role("button", name="Save the file").click()
        saved = json.loads((await (await started.value).path()).read_text("utf-8"))
        assert [entry["refreshToken"] for entry in stage.entries] == [
            entry["refreshToken"] for entry in saved
        ]


async def test_only_what_is_disabled_can_be_deleted(stage: Stage):
    """Disable it, and it can be: then it is gone from the file."""
    async with stage.signed_in(PHONE) as visit:
        page = visit.page
        await page.goto("/admin/credentials?id=2")
        more = page.get_by_role("dialog").get_by_role("button", name="More")
        await more.click()
        hint = page.get_by_role("menuitem", name="Disable it first")
        await expect(hint).to_be_disabled()
        await page.keyboard.press("Escape")
        await page.get_by_role("switch", name="Enable").click()
        await visit.toast("It is disabled.")
        await more.click()
        await page.get_by_role("menuitem", name="Delete").click()
        await page.get_by_role("button", name="Delete", exact=True).click()
        await expect(page.get_by_role("dialog")).to_have_count(0)
    assert [1] == [entry["id"] for entry in stage.entries]


async def test_what_kiro_refuses_is_told(stage: Stage):
    """The words of the answer, and nothing of what was there is lost."""
    stage.kiro.faults.add(Answer(status=500), operation="GetUsageLimits", times=None)
    async with stage.signed_in() as visit:
        page = visit.page
        await page.goto("/admin/credentials?id=1")
        await page.get_by_role("button", name="Ask credits now").click()
        await visit.toast("500")
        await expect(page.get_by_role("dialog")).to_be_visible()


async def test_no_credentials_are_an_invitation(stage: Stage):
    """Without any the page says how to add the first one."""
    for number in (1, 2):
        await stage.do(number, "disabled", {"disabled": True})
        assert 200 == (await stage.ask("DELETE", f"/api/admin/credentials/{number}")).status
    async with stage.signed_in() as visit:
        await visit.page.goto("/admin/credentials")
        await expect(visit.page.get_by_text("No credentials yet")).to_be_visible()
        await visit.page.goto("/admin")
        await expect(visit.page.get_by_text("There are no credentials yet")).to_be_visible()
