"""Monitoring is told of the gateway as it is."""

import re
from pathlib import Path
from typing import NoReturn

import aiohttp

from admin.keeping import scene
from collector import collecting, plain
from fakes import FakeClock, FakeUpstream, Forgetful, Notes
from fakes_credentials import BOOK, NOW, MemoryStore, api_key
from house import API_KEY, KEY_HEADERS, running_gateway
from house import api_key as api_key_store
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.log_journal import LogJournal
from kiro_py.adapters.metrics_now import QuotaNow
from kiro_py.compose.telemetry import MISSING, Monitoring, Telemetry, pool_now
from kiro_py.compose.tower import Tower
from kiro_py.config.load import read
from kiro_py.config.otlp import read_otlp
from kiro_py.config.settings import Settings
from kiro_py.exchange.book import Book
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.renew import Renewer
from kiro_py.pool.standing import Standing, State
from kiro_py.ports.journal import QuotaRead
from kiro_py.simulator.faults.effects import Silence
from kiro_py.simulator.server import Simulator

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
    found = pool_now(tower(), None)
    assert {*(state.value for state in State), "disabled"} == set(found.states)
    told = {state: number for state, number in found.states.items() if number}
    assert {"ready": 1, "spent": 1, "disabled": 1} == told
    assert (True, None) == (found.can_serve, found.is_database_up)


def test_only_accounts_that_have_told_it_have_a_quota():
    """What is not known is no zero."""
    subject = tower()
    for journal in subject.journals:
        journal.note(QuotaRead(1, "KIRO PRO", 100, 1_000, NOW + 60, 900))
    assert [QuotaNow(1, 1_000, 900, NOW + 60)] == pool_now(subject, None).quotas


async def test_warnings_in_force_are_counted():
    """By kind and level."""
    subject = tower()
    await subject.watch.look()
    assert {("spent", "notice"): 1} == pool_now(subject, None).warnings


def test_a_database_that_cannot_be_used_is_down():
    """Whether nothing can be written, or nobody answers."""
    subject, database = tower(), Database(in_file(Path("kiro-py.db")))
    assert True is pool_now(subject, database).is_database_up
    database.health.ill("no route")
    assert False is pool_now(subject, database).is_database_up
    database.health.well()
    subject.readings.problem = "disk full"
    assert False is pool_now(subject, database).is_database_up


def settings(**said: object) -> Settings:
    return read({"apiKey": API_KEY, **said}, {}, "tests").settings


def monitoring(url: str = "http://127.0.0.1:9") -> Monitoring:
    environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": url, "OTEL_BSP_SCHEDULE_DELAY": "60000"}
    return Monitoring(otlp=read_otlp(environ, lambda _: None))


def test_what_is_missing_is_told_at_the_start():
    """Telemetry is no reason not to serve."""

    def load() -> NoReturn:
        raise ImportError("no such package")

    warnings: list[str] = []
    subject = Telemetry(settings(telemetry=True), monitoring(), warnings.append, load=load)
    assert [MISSING] == warnings
    assert None is not subject.gauge


def test_nobody_counts_what_nobody_wants_to_know():
    """Without metrics and telemetry there is no journal, either."""

    def load() -> NoReturn:
        raise AssertionError("it is off")

    subject = Telemetry(settings(metrics="off"), monitoring(), print, load=load)
    assert ((), None) == (subject.journals, subject.gauge)


async def test_a_request_is_traced_as_a_part_of_its_client_s_trace():
    """One span for it, one for its attempt, sent at the end at the latest."""
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    headers = KEY_HEADERS | {"traceparent": parent}
    async with collecting() as collector, Simulator() as kiro:
        store = api_key_store(kiro.accounts.credential("api-key")["kiroApiKey"])
        watched = monitoring(collector.url)
        async with (
            running_gateway(
                kiro.url, store, None, None, None, None, None, 0, watched, telemetry=True
            ) as url,
            aiohttp.ClientSession(url) as client,
            client.post("/v1/messages", json=STREAMED, headers=headers) as response,
        ):
            assert "message_stop" in await response.text()
    attempt, whole = collector.spans
    assert ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331") == (
        whole.trace_id.hex(),
        whole.parent_span_id.hex(),
    )
    assert whole.span_id == attempt.parent_span_id
    found = plain(whole.attributes)
    assert (["end_turn"], "127.0.0.1", True) == (
        found["gen_ai.response.finish_reasons"],
        found["server.address"],
        found["kiro_py.credits"] > 0,
    )
    assert response.headers["request-id"] == found["kiro_py.request_id"]
    (served,) = collector.metrics()["kiro_py.requests"].sum.data_points
    assert (1, "200") == (served.as_int, str(plain(served.attributes)["status"]))


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
