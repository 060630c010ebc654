"""A request is one span, with one below it for each attempt."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from kiro_py.adapters.spans import Spans
from kiro_py.ports.usage import Entry, Try
from written_requests import request

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"
AT = 1_800_000_000.0
FAILED = Try(
    number=1,
    at=AT + 0.5,
    credential_id=1,
    host="q.example.com",
    verdict="throttled",
    status=429,
    seconds=0.5,
    detail="too many requests of somebody@example.com",
)
SERVED = Try(
    number=2,
    at=AT + 1.0,
    credential_id=2,
    host="q.example.com",
    verdict="served",
    status=200,
    seconds=3.0,
)


def traced(entry: Entry) -> Sequence[ReadableSpan]:
    """Return the spans in the order in which they began."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    Spans(provider.get_tracer("tests")).keep(entry)
    return sorted(exporter.get_finished_spans(), key=lambda span: span.start_time or 0)


def attributes(span: ReadableSpan) -> Mapping[str, Any]:
    return dict(span.attributes or {})


def test_a_request_and_its_attempts_are_a_tree():
    """The request is served, its attempts are made; all have the times at which they were."""
    whole, first, second = traced(Entry(request(attempts=2), (FAILED, SERVED)))
    assert [SpanKind.SERVER, SpanKind.CLIENT, SpanKind.CLIENT] == [
        span.kind for span in (whole, first, second)
    ]
    assert "chat claude-sonnet-4-5" == whole.name
    assert "chat claude-sonnet-4.5" == first.name == second.name
    assert (None, whole.context, whole.context) == (whole.parent, first.parent, second.parent)
    seconds = [
        ((span.start_time or 0) / 1e9 - AT, (span.end_time or 0) / 1e9 - AT)
        for span in (whole, first, second)
    ]
    assert [(0.0, 4.0), (0.5, 1.0), (1.0, 4.0)] == seconds


def test_a_request_has_the_attributes_of_the_conventions():
    """And its credits, which are what it cost."""
    (whole,) = traced(Entry(request()))
    assert {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "kiro",
        "gen_ai.request.model": "claude-sonnet-4-5",
        "gen_ai.request.stream": True,
        "gen_ai.response.model": "claude-sonnet-4.5",
        "gen_ai.response.finish_reasons": ("end_turn",),
        "gen_ai.response.time_to_first_chunk": 1.5,
        "gen_ai.usage.input_tokens": 17,
        "gen_ai.usage.output_tokens": 5,
        "gen_ai.usage.cache_read.input_tokens": 3,
        "gen_ai.usage.cache_write.input_tokens": 4,
        "server.address": "q.example.com",
        "server.port": 443,
        "http.response.status_code": 200,
        "url.path": "/v1/messages",
        "kiro_py.request_id": "req_1",
        "kiro_py.key_id": 7,
        "kiro_py.credential_id": 2,
        "kiro_py.attempts": 1,
        "kiro_py.credits": 0.25,
    } == attributes(whole)


def test_an_attempt_says_what_came_of_it():
    """Who was asked, whose turn it was, and what was made of the answer; not Kiro's words."""
    _, first, second = traced(Entry(request(attempts=2), (FAILED, SERVED)))
    common = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "kiro",
        "gen_ai.request.model": "claude-sonnet-4.5",
        "server.address": "q.example.com",
        "server.port": 443,
    }
    assert common | {
        "kiro_py.attempt": 1,
        "kiro_py.credential_id": 1,
        "http.response.status_code": 429,
        "error.type": "throttled",
    } == attributes(first)
    assert common | {
        "kiro_py.attempt": 2,
        "kiro_py.credential_id": 2,
        "http.response.status_code": 200,
    } == attributes(second)
    assert (StatusCode.ERROR, None) == (first.status.status_code, first.status.description)


@pytest.mark.parametrize(
    ("changes", "error", "status"),
    [
        pytest.param({}, None, StatusCode.UNSET, id="served"),
        pytest.param(
            {"status": 529, "is_failed": True, "outcome": "overloaded_error"},
            "overloaded_error",
            StatusCode.ERROR,
            id="failed",
        ),
        pytest.param(
            {"status": 499, "outcome": "client left"}, "client left", StatusCode.UNSET, id="left"
        ),
    ],
)
def test_an_error_is_one(changes: dict[str, Any], error: str | None, status: StatusCode):
    """A client that leaves is none, but it is told; what failed has no reason of its end."""
    (whole,) = traced(Entry(request(**changes)))
    found = attributes(whole)
    assert (error, status) == (found.get("error.type"), whole.status.status_code)
    assert (error is None) is ("gen_ai.response.finish_reasons" in found)


def test_a_request_that_was_refused_at_the_door_has_no_model_in_its_name():
    """A client may invent names without end."""
    refused = request(
        model="invented",
        upstream_model="",
        credential_id=None,
        credits=None,
        first_token_seconds=None,
        host="",
        attempts=0,
        status=404,
        is_failed=True,
        outcome="not_found_error",
    )
    (whole,) = traced(Entry(refused))
    assert "chat" == whole.name
    assert set() == {"server.address", "kiro_py.credits", "gen_ai.response.model"} & set(
        attributes(whole)
    )


def test_a_request_belongs_to_the_trace_of_its_client():
    """Its state goes along; without one it begins a trace of its own."""
    (whole,) = traced(Entry(request(), (), PARENT, "vendor=1"))
    assert whole.parent is not None
    assert whole.context is not None
    assert (TRACE, "b7ad6b7169203331", {"vendor": "1"}) == (
        f"{whole.context.trace_id:032x}",
        f"{whole.parent.span_id:016x}",
        dict(whole.context.trace_state),
    )
    (alone,) = traced(Entry(request(), (), "00-no-trace-01", "vendor=1"))
    assert None is alone.parent


def test_a_client_that_does_not_sample_is_obeyed():
    """What its trace leaves out is left out here."""
    assert () == tuple(traced(Entry(request(), (), f"{PARENT[:-2]}00")))


def test_an_attempt_lies_within_its_request():
    """Clocks are read at different moments: by a tick it would begin before it."""
    early = Try(
        number=1,
        at=AT - 0.001,
        credential_id=None,
        host="",
        verdict="RenewalFailed",
        status=None,
        seconds=None,
    )
    late = Try(
        number=2,
        at=AT + 3.9,
        credential_id=2,
        host="q.example.com",
        verdict="client left",
        status=200,
        seconds=0.2,
    )
    whole, first, second = sorted(
        traced(Entry(request(), (early, late))),
        key=lambda span: attributes(span).get("kiro_py.attempt", 0),
    )
    assert (whole.start_time, whole.start_time) == (first.start_time, first.end_time)
    assert whole.end_time == second.end_time
    assert StatusCode.UNSET == second.status.status_code
    assert "server.address" not in attributes(first)
