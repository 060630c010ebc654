"""A thousand credentials are no more trouble than ten, on a phone neither."""

from collections.abc import AsyncGenerator
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from admin.keeping import crowd
from browser.stage import PHONE, WIDE, Stage, staged
from kiro_py.simulator.faults.effects import Silence

pytestmark = pytest.mark.asyncio(loop_scope="session")

MANY: Final = 1000
MOST_ROWS: Final = 60
"""How many rows there may be at a time: those in sight, and some around them."""

_SCROLL: Final = """
async () => {
    const whole = document.documentElement;
    for (let step = 1; step <= 40; step++) {
        scrollTo(0, whole.scrollHeight * step / 40);
        await new Promise(requestAnimationFrame);
    }
    // What came into sight may be taller than it was thought to be.
    for (let frames = 0; frames < 30; frames++) {
        scrollTo(0, whole.scrollHeight);
        await new Promise(requestAnimationFrame);
    }
}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Stage]:
    people = crowd(MANY)
    names = (person.name for person in people)
    more = {place: {"email": person.address} for place, person in enumerate(people, start=1)}
    async with staged(
        browser, tmp_path_factory.mktemp("stage"), *names, people=people, more=more
    ) as stage:
        yield stage


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
async def test_only_what_is_in_sight_is_drawn(stage: Stage, size: tuple[int, int]):
    """The list scrolls to its end, and few rows are there at any moment."""
    async with stage.signed_in(size) as visit:
        page = visit.page
        await page.goto("/admin/credentials")
        rows = page.get_by_role("button", name="Details of")
        await expect(rows.first).to_be_visible()
        assert MOST_ROWS > await rows.count()
        await page.evaluate(_SCROLL)
        last = page.get_by_role("button", name="Details of person-1000@example.com")
        await expect(last).to_be_visible()
        assert MOST_ROWS > await rows.count()


async def test_one_of_a_thousand_is_found(stage: Stage):
    """The search asks the gateway, and the address remembers it."""
    async with stage.signed_in() as visit:
        page = visit.page
        await page.goto("/admin/credentials")
        await expect(page.get_by_role("button", name="Details of").first).to_be_visible()
        await page.keyboard.press("/")
        await page.keyboard.type("person-0777")
        await expect(page.get_by_text("1 of 1000")).to_be_visible()
        await expect(page.get_by_role("button", name="Details of")).to_have_count(1)
        assert page.url.endswith("search=person-0777")


async def test_a_job_on_all_of_them_can_be_cancelled(stage: Stage):
    """On a phone: all are chosen, the job shows how far it is, and stops when it is told to."""
    stage.kiro.faults.add(
        Silence(at="before-headers", seconds=0.2), operation="GetUsageLimits", times=None
    )
    async with stage.signed_in(PHONE) as visit:
        page = visit.page
        await page.goto("/admin/credentials")
        await page.get_by_role("checkbox", name="Select person-0001").click()
        await page.get_by_role("button", name="Select all 1,000").click()
        bar = page.get_by_role("region", name="Selected credentials")
        await expect(bar).to_contain_text("1,000 selected")
        await bar.get_by_role("button", name="Verify").click()
        sheet = page.get_by_role("dialog", name="Jobs")
        await expect(sheet.get_by_text("of 1,000")).to_be_visible()
        await sheet.get_by_role("button", name="Cancel").click()
        await expect(sheet.get_by_text("Cancelled ·")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(sheet).to_have_count(0)
    asked = sum(call.operation == "GetUsageLimits" for call in stage.kiro.calls)
    assert 0 < asked < MANY


async def test_all_are_disabled_and_enabled(stage: Stage):
    """With one question before; each of them is what the page says, in the file too."""
    async with stage.signed_in() as visit:
        page = visit.page
        await page.goto("/admin/credentials")
        for verb, expected in (("Disable", 1000), ("Enable", 0)):
            await page.get_by_role("checkbox", name="Select all").click()
            bar = page.get_by_role("region", name="Selected credentials")
            await bar.get_by_role("button", name=verb, exact=True).click()
            if verb == "Disable":
                question = page.get_by_role("dialog", name="Disable 1000 credentials?")
                await question.get_by_role("button", name="Disable", exact=True).click()
            sheet = page.get_by_role("dialog", name="Jobs")
            await expect(sheet.get_by_text("1,000 of 1,000")).to_be_visible()
            await expect(sheet.get_by_text("Done ·")).to_be_visible()
            await page.keyboard.press("Escape")
            await expect(sheet).to_have_count(0)
            assert expected == sum(entry.get("disabled", False) for entry in stage.entries)
