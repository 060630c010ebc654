"""Files that are edited while the gateway runs, on real sockets."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from house import API_KEY, KEY_HEADERS, running_gateway
from kiro_py.adapters.config_file import ConfigFile
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.cli.stores import open_store
from kiro_py.compose.keeping import Keeping
from kiro_py.config.load import load
from kiro_py.simulator.server import Simulator


async def eventually(is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(15):
        while not await is_so():  # noqa: ASYNC110 -- nobody else tells what was taken over
            await asyncio.sleep(0.05)


def write(path: Path, document: object) -> None:
    path.write_text(json.dumps(document))


def entries(kiro: Simulator, *kinds: str) -> list[dict[str, Any]]:
    return [kiro.accounts.credential(kind) for kind in kinds]


def opened(directory: Path, kiro: Simulator) -> tuple[CredentialsFile, Keeping]:
    write(directory / "config.json", {"apiKey": API_KEY})
    write(directory / "credentials.json", entries(kiro, "api-key"))
    environ = {"KIRO_PY_API_KEY": API_KEY}
    settings = load(directory / "config.json", environ).settings
    store = open_store(directory / "credentials.json", environ, settings, list[str]().extend)
    return store, Keeping(store, ConfigFile(directory / "config.json"))


async def test_an_edit_of_the_settings_is_in_force_without_a_restart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """Nobody needs an admin key for that; a broken file changes nothing and is told."""
    async with Simulator() as kiro:
        store, keeping = await asyncio.to_thread(opened, tmp_path, kiro)
        async with (
            running_gateway(kiro.url, store, None, None, None, keeping) as url,
            aiohttp.ClientSession(url, headers=KEY_HEADERS) as client,
        ):

            async def has(name: str) -> bool:
                return name in await (await client.get("/v1/models")).text()

            names = {"apiKey": API_KEY, "models": {"mine": "claude-sonnet-4.5"}}
            write(tmp_path / "config.json", names)
            await eventually(lambda: has("mine"))
            (tmp_path / "config.json").write_text("{")
            await asyncio.sleep(0)
            write(tmp_path / "config.json", names | {"models": {"ours": "claude-sonnet-4.5"}})
            await eventually(lambda: has("ours"))
    log = "".join(capsys.readouterr())
    assert "settings changed" in log
    assert API_KEY not in log


async def test_an_edit_of_the_credentials_is_in_force_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """Who was added is in the log, without a secret; a slip leaves the others as they are."""
    async with Simulator() as kiro:
        store, keeping = await asyncio.to_thread(opened, tmp_path, kiro)

        async def are_there() -> bool:
            return len(store.credentials()) == 2

        heard: list[str] = []

        async def is_told() -> bool:
            heard.extend(capsys.readouterr())
            return bool(store.roster.problems) and "mars!" in "".join(heard)

        async with running_gateway(kiro.url, store, None, None, None, keeping):
            known = json.loads((tmp_path / "credentials.json").read_text())
            both = [*known, *entries(kiro, "social")]
            write(tmp_path / "credentials.json", both)
            await eventually(are_there)
            both[1]["region"] = "mars!"
            write(tmp_path / "credentials.json", both)
            await eventually(is_told)
            assert 2 == len(store.credentials())
    log = "".join([*heard, *capsys.readouterr()])
    assert "credential 2 is new" in log
    assert "mars!" in log
    assert both[1]["refreshToken"] not in log
