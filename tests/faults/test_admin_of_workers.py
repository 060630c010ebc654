"""The keeper of a gateway of several processes meets one gateway, whichever of them he meets."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiohttp

from admin.keeping import V1
from exchange.sign_in.entrance import visited
from faults.ground import question, write
from faults.keeper import TIMES, Keeper
from faults.running import ADMIN_KEY, Running, free_port, running
from kiro_py.exchange.sign_in.visits import Invitation
from kiro_py.simulator.server import Simulator


@asynccontextmanager
async def gateway(
    directory: Path, *, admin_port: int | None = None
) -> AsyncGenerator[tuple[Running, Keeper, Simulator]]:
    async with Simulator() as kiro:
        write(directory / "credentials.json", kiro.accounts.credential("social"))
        async with running(
            directory,
            kiro.url,
            *("--workers", "3", "--log-level", "warning"),
            admin_api_key=ADMIN_KEY,
            identity_providers="127.0.0.1",
            admin_port=admin_port or "",
        ) as subject:
            yield subject, Keeper(subject.url), kiro


async def session(url: str) -> dict[str, str]:
    """Sign on as a browser does, and return what it sends from then on."""
    async with (
        aiohttp.ClientSession(url) as browser,
        browser.post(f"{V1}/session", json={"key": ADMIN_KEY}) as response,
    ):
        cookie = response.cookies.output([], "").strip()
        return {"cookie": cookie, "x-csrf-token": (await response.json())["csrfToken"]}


def eldest(directory: Path) -> int:
    """Return the process that answers for all."""
    with closing(sqlite3.connect(directory / "kiro-py.db")) as file:
        asked = "SELECT address FROM replicas ORDER BY began_at, id"
        return int(Path(file.execute(asked).fetchone()[0]).stem)


async def test_what_is_begun_at_one_goes_on_at_another(tmp_path: Path):
    """A sign-in ends as begun, jobs and sessions are found, and a pass is good at each of them.

    The port for clients shows nothing of that.
    """
    port = free_port()
    async with gateway(tmp_path, admin_port=port) as (subject, keeper, kiro):
        assert {404} == await keeper.look("/overview")
        keeper.url = f"http://127.0.0.1:{port}"
        begun = await keeper.do("POST", "/sign-ins", {"method": "social-browser"})
        assert {200} == await keeper.look(f"/sign-ins/{begun['id']}")
        invitation = Invitation(begun["address"], None, needs_callback=True, expires_at=0)
        callback = {"url": await visited(kiro, invitation)}
        done = await keeper.do("POST", f"/sign-ins/{begun['id']}/callback", callback)
        assert ("done", 2) == (done["state"], done["credentialId"])
        keeper.headers = await session(keeper.url)
        assert {200} == await keeper.look("/overview")
        job = await keeper.do("POST", "/jobs", {"action": "refresh", "ids": [1, 2]})
        assert {200} == await keeper.look(f"/jobs/{job['id']}")
        for _ in range(TIMES):
            key = (await keeper.do("POST", "/playground/passes", {}))["key"]
            client = Keeper(subject.url, {"x-api-key": key})
            assert 200 == (await client.ask("POST", "/v1/messages", question("say: hello")))[0]


async def test_the_next_one_answers_when_the_eldest_is_killed(tmp_path: Path):
    """At once, and what is begun there is found by all before the dead one is missed."""
    async with gateway(tmp_path) as (subject, keeper, _):
        victim = eldest(tmp_path)
        os.kill(victim, signal.SIGKILL)
        await subject.hear(f'"pid": {victim}')
        begun = await keeper.do("POST", "/sign-ins", {"method": "builder-id"})
        for _ in range(3):
            assert {200} == await keeper.look(f"/sign-ins/{begun['id']}")
            await asyncio.sleep(0.5)
