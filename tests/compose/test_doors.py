"""Which door a request comes to, and which of them there are where it comes in."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest
from litestar import Litestar

from admin.keeping import ADMIN_KEY, CREDENTIALS, scene
from fakes import Forgetful
from house import API_KEY, KEY_HEADERS, api_key
from kiro_py.adapters.config_file import ConfigFile
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.log_journal import LogJournal, configure_logs
from kiro_py.admin.feed import Feed
from kiro_py.cli.server import Server, listen
from kiro_py.compose.doors import Doors
from kiro_py.compose.gateway import gateway
from kiro_py.compose.keeping import Keeping
from kiro_py.compose.parts import Parts
from kiro_py.config.credentials import load_credentials
from kiro_py.config.load import load
from kiro_py.exchange.pending import Pending
from kiro_py.simulator.server import Simulator

ADMIN_HEADERS = {"x-api-key": ADMIN_KEY}


@asynccontextmanager
async def two_listeners(folder: Path) -> AsyncGenerator[tuple[str, str]]:
    """Run a gateway whose admin side has its own port; yield the URLs of both, its own last."""
    public, own = listen("127.0.0.1", 0), listen("127.0.0.1", 0)
    ports = [each.getsockname()[1] for each in (public, own)]
    async with Simulator() as kiro:
        planes = {f"KIRO_PY_UPSTREAM_{plane}": kiro.url for plane in ("API", "MANAGEMENT")}
        keys = {"KIRO_PY_API_KEY": API_KEY, "KIRO_PY_ADMIN_API_KEY": ADMIN_KEY}
        environ = planes | keys | {"KIRO_PY_ADMIN_PORT": str(ports[1])}
        settings = load(folder / "config.json", environ).settings
        path = folder / "credentials.json"
        loaded = load_credentials(path, {})
        store = CredentialsFile(path, read=loaded.read, roster=loaded.roster)
        keeping = Keeping(store, ConfigFile(folder / "config.json"))
        parts = Parts(
            store=api_key(),
            memory=Forgetful(),
            keeping=keeping,
            database=Database(in_file(folder / "kiro-py.db")),
        )
        door = gateway(settings, parts)
        ready = asyncio.Event()
        server = Server(door, ready.set, door.stop)
        async with Pending(server.serve([public, own])) as serving:
            async with asyncio.timeout(30):
                await ready.wait()
            try:
                first, last = (f"http://127.0.0.1:{port}" for port in ports)
                yield first, last
            finally:
                server.should_exit = True
                await serving.is_done_by(asyncio.get_running_loop().time() + 30)


async def test_an_admin_side_of_its_own_is_nowhere_else(tmp_path: Path):
    """The public port knows nothing of it; its own port serves clients as well."""
    async with two_listeners(tmp_path) as (public, own), aiohttp.ClientSession() as client:

        async def ask(url: str, headers: dict[str, str]) -> int:
            async with client.get(url, headers=headers) as response:
                return response.status

        for path in (CREDENTIALS, "/api/admin", "/admin", "/admin/", "/admin/keys"):
            assert 404 == await ask(public + path, ADMIN_HEADERS)
        assert 200 == await ask(own + CREDENTIALS, ADMIN_HEADERS)
        assert 401 == await ask(own + CREDENTIALS, KEY_HEADERS)
        for url in (public, own):
            assert 200 == await ask(f"{url}/v1/models", KEY_HEADERS)


@pytest.mark.parametrize(
    ("expected", "path"),
    [
        ("application/json", "/api/administration"),
        ("application/json", "/administration"),
        ("application/json", "/usages"),
        ("application/json", "/api/usage/nothing"),
    ],
)
async def test_a_door_is_known_by_its_whole_name(tmp_path: Path, expected: str, path: str):
    """What only begins like it is the front door's, in whose shape it is not there."""
    async with scene(tmp_path, "api-key") as subject:
        found = await subject.ask("GET", path, headers=KEY_HEADERS)
        assert (404, "not_found_error") == found.error
        assert expected == found.headers["content-type"]


@pytest.mark.parametrize("path", ["/admin", "/usage"])
async def test_without_what_it_shows_there_is_no_page(tmp_path: Path, path: str):
    """No keeper, no page for him; no database, nothing that was used."""
    async with scene(tmp_path, "api-key", admin_api_key="") as subject:
        found = await subject.ask("GET", path, headers={})
        assert (404, "not_found_error") == found.error


@pytest.mark.parametrize("path", ["/admin", "/admin/keys", "/usage"])
async def test_a_page_wants_no_key(tmp_path: Path, path: str):
    """It is where one is typed in; whether it is built or not, the page's own policy is told."""
    database = Database(in_file(tmp_path / "kiro-py.db"))
    async with scene(tmp_path, "api-key", database=database) as subject:
        found = await subject.ask("GET", path, headers={})
        assert found.status in {200, 404}
        assert "script-src 'self'" in found.headers["content-security-policy"]


async def test_every_line_of_a_request_names_it(capsys: pytest.CaptureFixture[str]):
    """The id is the one that the client is told; the next request has another."""

    async def app(scope: Any, _: object, __: object) -> None:
        LogJournal().warn("inside")
        scope["told"] = scope["state"]["request_id"]

    async def nothing(*_: object) -> Any:
        raise AssertionError("nobody asks")

    doors = Doors(cast("Litestar", app), Feed(), None, None, shows_use=False)
    scopes: list[Any] = [
        {"type": "http", "path": "/v1/messages", "headers": [], "state": {}} for _ in range(2)
    ]
    configure_logs("info", "json")
    for scope in scopes:
        await doors(scope, nothing, nothing)
    LogJournal().warn("outside")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [*(scope["told"] for scope in scopes), None] == [
        line.get("request_id") for line in lines
    ]
    assert scopes[0]["told"] != scopes[1]["told"]
