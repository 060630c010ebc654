"""What is counted of what happens, as Prometheus reads it."""

from dataclasses import replace
from typing import Any

import pytest

from kiro_py.adapters.measuring import MOST_MODELS, PATHS, Measuring
from kiro_py.adapters.metrics import Metrics
from kiro_py.ports.journal import (
    FileUnread,
    Happening,
    RenewalMissed,
    StandingChanged,
    TokensRenewed,
    TokensUnsaved,
    UnknownEventSeen,
)
from kiro_py.ports.usage import Entry, Request, Try
from kiro_py.public.app import BUFFERED, MESSAGES
from scraping import key, scraped
from written_requests import request

MODEL = "claude-sonnet-4.5"
GEN_AI = {
    "gen_ai_operation_name": "chat",
    "gen_ai_provider_name": "kiro",
    "gen_ai_request_model": MODEL,
    "gen_ai_response_model": MODEL,
    "server_address": "q.example.com",
    "server_port": "443",
}
FAILED = Try(
    number=1,
    at=0.0,
    credential_id=1,
    host="q.example.com",
    verdict="throttled",
    status=429,
    seconds=0.5,
)


async def kept(*requests: Request, tries: tuple[Try, ...] = ()) -> dict[Any, float]:
    """Return what is told after these requests."""
    metrics = Metrics()
    subject = Measuring([metrics])
    for each in requests:
        subject.keep(Entry(each, tries))
    return await scraped(metrics)


async def test_a_request_is_counted_by_what_came_of_it():
    """By path, model, status and outcome."""
    found = await kept(request())
    labels = {"path": "/v1/messages", "model": MODEL, "status": "200", "outcome": "end_turn"}
    assert 1 == found[key("kiro_py_requests_total", **labels)]


async def test_what_a_request_took_is_counted():
    """Tokens by kind, credits by credential, and both by key."""
    found = await kept(request())
    assert [10, 5, 3, 4] == [
        found[key("kiro_py_tokens_total", model=MODEL, type=kind)]
        for kind in ("input", "output", "cache_read", "cache_write")
    ]
    assert 0.25 == found[key("kiro_py_credits_total", model=MODEL, credential_id="2")]
    assert (1, 22, 0.25) == tuple(
        found[key(f"kiro_py_key_{what}_total", key_id="7")]
        for what in ("requests", "tokens", "credits")
    )


async def test_a_slash_at_the_end_makes_no_series():
    """The path is the same with it."""
    found = {dict(labels).get("path") for _, labels in await kept(request(path="/v1/messages/"))}
    assert {"/v1/messages"} == found - {None}


async def test_the_gateway_s_own_key_is_number_0():
    """A label is never missing."""
    found = await kept(request(key_id=None))
    assert 1 == found[key("kiro_py_key_requests_total", key_id="0")]


async def test_measures_have_the_names_of_the_conventions():
    """A duration, a first token and tokens, with their attributes and their buckets."""
    found = await kept(request(seconds=1.0))
    assert (0, 1) == tuple(
        found[
            key(
                "gen_ai_client_operation_duration_seconds_bucket", **GEN_AI, error_type="", le=bound
            )
        ]
        for bound in ("0.64", "1.28")
    )
    assert 1.5 == found[key("gen_ai_server_time_to_first_token_seconds_sum", **GEN_AI)]
    usage = "gen_ai_client_token_usage_sum"
    assert (17, 5) == tuple(
        found[key(usage, **GEN_AI, gen_ai_token_type=kind)] for kind in ("input", "output")
    )


async def test_a_failure_has_its_type_and_no_tokens():
    """Whoever looks at the duration of failures finds them apart."""
    nothing = dict.fromkeys(
        ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens"), 0
    )
    failed = request(
        status=529,
        is_failed=True,
        outcome="overloaded_error",
        first_token_seconds=None,
        credits=None,
        **nothing,
    )
    found = await kept(failed)
    counted = {name for name, _ in found if name.endswith("_count")}
    assert {"gen_ai_client_operation_duration_seconds_count"} == counted
    labels = GEN_AI | {"error_type": "overloaded_error"}
    assert 1 == found[key("gen_ai_client_operation_duration_seconds_count", **labels)]


async def test_what_nobody_was_asked_for_is_no_operation():
    """It is a request, but it tells nothing of Kiro."""
    found = await kept(request(attempts=0, status=429, is_failed=True, upstream_model=""))
    assert [] == [name for name, _ in found if name.startswith("gen_ai")]


async def test_attempts_are_counted_by_host_and_verdict():
    """Those that were served, and those that the client ended, are no errors."""
    served = replace(FAILED, number=2, verdict="served", status=200)
    left = replace(FAILED, number=3, verdict="client left", status=200)
    unasked = replace(FAILED, verdict="RenewalFailed", seconds=None)
    found = await kept(request(attempts=3), tries=(FAILED, served, left, unasked))
    host = "q.example.com"
    assert 3 == found[key("kiro_py_upstream_attempts_total", host=host)]
    errors = {labels: n for (name, labels), n in found.items() if "upstream_errors" in name}
    assert {
        frozenset({"host": host, "verdict": "throttled"}.items()): 1,
        frozenset({"host": "", "verdict": "RenewalFailed"}.items()): 1,
    } == errors
    assert 2 == found[key("kiro_py_retries_total", model=MODEL)]


@pytest.mark.parametrize(
    ("happening", "name", "labels"),
    [
        pytest.param(TokensRenewed(1, 5.0), "token_refreshes", {"outcome": "renewed"}, id="new"),
        pytest.param(
            RenewalMissed(1, "HTTP 500", is_final=False),
            "token_refreshes",
            {"outcome": "failed"},
            id="missed",
        ),
        pytest.param(
            RenewalMissed(1, "HTTP 400", is_final=True),
            "token_refreshes",
            {"outcome": "ended"},
            id="ended",
        ),
        pytest.param(
            StandingChanged(1, "cooling", "429", None),
            "standing_changes",
            {"state": "cooling"},
            id="standing",
        ),
        pytest.param(
            FileUnread("no JSON"), "troubles", {"kind": "credentials file unread"}, id="file"
        ),
        pytest.param(TokensUnsaved(1, "full"), "troubles", {"kind": "tokens unsaved"}, id="tokens"),
        pytest.param(UnknownEventSeen("newEvent"), "unknown_events", {}, id="unknown"),
    ],
)
async def test_a_happening_is_counted(happening: Happening, name: str, labels: dict[str, str]):
    """Nothing of it but its kind becomes a label."""
    subject = Metrics()
    Measuring([subject]).note(happening)
    assert 1 == (await scraped(subject))[key(f"kiro_py_{name}_total", **labels)]


async def test_what_another_process_has_learned_is_its_to_count():
    """The sum over all processes is what has happened."""
    subject = Metrics()
    Measuring([subject]).note(StandingChanged(1, "cooling", "429", None, is_heard=True))
    cooling = key("kiro_py_standing_changes_total", state="cooling")
    assert not (await scraped(subject)).get(cooling)


async def test_a_rise_begins_at_zero():
    """What has not happened yet is told as zero where it is known what could."""
    found = await kept()
    assert 0 == found[key("kiro_py_token_refreshes_total", outcome="ended")]
    assert 0 == found[key("kiro_py_troubles_total", kind="tokens unsaved")]


async def test_what_a_client_invents_makes_no_series():
    """Neither a model that nobody has nor a path that is written in another way."""
    refused = request(upstream_model="", status=404, is_failed=True, attempts=0)
    invented = [
        replace(refused, model=f"invented-{number}", path=f"/v1/messages/{number}")
        for number in range(50)
    ]
    assert set(await kept(invented[0])) == set(await kept(*invented))


async def test_kiro_s_own_models_have_a_limit_too():
    """A list without end would fill the memory of whoever reads it."""
    models = [request(upstream_model=f"model-{number}") for number in range(MOST_MODELS + 5)]
    found = {dict(labels).get("model") for name, labels in await kept(*models) if "retries" in name}
    assert (MOST_MODELS + 1, True) == (len(found), "other" in found)


def test_every_path_of_messages_has_a_series():
    """The two lists are one."""
    assert {*MESSAGES, *BUFFERED} == PATHS
