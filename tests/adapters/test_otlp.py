"""Telemetry is sent to a real collector, which may be in any mood."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from collector import Collector, collecting, everybody_is_met, plain
from kiro_py.adapters.measuring import Measuring
from kiro_py.adapters.metric_table import FAMILIES
from kiro_py.adapters.metrics_now import PoolNow, ProcessNow
from kiro_py.adapters.otlp import Otlp, convention
from kiro_py.adapters.otlp_settings import Destination, OtlpSettings
from kiro_py.ports.usage import Entry
from kiro_py.secret import Secret
from written_requests import request

NOWHERE = "http://127.0.0.1:9"
PATIENCE = 0.5


def settings(url: str) -> OtlpSettings:
    headers = {"authorization": Secret("Bearer key-of-the-collector")}
    return OtlpSettings(
        traces=Destination(f"{url}/v1/traces", headers),
        metrics=Destination(f"{url}/v1/metrics", headers),
        resource={"service.name": "gateway-of-ada"},
        delay_seconds=60.0,
        interval_seconds=60.0,
    )


async def sent(collector: Collector, said: OtlpSettings | None = None) -> list[str]:
    """Send what there is to be told of one request; return what was warned of."""
    warnings: list[str] = []
    subject = Otlp(said or settings(collector.url), warnings.append, export_seconds=PATIENCE)
    subject.reads(lambda: ProcessNow(streams=3), lambda: PoolNow(states={"ready": 2}))
    measuring = Measuring([subject])
    async with subject.kept():
        for book in (measuring, subject):
            book.keep(Entry(request()))
    return warnings


async def is_so(question: Callable[[], bool]) -> None:
    """Wait for the library's own threads, which nobody else can wait for."""
    while not question():  # noqa: ASYNC110 -- see above
        await asyncio.sleep(0.01)


async def test_a_request_is_sent_as_a_span():
    """To the address of traces, with the headers that the collector wants, as the operator's."""
    async with collecting() as collector:
        assert [] == await sent(collector)
    assert ["chat claude-sonnet-4-5"] == [span.name for span in collector.spans]
    assert {"Bearer key-of-the-collector"} == {each["authorization"] for each in collector.headers}
    resource = plain(collector.traces[0].resource_spans[0].resource.attributes)
    assert "gateway-of-ada" == resource["service.name"]


async def test_measures_are_sent_with_the_names_and_buckets_of_the_conventions():
    """What is empty is no attribute."""
    async with collecting() as collector:
        await sent(collector)
    (point,) = collector.metrics()["gen_ai.client.operation.duration"].histogram.data_points
    assert (4.0, 14, 81.92) == (point.sum, len(point.explicit_bounds), point.explicit_bounds[-1])
    assert {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "kiro",
        "gen_ai.request.model": "claude-sonnet-4.5",
        "gen_ai.response.model": "claude-sonnet-4.5",
        "server.address": "q.example.com",
        "server.port": 443,
    } == plain(point.attributes)
    usage = collector.metrics()["gen_ai.client.token.usage"]
    assert "{token}" == usage.unit
    assert {"input": 17, "output": 5} == {
        plain(each.attributes)["gen_ai.token.type"]: each.sum
        for each in usage.histogram.data_points
    }


async def test_what_is_ours_is_sent_too():
    """What has been counted, and what is so at the moment."""
    async with collecting() as collector:
        await sent(collector)
    found = collector.metrics()
    (spent,) = found["kiro_py.credits"].sum.data_points
    assert (0.25, 2) == (spent.as_double, plain(spent.attributes)["credential_id"])
    (streams,) = found["kiro_py.open_streams"].gauge.data_points
    (ready,) = found["kiro_py.credentials"].gauge.data_points
    assert (3, 2, "ready") == (streams.as_int, ready.as_int, plain(ready.attributes)["state"])


def test_a_name_says_neither_kind_nor_unit():
    """As OpenTelemetry wants it: those who read it as Prometheus put them back."""
    names = {convention(family) for family in FAMILIES}
    assert {"kiro_py.requests", "kiro_py.credits", "gen_ai.server.time_to_first_token"} <= names
    assert len(FAMILIES) == len(names)


@pytest.mark.parametrize("left_out", ["traces", "metrics"])
async def test_what_has_no_destination_is_not_sent(left_out: str):
    """An operator may want one without the other."""
    async with collecting() as collector:
        said = settings(collector.url)
        await sent(
            collector,
            replace(said, traces=None) if left_out == "traces" else replace(said, metrics=None),
        )
    assert ("traces" == left_out, "metrics" == left_out) == (
        not collector.traces,
        not collector.measures,
    )


async def test_a_collector_that_is_gone_is_one_warning():
    """However many batches are lost, and in no time."""
    warnings: list[str] = []
    subject = Otlp(replace(settings(NOWHERE), delay_seconds=0.01), warnings.append)
    async with asyncio.timeout(30), subject.kept():
        for _ in range(100):
            subject.keep(Entry(request()))
        await is_so(lambda: bool(warnings))
        subject.keep(Entry(request()))
    assert 1 == len(warnings)
    assert "key-of-the-collector" not in warnings[0]


async def test_an_outage_is_told_once_each_time():
    """After a batch that came through the next one is another matter."""
    warnings: list[str] = []
    async with collecting() as collector:
        subject = Otlp(replace(settings(collector.url), delay_seconds=0.01), warnings.append)
        async with asyncio.timeout(30), subject.kept():
            for status, number in ((400, 1), (200, 1), (400, 2)):
                collector.status = status
                before = len(collector.bodies)
                subject.keep(Entry(request()))
                await is_so(
                    lambda before=before, number=number: (
                        len(collector.bodies) > before and len(warnings) == number
                    )
                )
    assert 2 == len(warnings)


async def test_a_silent_collector_does_not_hold_up_the_end():
    """What it has not taken after a while is let go."""
    async with collecting() as collector:
        collector.is_silent = True
        began = time.monotonic()
        warnings = await sent(collector)
        assert PATIENCE <= time.monotonic() - began < 10
    assert 1 == len(warnings)


async def test_a_collector_that_never_ends_its_answer_does_not_hold_up_the_end():
    """Each byte of it is a sign of life, and there are always more."""
    is_over, waiting = asyncio.Event(), list[asyncio.Event]()

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        waiting.append(ended := asyncio.Event())
        with suppress(OSError):
            writer.write(b"HTTP/1.1 200 OK\r\nx-long: ")
            while not is_over.is_set():
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(PATIENCE / 10)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        ended.set()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as dripping:
        host, port = dripping.sockets[0].getsockname()
        began = time.monotonic()
        await sent(Collector(f"http://{host}:{port}"))
        assert time.monotonic() - began < 6 * PATIENCE
        is_over.set()
        dripping.close()
        await everybody_is_met()
        for ended in waiting:
            await ended.wait()


async def test_no_request_waits_for_a_collector():
    """A queue that is full lets go of what is new, at once."""
    async with collecting() as collector:
        collector.is_silent = True
        said = replace(settings(collector.url), delay_seconds=0.01)
        subject = Otlp(said, lambda _: None, export_seconds=PATIENCE)
        async with subject.kept():
            subject.keep(Entry(request()))
            await collector.asked.wait()
            for _ in range(3_000):
                subject.keep(Entry(request()))
            assert [] == collector.bodies
