"""Monitoring is told of the gateway as it is."""

import re
from pathlib import Path

import aiohttp

from admin.keeping import scene
from fakes import FakeClock, FakeUpstream, Forgetful, Notes
from fakes_credentials import BOOK, NOW, MemoryStore, api_key
from house import KEY_HEADERS
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.log_journal import LogJournal
from kiro_py.adapters.metrics_now import QuotaNow
from kiro_py.compose.telemetry import pool_now
from kiro_py.compose.tower import Tower
from kiro_py.exchange.book import Book
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.renew import Renewer
from kiro_py.pool.standing import Standing, State
from kiro_py.ports.journal import QuotaRead
from kiro_py.simulator.faults.effects import Silence

STREAMED = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "say: hello"}],
    "stream": True,
}


def tower() -> Tower:
    """Return the tower of a pool: one is ready, one is spent, one is switched off."""
    store = MemoryStore(api_key(id=1), api_key(id=2), api_key(id=3, disabled=True))
    clock, notes, upstream = FakeClock(NOW), Notes(), FakeUpstream([])
    renewer = Renewer(store=store, upstream=upstream, clock=clock, journal=notes, book=BOOK)
    memory = Forgetful({2: Standing(State.SPENT)})
    leases = Leases(store, renewer, Book(memory, clock, notes), clock)
    return Tower(store, lambda: leases, upstream, clock, notes, LogJournal(), database=None)


def test_every_state_has_its_number():
    """Also those in which no credential stands."""
    found = pool_now(tower(), has_database=False)
    assert {*(state.value for state in State), "disabled"} == set(found.states)
    told = {state: number for state, number in found.states.items() if number}
    assert {"ready": 1, "spent": 1, "disabled": 1} == told
    assert (True, None) == (found.can_serve, found.is_database_up)


def test_only_accounts_that_have_told_it_have_a_quota():
    """What is not known is no zero."""
    subject = tower()
    for journal in subject.journals:
        journal.note(QuotaRead(1, "KIRO PRO", 100, 1_000, NOW + 60, 900))
    assert [QuotaNow(1, 1_000, 900, NOW + 60)] == pool_now(subject, has_database=False).quotas


async def test_warnings_in_force_are_counted():
    """By kind and level."""
    subject = tower()
    await subject.watch.look()
    assert {("spent", "notice"): 1} == pool_now(subject, has_database=False).warnings


def test_a_database_that_cannot_be_written_is_down():
    """Where there is one it is told of."""
    subject = tower()
    assert True is pool_now(subject, has_database=True).is_database_up
    subject.readings.problem = "disk full"
    assert False is pool_now(subject, has_database=True).is_database_up


async def told(client: aiohttp.ClientSession, name: str) -> list[str]:
    async with client.get("/metrics") as response:
        body = await response.text()
    return re.findall(rf"^{name}((?:\{{.*\}})? .+)$", body, re.MULTILINE)


async def test_a_gateway_at_work_is_told_of(tmp_path: Path):
    """A stream is open while it lasts, and counted once it is over."""
    database = Database(in_file(tmp_path / "kiro-py.db"))
    async with scene(tmp_path, "social", database=database) as subject:
        client = subject.client
        subject.kiro.faults.add(Silence(at="after-frames", frames=1))
        async with client.post("/v1/messages", json=STREAMED, headers=KEY_HEADERS) as response:
            await response.content.readline()
            assert [[" 1.0"], [" 1.0"]] == [
                await told(client, "kiro_py_requests_in_flight"),
                await told(client, "kiro_py_open_streams"),
            ]
            response.close()
        assert 200 == await subject.ask_kiro()
        assert [" 0.0"] == await told(client, "kiro_py_open_streams")
        assert [" 1.0"] == await told(client, "kiro_py_database_up")
        (served,) = [line for line in await told(client, "kiro_py_requests_total") if "200" in line]
    assert served.endswith(" 1.0")
    assert 'model="claude-sonnet-4.5",outcome="end_turn",path="/v1/messages"' in served
