"""What is used on real sockets is in the database, each request once."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from house import KEY_HEADERS, running_gateway
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.database.tables import USAGE_DAYS, USAGE_HOURS
from kiro_py.config.credentials import load_credentials
from kiro_py.simulator.faults.effects import Answer, Effect, Empty, Silence, Throw
from kiro_py.simulator.server import Simulator

GENERATE, MCP = "GenerateAssistantResponse", "InvokeMCP"
SEARCH = {"type": "web_search_20250305", "name": "web_search", "max_uses": 8}
QUERY = "Perform a web search for the query: old boats"
BUSY = Answer(status=429, body={"message": "Too many requests of ada@example.com", "reason": None})
IMPROPER = Answer(status=400, body={"message": "Improperly formed request.", "reason": None})
SUMMED = "requests, failures, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens"


@dataclass(frozen=True)
class Scene:
    """A gateway that keeps its books in `file`, and the Kiro behind it."""

    kiro: Simulator
    client: aiohttp.ClientSession
    file: Path

    async def ask(self, path: str = "/v1/messages", **members: Any) -> int:
        body = question(**members)
        async with self.client.post(path, json=body, headers=KEY_HEADERS) as response:
            await response.read()
            return response.status

    def fail(self, *effects: Effect, times: int | None = None, operation: str = GENERATE) -> None:
        for effect in effects:
            self.kiro.faults.add(effect, operation=operation, times=times)


def question(**members: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": "say: hello there"}]
    return {"model": "claude-sonnet-4-5", "max_tokens": 1000, "messages": messages} | members


@asynccontextmanager
async def scene(directory: Path, *accounts: str) -> AsyncGenerator[Scene]:
    async with Simulator() as kiro:
        path = directory / "credentials.json"
        path.write_text(json.dumps([*map(kiro.accounts.credential, accounts or ("social",))]))
        loaded = load_credentials(path, {})
        store = CredentialsFile(path, read=loaded.read, roster=loaded.roster)
        file = directory / "kiro-py.db"
        database = Database(in_file(file))
        async with (
            running_gateway(kiro.url, store, None, None, None, None, database) as url,
            aiohttp.ClientSession(url) as client,
        ):
            yield Scene(kiro, client, file)


def rows(file: Path, question: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def assert_sums_agree(file: Path) -> None:
    parts = ", ".join(f"sum({name})" for name in SUMMED.split(", ")[2:])
    (truth,) = rows(file, f"SELECT count(*), sum(is_failed), {parts} FROM requests")
    for table in (USAGE_HOURS, USAGE_DAYS):
        parts = ", ".join(f"sum({name})" for name in SUMMED.split(", "))
        assert [truth] == rows(file, f"SELECT {parts} FROM {table.name}")


async def streamed(subject: Scene) -> None:
    assert 200 == await subject.ask(stream=True)


async def whole(subject: Scene) -> None:
    assert 200 == await subject.ask()


async def buffered(subject: Scene) -> None:
    assert 200 == await subject.ask("/cc/v1/messages", stream=True)


async def searched(subject: Scene) -> None:
    messages = [{"role": "user", "content": QUERY}]
    assert 200 == await subject.ask(messages=messages, tools=[SEARCH])


async def unreadable(subject: Scene) -> None:
    assert 400 == await subject.ask(max_tokens="many")


async def of_no_model(subject: Scene) -> None:
    assert 404 == await subject.ask(model="gpt-nothing")


async def refused(subject: Scene) -> None:
    subject.fail(IMPROPER)
    assert 400 == await subject.ask()


async def tried_twice(subject: Scene) -> None:
    subject.fail(Empty(), times=1)
    assert 200 == await subject.ask()


async def failed_midway(subject: Scene) -> None:
    subject.fail(Throw(after_frames=2))
    assert 200 == await subject.ask(stream=True)


async def left(subject: Scene) -> None:
    subject.fail(Silence(at="after-frames", frames=1))
    streaming = subject.client.post("/v1/messages", json=question(stream=True), headers=KEY_HEADERS)
    async with streaming as response:
        await response.content.readline()
        response.close()


Deed = Callable[[Scene], Awaitable[None]]
OK, MODEL = 200, "claude-sonnet-4.5"


@pytest.mark.parametrize(
    ("deed", "expected", "tries"),
    [
        (streamed, (OK, "end_turn", MODEL, 1), [(1, "served", 200)]),
        (whole, (OK, "end_turn", MODEL, 1), [(1, "served", 200)]),
        (buffered, (OK, "end_turn", MODEL, 1), [(1, "served", 200)]),
        (searched, (OK, "end_turn", "web_search", 1), [(1, "served", 200)]),
        (unreadable, (400, "invalid_request_error", "", 0), []),
        (of_no_model, (404, "not_found_error", "", 0), []),
        (refused, (400, "invalid_request_error", MODEL, 1), [(1, "malformed", 400)]),
        (
            tried_twice,
            (OK, "end_turn", MODEL, 2),
            [(1, "UpstreamBroken", None), (2, "served", 200)],
        ),
        (failed_midway, (500, "api_error", MODEL, 1), [(1, "failed", 200)]),
        (left, (499, "client left", MODEL, 1), [(1, "client left", 200)]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_each_request_is_one_row(
    tmp_path: Path,
    deed: Deed,
    expected: tuple[Any, ...],
    tries: list[tuple[Any, ...]],
):
    """However it goes, there is one row with its end, and one for each attempt."""
    async with scene(tmp_path) as subject:
        await deed(subject)
    file = subject.file
    wanted = "SELECT status, outcome, upstream_model, attempts FROM requests"
    assert [expected] == rows(file, wanted)
    assert tries == rows(file, "SELECT number, verdict, status FROM attempts ORDER BY number")
    assert_sums_agree(file)


async def test_who_has_no_key_is_nobody_s_use(tmp_path: Path):
    """A stranger leaves no row, and neither does the counting of tokens."""
    async with scene(tmp_path) as subject:
        async with subject.client.post("/v1/messages", json=question()) as response:
            assert 401 == response.status
        assert 200 == await subject.ask("/v1/messages/count_tokens")
    assert [(0,)] == rows(subject.file, "SELECT count(*) FROM requests")


async def test_what_kiro_says_is_kept_without_whom_it_names(tmp_path: Path):
    """The words of a failed attempt are there for a person, an address in them is not."""
    async with scene(tmp_path) as subject:
        subject.fail(BUSY)
        assert 429 == await subject.ask()
    (detail,) = {row[0] for row in rows(subject.file, "SELECT detail FROM attempts")}
    assert '{"message":"Too many requests of user@example.com","reason":null}' == detail


async def test_many_at_once_are_all_there(tmp_path: Path):
    """Nothing is lost when the gateway is told to stop right after its answers."""
    async with scene(tmp_path, "social", "builder-id") as subject:
        asked = [subject.ask(stream=bool(place % 2)) for place in range(60)]
        assert {200} == {*await asyncio.gather(*asked)}
    assert [(60, 60)] == rows(
        subject.file, "SELECT count(*), count(DISTINCT request_id) FROM requests"
    )
    assert [(60,)] == rows(subject.file, "SELECT count(*) FROM attempts WHERE verdict = 'served'")
    assert_sums_agree(subject.file)
