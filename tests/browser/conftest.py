"""One browser for all tests of the page that a worker runs."""

from collections.abc import AsyncGenerator

import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from browser.chromium import QUIET, build_page, find_chromium
from browser.stage import PATIENCE_MILLISECONDS


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncGenerator[Browser]:
    build_page()
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    async with async_playwright() as playwright:
        chromium = playwright.chromium
        found = find_chromium(chromium.executable_path)
        browser = await chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        await browser.close()
