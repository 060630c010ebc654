"""A stage on which people have lived for a month."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser

from admin.keeping import V1
from browser.furniture import (
    ACCOUNTS,
    KEYS,
    MORE,
    PEOPLE,
    standings,
    write_readings,
    write_requests,
)
from browser.stage import Stage, staged

REQUESTS = 6000


@asynccontextmanager
async def furnished(browser: Browser, directory: Path) -> AsyncGenerator[Stage]:
    """Run a gateway with ten credentials in all their states, three keys, and a month of use."""
    async with staged(
        browser, directory, *ACCOUNTS, people=PEOPLE, more=MORE, standings=standings()
    ) as stage:
        await stage.house.stop()
        write_requests(directory / "kiro-py.db", REQUESTS)
        write_readings(directory / "kiro-py.db")
        stage.kiro.accounts.revoke("margaret")
        await stage.house.start()
        await stage.work("balance", *range(1, len(ACCOUNTS) + 1))
        await stage.work("refresh", 8)
        for key in KEYS:
            made = await stage.ask("POST", f"{V1}/keys", key)
            assert 201 == made.status, made.body
        yield stage
