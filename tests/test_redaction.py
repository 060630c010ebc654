"""No secret and no prompt gets out, whatever happens."""

import asyncio
import json
import sqlite3
from base64 import b64encode, urlsafe_b64encode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from aiohttp import web

from admin.keeping import V1
from collector import Collector, collecting
from house import running_gateway
from kiro_py.adapters.config_file import ConfigFile
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.log_journal import LogFormat, LogJournal, configure_logs
from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.cli.serve import REFUSED, serve
from kiro_py.cli.server import listen
from kiro_py.compose.keeping import Keeping
from kiro_py.compose.telemetry import Monitoring
from kiro_py.config.credentials import load_credentials
from kiro_py.config.otlp import read_otlp
from kiro_py.exchange.pending import Pending
from kiro_py.ports.journal import Happening, RequestEnded
from kiro_py.simulator.accounts.account import Kind
from kiro_py.simulator.faults.effects import (
    Answer,
    Corrupt,
    Cut,
    Dribble,
    Drop,
    Effect,
    Empty,
    Fail,
    Relabel,
    Silence,
    Throw,
)
from kiro_py.simulator.server import Simulator
from redaction import Hunt, planted

GENERATE = "GenerateAssistantResponse"

API_KEY, ADMIN_KEY = planted("apiKey"), planted("adminApiKey")
PROMPT, SYSTEM, RESULT = planted("prompt"), planted("system"), planted("tool-result")
SAID = "words that the client asked for"
CRASH = planted("a-local-variable")

FIXED = {
    "apiKey": API_KEY,
    "adminApiKey": ADMIN_KEY,
    "proxyPassword": planted("proxyPassword"),
    "webhook.url": "5ecret-of-webhook-url-end",
    "webhook.secret": planted("webhook.secret"),
    "countTokensApiKey": planted("countTokensApiKey"),
    "key of the collector": "5ecret-of-collector-end",
    "prompt": PROMPT,
    "system prompt": SYSTEM,
    "tool result": RESULT,
    "local variable": CRASH,
    "wrong key": planted("a-wrong-key"),
}
TOLD = frozenset({"prompt", "system prompt", "tool result"})
"""What the client itself has said, and may be told again."""

LIMIT = Answer(status=429, body={"message": "Too many requests"}, headers={"retry-after": "1"})

EFFECTS: list[Effect] = [
    Answer(status=400, body={"message": f"no such token: Bearer {API_KEY}"}),
    Answer(status=403, body={"message": "The bearer token included in the request is invalid."}),
    LIMIT,
    Answer(status=500, text="<html>broken</html>"),
    Drop(),
    Empty(),
    Relabel(),
    Cut(after_frames=1),
    Cut(after_bytes=10, how="end"),
    Corrupt(frame=1),
    Silence(seconds=0.01),
    Throw(),
    Throw(type="throttlingError", after_frames=2),
    Fail(),
    Dribble(chunk_bytes=64),
]

RENEWALS = {
    1: (Kind.SOCIAL, "RefreshToken", "server_error"),
    3: (Kind.IDC, "CreateToken", "invalid_grant"),
    4: (Kind.EXTERNAL_IDP, "RenewExternalToken", "invalid_grant"),
}
"""Whose renewals go wrong by which error, by the number of the credential."""

HAPPENED = {
    "attempt failed",
    "credential stands elsewhere",
    "request ended",
    "request answered",
    "renewal failed",
    "tokens renewed",
    "changed through the admin API",
    "settings changed",
    "to be seen to",
    "unforeseen failure",
    "warnings are not posted to the webhook",
    "what is used cannot be written down",
}
"""Lines without which the hunt would prove little."""


def body(**more: object) -> dict[str, Any]:
    use = {"type": "tool_use", "id": "toolu_1", "name": "Read", "input": {"path": PROMPT}}
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": RESULT}
    return {
        "model": "claude-sonnet-4-5",
        "max_tokens": 100,
        "system": SYSTEM,
        "tools": [{"name": "Read", "input_schema": {"type": "object", "properties": {}}}],
        "messages": [
            {"role": "user", "content": PROMPT},
            {"role": "assistant", "content": [use]},
            {"role": "user", "content": [result, {"type": "text", "text": f"say: {SAID}"}]},
        ],
        **more,
    }


@dataclass
class Stage:
    """A gateway with every secret that one can have, and the hunt for them."""

    hunt: Hunt
    kiro: Simulator
    client: aiohttp.ClientSession
    store: "Breaking"
    directory: Path
    is_warned: asyncio.Event
    statuses: list[int] = field(default_factory=list[int])

    async def ask(
        self,
        method: str,
        path: str,
        said: Any = None,
        headers: dict[str, str] | None = None,
        allowed: frozenset[str] = frozenset(),
    ) -> Any:
        """Ask as the keeper, or with `headers`; look into the answer, and return its JSON."""
        shown = {"x-api-key": ADMIN_KEY} if headers is None else headers
        async with self.client.request(method, path, json=said, headers=shown) as response:
            data = await response.read()
        self.statuses.append(response.status)
        heads = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        self.hunt.look(f"answer of {method} {path}", data, allowed)
        self.hunt.look(f"headers of {method} {path}", heads, allowed)
        return json.loads(data) if "json" in response.content_type else data.decode()

    async def message(self, key: str = API_KEY, **more: object) -> Any:
        """Ask for a message, as a client."""
        headers = {"x-api-key": key}
        return await self.ask("POST", "/v1/messages", body(**more), headers, TOLD)

    async def reset(self) -> None:
        """Let every credential serve again."""
        for each in self.entries:
            await self.ask("POST", f"/api/admin/credentials/{each['id']}/reset")

    @property
    def entries(self) -> list[dict[str, Any]]:
        """What the credentials file holds now."""
        return json.loads((self.directory / "credentials.json").read_text("utf-8"))

    def plant_tokens(self) -> None:
        """Look for everything that the credentials hold now."""
        names = ("accessToken", "refreshToken", "clientSecret", "clientId", "kiroApiKey")
        self.hunt.plant(
            {
                f"{name} of {entry['id']}, {entry[name][-6:]}": entry[name]
                for entry in self.entries
                for name in names
                if name in entry
            }
        )


class Breaking(CredentialsFile):
    """A store that breaks when it is told to, with a secret in its hand."""

    breaks = False

    def credentials(self) -> Any:
        held = {"x-api-key": CRASH}
        if self.breaks and held:
            raise RuntimeError("nobody foresaw this")
        return super().credentials()


@asynccontextmanager
async def neighbours() -> AsyncGenerator[tuple[str, asyncio.Event]]:
    """Run who counts tokens, and who takes warnings: both refuse, and repeat what they got.

    Yield where they are, and what happens with the first warning.
    """
    is_warned = asyncio.Event()

    async def answer(request: web.Request) -> web.Response:
        if FIXED["webhook.url"] in request.path:
            is_warned.set()
        told = f"{request.path_qs} {dict(request.headers)} {(await request.read())!r}"
        return web.Response(status=500, text=told)

    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", is_warned
    finally:
        await runner.cleanup()


def entries(kiro: Simulator, dead: str) -> list[dict[str, Any]]:
    """Return a credential of each kind, the last one behind a proxy that is not there."""
    found = [
        kiro.accounts.credential(kind.value) | {"id": place, "priority": place}
        for place, kind in enumerate(Kind, start=1)
    ]
    proxy = {"proxyUrl": dead, "proxyUsername": "ada", "proxyPassword": FIXED["proxyPassword"]}
    key = kiro.accounts.credential("api-key")
    return [*found, key | {"id": 9, "priority": 0, **proxy}]


@asynccontextmanager
async def staged(directory: Path, hunt: Hunt) -> AsyncGenerator[tuple[Stage, Collector]]:
    path = directory / "credentials.json"
    with closing(listen("127.0.0.1", 0)) as unused:
        dead = f"http://127.0.0.1:{unused.getsockname()[1]}"
    async with Simulator() as kiro, collecting() as collector, neighbours() as (there, is_warned):
        path.write_text(json.dumps(entries(kiro, dead)))
        loaded = load_credentials(path, {}, providers=("127.0.0.1",))
        store = Breaking(path, read=loaded.read, roster=loaded.roster, guests=loaded.guests)
        config = {"webhook": {"secret": FIXED["webhook.secret"]}}
        (directory / "config.json").write_text(json.dumps(config))
        said = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_EXPORTER_OTLP_HEADERS": f"authorization={FIXED['key of the collector']}",
        }
        async with (
            running_gateway(
                kiro.url,
                store,
                StandingsFile(path, lambda _: None),
                None,
                None,
                Keeping(store, ConfigFile(directory / "config.json")),
                Database(in_file(directory / "kiro-py.db")),
                0,
                Monitoring(otlp=read_otlp(said, print)),
                api_key=API_KEY,
                admin_api_key=ADMIN_KEY,
                telemetry="true",
                webhook_url=f"{there}/{FIXED['webhook.url']}",
                count_tokens_api_url=f"{there}/count",
                count_tokens_api_key=FIXED["countTokensApiKey"],
                identity_providers="127.0.0.1",
                idle_timeout_seconds="5",
            ) as url,
            aiohttp.ClientSession(url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as client,
        ):
            subject = Stage(hunt, kiro, client, store, directory, is_warned)
            subject.plant_tokens()
            yield subject, collector


async def clients_ask(subject: Stage) -> None:
    """Good answers, refusals, and every fault that Kiro can commit."""
    assert SAID in (await subject.message())["content"][0]["text"]
    assert "event: message_stop" in await subject.message(stream=True)
    await subject.message(model="no-such-model")
    await subject.message(max_tokens=PROMPT)
    await subject.message(key=FIXED["wrong key"])
    shown = {"authorization": f"Bearer {API_KEY}"}
    await subject.ask("POST", "/v1/messages/count_tokens", body(), shown, TOLD)
    for path in ("/v1/models", "/api/usage", f"/no/such/route?key={API_KEY}"):
        await subject.ask("GET", path, headers=shown)
    for effect in EFFECTS:
        subject.kiro.faults.add(effect, operation=GENERATE, times=None if effect is LIMIT else 2)
        await subject.message(stream=effect is not EFFECTS[0])
        await subject.message()
        subject.kiro.faults.clear()
        await subject.reset()


async def tokens_are_renewed(subject: Stage) -> None:
    """Well, badly, and for the last time; whoever refuses repeats what was sent."""
    await subject.ask("POST", "/api/admin/credentials/2/refresh")
    held = {each["id"]: each for each in subject.entries}
    for number, (kind, operation, error) in RENEWALS.items():
        told = f"{held[number]['refreshToken']} {held[number].get('clientSecret')}"
        ill = Answer(status=400, body={"error": error, "error_description": told})
        subject.kiro.faults.add(ill, operation=operation)
        await subject.ask("POST", f"/api/admin/credentials/{number}/refresh")
        subject.kiro.faults.clear()
        subject.kiro.accounts.revoke(kind.value)
        subject.kiro.faults.add(Drop(), operation=operation, times=None)
        await subject.message()
        subject.kiro.faults.clear()
    async with asyncio.timeout(30):
        await subject.is_warned.wait()
    await subject.reset()
    await subject.message()
    subject.plant_tokens()


async def the_keeper_acts(subject: Stage) -> None:
    """With a session, keys, a pass, an export, an import and settings."""
    session = await subject.ask("POST", f"{V1}/session", {"key": ADMIN_KEY})
    (cookie,) = (each.value for each in subject.client.cookie_jar)
    subject.hunt.plant({"session": cookie})
    mine = {"x-csrf-token": session["csrfToken"]}
    made = await subject.ask("POST", f"{V1}/keys", {"name": "ada"}, mine)
    passed = await subject.ask("POST", f"{V1}/playground/passes", {}, mine)
    subject.hunt.plant({"key of a client": made["key"], "pass": passed["key"]})
    for key in (made["key"], passed["key"]):
        await subject.message(key=key)
    await subject.ask("POST", f"{V1}/session", {"key": FIXED["wrong key"]}, {})
    exported = await subject.ask(
        "POST",
        f"{V1}/credentials/export",
        {"key": ADMIN_KEY, "format": "kiro-py"},
        mine,
        frozenset(subject.hunt.known) - {"apiKey", "adminApiKey", "session"},
    )
    assert {each["id"] for each in exported} == {each["id"] for each in subject.entries}
    for path in ("import/preview", "import"):
        text = {"text": json.dumps(exported)}
        await subject.ask("POST", f"{V1}/credentials/{path}", text, mine)
    values = {"webhook.secret": FIXED["webhook.secret"] + "2", "webhook.repeatMinutes": 5}
    await subject.ask("PATCH", f"{V1}/settings", {"values": values}, mine)
    read = ("settings", "credentials", "credentials/1", "keys", "audit", "overview", "requests")
    for path in (*read, "warnings", "forecast", "jobs", "usage.csv", "credentials/1/history"):
        await subject.ask("GET", f"{V1}/{path}", None, mine)


async def things_break(subject: Stage) -> None:
    """A handler crashes, and the database loses what it had."""
    subject.store.breaks = True
    await subject.message()
    await subject.ask("GET", "/api/admin/credentials")
    subject.store.breaks = False
    with closing(sqlite3.connect(subject.directory / "kiro-py.db")) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (name,) in tables.fetchall():
            if name in {"requests", "client_keys", "audit", "usage_hours"}:
                database.execute(f"DROP TABLE {name}")
        database.commit()
    await subject.message()
    for path in ("requests", "audit", "usage", "keys"):
        await subject.ask("GET", f"{V1}/{path}")
    await subject.ask("POST", f"{V1}/keys", {"name": "grace"})
    await subject.ask("GET", "/metrics", headers={})


@pytest.mark.parametrize("form", ["json", "console"])
async def test_no_secret_gets_out(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], form: LogFormat
):
    """Not into the log, a metric, a span, a file, the database, or an answer."""
    hunt = Hunt()
    hunt.plant(FIXED)
    configure_logs("debug", form)
    async with staged(tmp_path, hunt) as (subject, collector):
        await tokens_are_renewed(subject)
        await clients_ask(subject)
        await the_keeper_acts(subject)
        await things_break(subject)
        subject.plant_tokens()
    lines = capfd.readouterr().err.splitlines()
    for number, line in enumerate(lines):
        hunt.look(f"line {number} of the log: {line[:300]}", line)
    for number, sent in enumerate(collector.bodies):
        hunt.look(f"telemetry {number}", sent)
    written = hunt.search(tmp_path)
    assert [] == sorted(hunt.found)
    log = "\n".join(lines)
    assert set() == {each for each in HAPPENED if each not in log}
    assert {200, 201, 400, 401, 404, 429, 500, 502, 529} <= set(subject.statuses)
    assert {"kiro-py.db", "credentials.json"} <= set(written)
    assert (True, True) == (len(hunt.known) >= 30, hunt.looked_at > 500_000)
    assert len(collector.spans) > 50


def leaks(secret: str) -> list[str]:
    """Return lines in which a secret stands in one form or another."""
    return [
        secret,
        f"https://example.com/?key={quote(secret, safe='')}",
        f"Basic {b64encode(f'ada:{secret}'.encode()).decode()}",
        f"{urlsafe_b64encode(f'a:{secret}'.encode()).decode()}",
        json.dumps({"body": json.dumps({"key": secret})}),
        repr({"key": secret}),
    ]


class Leaky:
    """A journal that tells too much."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def note(self, happening: Happening) -> None:
        if isinstance(happening, RequestEnded):
            for told in leaks(self._secret):
                LogJournal().note(replace(happening, outcome=told))


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("name", FIXED)
def test_a_leaky_journal_is_found(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, form: LogFormat, name: str
):
    """Whatever a secret looks like, in the log as well as in a file."""
    ended = RequestEnded("req_1", "", "", 1, "", 1, 0.0, None)
    configure_logs("debug", form)
    Leaky(FIXED[name]).note(ended)
    lines = capfd.readouterr().err.splitlines()
    assert 6 == len(lines)
    for place, line in enumerate(lines):
        hunt = Hunt()
        hunt.plant(FIXED)
        hunt.look("the log", line)
        (tmp_path / f"{place}.db").write_text(f"...{line}...")
        assert {(name, "the log")} == hunt.found, line
    hunt = Hunt()
    hunt.plant(FIXED)
    hunt.search(tmp_path)
    assert {(name, f"{place}.db") for place in range(6)} == hunt.found


def test_a_start_that_fails_tells_no_secret(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    """A database that nobody knows, with a password in its URL."""
    password = "5ecret-of-databaseUrl-end"
    hunt = Hunt()
    hunt.plant({"databaseUrl": password, "apiKey": API_KEY})
    config = tmp_path / "config.json"
    url = f"mysql://ada:{password}@127.0.0.1:9/kiro"
    config.write_text(json.dumps({"databaseUrl": url, "apiKey": API_KEY}))
    configure_logs("debug", "console")
    assert REFUSED == serve(config, credentials=tmp_path / "none.json", log_level="debug")
    told = capfd.readouterr()
    hunt.look("the terminal", told.err + told.out)
    assert ([], True) == (sorted(hunt.found), "cannot start" in told.err)


@pytest.mark.parametrize("form", ["json", "console"])
async def test_a_database_that_cannot_be_reached_tells_no_password(
    capfd: pytest.CaptureFixture[str], form: LogFormat
):
    """While it is waited for, it is told what for."""
    password = "5ecret-of-databaseUrl-end"
    hunt, warned, is_warned = Hunt(), list[str](), asyncio.Event()
    hunt.plant({"databaseUrl": password})

    def warn(warning: str) -> None:
        warned.append(warning)
        LogJournal().warn(warning)
        is_warned.set()

    configure_logs("debug", form)
    database = Database(f"postgresql://ada:{password}@127.0.0.1:9/kiro", warn)
    async with asyncio.timeout(30), Pending(database.prepare()):
        await is_warned.wait()
    hunt.look("the log", "".join([*warned, *capfd.readouterr()]))
    assert ([], 1) == (sorted(hunt.found), len(warned))
