"""What leaves through the front door, message by message."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from typing import Any, cast

from litestar.types import HTTPScope, Receive, Send

from kiro_py.errors import GatewayError, RequestRefused, UpstreamBroken
from kiro_py.public.responses import EventStream, JsonResponse, Later
from kiro_py.wire.anthropic.stream import MessageStop, Ping, StreamEvent

Sent = list[dict[str, Any]]


def exchange(application: JsonResponse | Later | EventStream, method: str = "POST") -> Sent:
    """Return what an ASGI application sends to a client that stays."""
    sent: Sent = []

    async def receive() -> dict[str, str]:
        await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = cast("HTTPScope", {"type": "http", "method": method})
    asyncio.run(application(scope, cast("Receive", receive), cast("Send", send)))
    return sent


class Reports:
    """Remembers what nobody foresaw."""

    def __init__(self) -> None:
        self.heard: list[Exception] = []

    def __call__(self, failure: Exception) -> None:
        self.heard.append(failure)


async def batches(*steps: StreamEvent | Exception) -> AsyncGenerator[Sequence[StreamEvent]]:
    for step in steps:
        if isinstance(step, Exception):
            raise step
        yield [step]


def headers_of(sent: Sent) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def body_of(sent: Sent) -> bytes:
    return b"".join(message["body"] for message in sent[1:])


def stream(*steps: StreamEvent | Exception) -> tuple[Sent, list[Exception]]:
    reports = Reports()
    return exchange(EventStream(batches(*steps), "req_1", reports)), reports.heard


def test_json_is_sent_with_its_length_and_id():
    """A value leaves in one piece."""
    sent = exchange(JsonResponse({"a": 1}, "req_1", 201))

    assert 201 == sent[0]["status"]
    assert {
        "content-type": "application/json",
        "content-length": "7",
        "request-id": "req_1",
    } == headers_of(sent)
    assert b'{"a":1}' == body_of(sent)


def test_head_gets_headers_only():
    """`HEAD` is answered with the length of what it does not get."""
    sent = exchange(JsonResponse({"a": 1}, "req_1"), method="HEAD")

    assert "7" == headers_of(sent)["content-length"]
    assert b"" == body_of(sent)


def test_events_leave_as_they_come():
    """Each batch is a body of its own, and the last one closes."""
    sent, _ = stream(Ping(), MessageStop())

    assert [True, True, False] == [message["more_body"] for message in sent[1:]]
    assert sent[1]["body"].startswith(b"event: ping\n")
    assert sent[2]["body"].startswith(b"event: message_stop\n")


def test_a_refusal_before_the_first_event_is_a_status():
    """Nothing has been sent, so the failure has a status of its own."""
    sent, reported = stream(RequestRefused("model: x", status=404, error_type="not_found_error"))

    assert 404 == sent[0]["status"]
    assert "model: x" == json.loads(body_of(sent))["error"]["message"]
    assert [] == reported


def test_a_failure_after_the_first_event_is_an_event():
    """The status is out: the stream ends with `error`."""
    sent, reported = stream(Ping(), UpstreamBroken("cut"))

    assert 200 == sent[0]["status"]
    assert sent[-2]["body"].startswith(b"event: error\n")
    assert sent[-1]["more_body"] is False
    assert [] == reported


def test_what_nobody_foresaw_is_reported_and_not_shown():
    """A stranger's exception is ours to read, and no client's."""
    for steps in ((LookupError("secret"),), (Ping(), LookupError("secret"))):
        sent, reported = stream(*steps)

        assert b"secret" not in body_of(sent)
        assert b"internal error" in body_of(sent)
        assert ["secret"] == [str(failure) for failure in reported]


def later(result: JsonResponse | Exception) -> tuple[Sent, list[Exception]]:
    async def make() -> JsonResponse:
        if isinstance(result, Exception):
            raise result
        return result

    reports = Reports()
    return exchange(Later(make, "req_1", reports)), reports.heard


def test_a_whole_answer_is_waited_for():
    """What is made is sent."""
    sent, _ = later(JsonResponse({"a": 1}, "req_1"))

    assert b'{"a":1}' == body_of(sent)


def test_a_whole_answer_that_fails_is_a_status():
    """Our own failures have their status; strangers are reported."""
    failure: GatewayError = UpstreamBroken("cut")
    sent, reported = later(failure)
    assert 502 == sent[0]["status"]
    assert [] == reported

    sent, reported = later(LookupError("secret"))
    assert 500 == sent[0]["status"]
    assert ["secret"] == [str(stranger) for stranger in reported]
