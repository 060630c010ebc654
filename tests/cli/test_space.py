"""A Space from its environment to an answer, restarts included."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from house import API_KEY, KEY_HEADERS
from kiro_py.cli.server import listen
from kiro_py.cli.space import STORAGE, command, storage
from kiro_py.simulator.server import Simulator

ORIGIN = "credentials.origin.json"
QUESTION: dict[str, Any] = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "say: hello"}],
}


def single(kiro: Simulator, account: str = "social") -> dict[str, str]:
    """Return the variables of a single sign-in."""
    entry = kiro.accounts.credential(account)
    names = {"refreshToken": "REFRESH_TOKEN", "clientId": "CLIENT_ID"}
    names["clientSecret"] = "CLIENT_SECRET"
    said = {names[name]: str(value) for name, value in entry.items() if name in names}
    return said | ({"AUTH_METHOD": "idc"} if "CLIENT_ID" in said else {})


def several(kiro: Simulator, *accounts: str) -> dict[str, str]:
    """Return the variable of several sign-ins."""
    entries = [kiro.accounts.credential(account, is_fresh=False) for account in accounts]
    return {"CREDENTIALS_JSON": json.dumps(entries)}


def held(folder: Path) -> list[dict[str, Any]]:
    return json.loads((folder / "credentials.json").read_text())


def tokens(folder: Path) -> list[str]:
    return [entry.get("refreshToken", "") for entry in held(folder)]


@asynccontextmanager
async def running(
    folder: Path, kiro: Simulator, said: Mapping[str, str]
) -> AsyncGenerator[aiohttp.ClientSession]:
    """Run a Space until it is told to stop, which must end it with 0."""
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    environment = {
        f"KIRO_PY_UPSTREAM_{plane}": kiro.url for plane in ("API", "MANAGEMENT", "AUTH", "OIDC")
    }
    environment |= {"PATH": os.defpath, "API_KEY": API_KEY}
    environment |= {"KIRO_PY_PORT": str(port), "KIRO_PY_HOST": "127.0.0.1"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kiro_py", "space", "--data", str(folder)),
        env={**environment, **said},
        stderr=PIPE,
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(60):
            while b"serves http" not in (line := await process.stderr.readline()):
                assert line, "it ended before it served"
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
            yield client
    finally:
        process.send_signal(signal.SIGTERM)
        _, said_last = await process.communicate()
    assert 0 == process.returncode, said_last.decode()


async def answer(client: aiohttp.ClientSession) -> str:
    async with client.post("/v1/messages", json=QUESTION, headers=KEY_HEADERS) as response:
        body = await response.json()
    return body["content"][0]["text"] if response.status == 200 else str(body)


async def test_one_sign_in_is_kept_over_restarts(tmp_path: Path):
    """Its token is renewed, and the next start goes on with the renewed one."""
    async with Simulator() as kiro:
        said = single(kiro)
        async with running(tmp_path, kiro, said) as client:
            assert "hello" == await answer(client)
        (rotated,) = tokens(tmp_path)
        assert said["REFRESH_TOKEN"] != rotated

        kiro.accounts.expire_access("social")
        async with running(tmp_path, kiro, said) as client:
            assert "hello" == await answer(client)
        assert [rotated] != tokens(tmp_path)
        assert (1, 0) == (len(held(tmp_path)), kiro.accounts.refresh_tokens_spent_twice)
        assert said["REFRESH_TOKEN"] not in (tmp_path / ORIGIN).read_text()


async def test_several_sign_ins_and_then_other_ones(tmp_path: Path):
    """Those that are named no more go, the others stay as they are, and new ones come."""
    async with Simulator() as kiro:
        first, second = several(kiro, "social", "idc"), several(kiro, "idc", "api-key")
        async with running(tmp_path, kiro, first) as client:
            assert "hello" == await answer(client)
        before = held(tmp_path)
        async with running(tmp_path, kiro, second) as client:
            assert "hello" == await answer(client)

        assert ([1, 2], [2, 3]) == (ids(before), ids(held(tmp_path)))
        assert before[1]["clientId"] == held(tmp_path)[0]["clientId"]
        assert kiro.accounts.credential("api-key")["kiroApiKey"] == held(tmp_path)[1]["kiroApiKey"]
        assert 0 == kiro.accounts.refresh_tokens_spent_twice


def ids(entries: list[dict[str, Any]]) -> list[int]:
    return [entry["id"] for entry in entries]


async def test_identity_center_and_the_admin_page(tmp_path: Path):
    """`AUTH_METHOD` and its client are used, and `ADMIN_API_KEY` opens the admin side."""
    async with Simulator() as kiro:
        said = single(kiro, "idc") | {"ADMIN_API_KEY": "admin-key", "REGION": "eu-central-1"}
        async with running(tmp_path, kiro, said) as client:
            assert "hello" == await answer(client)
            headers = {"x-api-key": "admin-key"}
            async with client.get("/api/admin/credentials", headers=headers) as response:
                assert 1 == len((await response.json())["credentials"])
        assert {} == json.loads((tmp_path / "config.json").read_text())


def ended(folder: Path, said: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a Space that is expected to end by itself."""
    return subprocess.run(
        [sys.executable, "-m", "kiro_py", "space", "--data", str(folder)],
        env={"PATH": os.defpath, **said},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({}, "API_KEY: it is missing"),
        ({"REGION": "the moon"}, "environment: REGION: found 'the moon'"),
        ({"KIRO_PY_DATABASE_URL": "postgresql://kiro:s3cret@db.example.com/kiro"}, "DATABASE_URL"),
    ],
    ids=["nothing", "a bad region", "a shared database"],
)
def test_what_cannot_be_served_with_is_named(tmp_path: Path, said: dict[str, str], named: str):
    """It ends at once, naming the variable, and writes no credentials."""
    whole = {"API_KEY": API_KEY, "REFRESH_TOKEN": "rt-example"} if said else {}
    told = ended(tmp_path, whole | said)

    assert (1, True) == (told.returncode, named in told.stderr), told.stderr
    assert ("s3cret" in told.stderr, "Traceback" in told.stderr) == (False, False)
    assert not (tmp_path / "credentials.json").exists()


def test_a_folder_that_cannot_be_written_is_named():
    """Without a place for rotated tokens there is no start."""
    told = ended(Path("/proc/nowhere"), {"API_KEY": API_KEY, "REFRESH_TOKEN": "rt-example"})
    assert (1, True) == (told.returncode, "cannot write '/proc/nowhere/" in told.stderr)


def test_files_are_kept_where_they_outlive_the_space(tmp_path: Path):
    """That is its persistent storage, or else the working directory."""
    assert (tmp_path, Path(), Path("/data")) == (
        storage(tmp_path),
        storage(tmp_path / "none"),
        STORAGE,
    )
    assert ["serve", "--config", f"{tmp_path}/config.json"] == command(tmp_path)[3:6]
