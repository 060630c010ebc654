"""What a client is told when something goes wrong."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro.refusals_meant import NOT_AUTHORIZED, PLAN_SPENT, SUSPICIOUS, THROTTLED, TOKEN
from kiro_py.errors import (
    BodyUnfit,
    ConfigInvalid,
    FrameCorrupt,
    GatewayError,
    NoCredential,
    Refusal,
    RenewalFailed,
    RequestRefused,
    StoreAway,
    StoreUnwritable,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)
from kiro_py.kiro.refusal_row import Row
from kiro_py.kiro.refusal_table import ROWS
from kiro_py.public import refusals
from kiro_py.public.closing import ClosingTime
from kiro_py.public.refusals import answer, error_event, is_unforeseen
from kiro_py.wire.anthropic.message import ErrorBody, ErrorEnvelope
from public.errors_reference import REFERENCE, render

SECRET = "arn:aws:secret"
NO_RETRY = {"x-should-retry": "false"}


def refused(refusal: Refusal) -> UpstreamRefused:
    """Return Kiro's refusal, with words of its own that must not get out."""
    return UpstreamRefused(refusal, upstream_status=403, detail=SECRET)


CASES: dict[str, tuple[Exception, int, ErrorBody, dict[str, str]]] = {
    "a request": (
        RequestRefused("max_tokens: Field required"),
        400,
        ErrorBody("invalid_request_error", "max_tokens: Field required"),
        {},
    ),
    "a request that may be tried again": (
        RequestRefused("busy", status=429, error_type="rate_limit_error", should_retry=True),
        429,
        ErrorBody("rate_limit_error", "busy"),
        {"x-should-retry": "true"},
    ),
    "a request beyond a limit of its key": (
        RequestRefused(
            "spend limit reached",
            status=429,
            error_type="billing_error",
            should_retry=False,
            retry_after_seconds=43_200,
        ),
        429,
        ErrorBody("billing_error", "spend limit reached"),
        NO_RETRY | {"retry-after": "43200"},
    ),
    "a key": (
        RequestRefused("invalid API key", status=401, error_type="authentication_error"),
        401,
        ErrorBody("authentication_error", "invalid API key"),
        NO_RETRY,
    ),
    "a body that breaks a rule": (
        BodyUnfit(SECRET),
        500,
        ErrorBody(
            "api_error",
            "the gateway made of this request one that Kiro would refuse, and did not send it:"
            " that is a fault of the gateway, so please report it",
        ),
        NO_RETRY,
    ),
    "an account's pace": (
        refused(THROTTLED),
        429,
        ErrorBody("rate_limit_error", THROTTLED.message),
        {"retry-after": "30"},
    ),
    "an account under suspicion": (
        refused(SUSPICIOUS),
        429,
        ErrorBody("rate_limit_error", SUSPICIOUS.message),
        {"retry-after": "600"},
    ),
    "an account without credits": (
        refused(PLAN_SPENT),
        429,
        ErrorBody("billing_error", PLAN_SPENT.message),
        NO_RETRY,
    ),
    "our token": (refused(TOKEN), 503, ErrorBody("api_error", TOKEN.message), NO_RETRY),
    "our credential": (
        refused(NOT_AUTHORIZED),
        503,
        ErrorBody("api_error", NOT_AUTHORIZED.message),
        NO_RETRY,
    ),
    "a broken answer": (
        UpstreamBroken(SECRET),
        502,
        ErrorBody("api_error", "the answer of the model service broke off: try again"),
        {},
    ),
    "a corrupt answer": (
        FrameCorrupt("message checksum", offset=0, found=SECRET, expected=0),
        502,
        ErrorBody("api_error", "the answer of the model service broke off: try again"),
        {},
    ),
    "an empty answer": (
        UpstreamBroken(SECRET, is_empty=True),
        529,
        ErrorBody("overloaded_error", "the model service gave an empty answer: try again"),
        {},
    ),
    "no connection": (
        UpstreamUnreachable("connect", host=SECRET),
        502,
        ErrorBody("api_error", "the gateway cannot reach the model service: try again"),
        {},
    ),
    "silence": (
        UpstreamUnreachable("silence", host=SECRET),
        504,
        ErrorBody("timeout_error", "the model service has been silent for too long: try again"),
        {},
    ),
    "nobody to serve": (
        NoCredential(SECRET),
        503,
        ErrorBody(
            "api_error",
            "no usable Kiro credential: the gateway's owner must look after the credentials",
        ),
        NO_RETRY,
    ),
    "nobody to serve yet": (
        NoCredential(SECRET, retry_after_seconds=0),
        429,
        ErrorBody("rate_limit_error", "every Kiro credential is cooling down: try again in 1 s"),
        {"retry-after": "1"},
    ),
    "an ended sign-in": (
        RenewalFailed(SECRET, is_final=True, retry_after_seconds=5),
        503,
        ErrorBody(
            "api_error",
            "the gateway's Kiro sign-in has ended: the gateway's owner must sign in to Kiro again",
        ),
        NO_RETRY,
    ),
    "a limited renewal": (
        RenewalFailed(SECRET, is_final=False, is_limited=True, retry_after_seconds=5),
        429,
        ErrorBody(
            "rate_limit_error",
            "the gateway's Kiro sign-in is being limited: try again in 5 s",
        ),
        {"retry-after": "5"},
    ),
    "a failed renewal": (
        RenewalFailed(SECRET, is_final=False),
        503,
        ErrorBody("api_error", "the gateway could not renew its Kiro sign-in: try again"),
        {},
    ),
    "a failed renewal that rests": (
        RenewalFailed(SECRET, is_final=False, retry_after_seconds=5),
        503,
        ErrorBody("api_error", "the gateway could not renew its Kiro sign-in: try again"),
        {"retry-after": "5"},
    ),
    "a database that is away": (
        StoreAway(SECRET),
        503,
        ErrorBody("api_error", "the gateway's database does not answer: try again"),
        {},
    ),
    "a full disk": (
        StoreUnwritable(SECRET, why=SECRET),
        500,
        ErrorBody("api_error", "internal error"),
        {},
    ),
    "a wrong setting": (
        ConfigInvalid(SECRET, SECRET, SECRET),
        500,
        ErrorBody("api_error", "internal error"),
        {},
    ),
    "a stranger": (KeyError(SECRET), 500, ErrorBody("api_error", "internal error"), {}),
}


@pytest.mark.parametrize(("error", "status", "body", "headers"), CASES.values(), ids=CASES)
def test_every_error_is_told_in_the_words_of_the_table(
    error: Exception, status: int, body: ErrorBody, headers: dict[str, str]
):
    """Status, type, message and the two headers that steer a client's retries."""
    told = answer(error, "req_1")
    assert (status, ErrorEnvelope(body, "req_1"), headers) == (
        told.status,
        told.envelope,
        told.headers,
    )


@pytest.mark.parametrize(("error", "status", "body", "headers"), CASES.values(), ids=CASES)
def test_after_the_first_byte_the_same_is_told_as_an_event(
    error: Exception, status: int, body: ErrorBody, headers: dict[str, str]
):
    """A stream that has begun has no status left to change."""
    assert ErrorEnvelope(body, "req_1") == error_event(error, "req_1")


def test_the_envelope_is_the_one_that_clients_parse():
    """Clients without the envelope show the HTTP reason phrase, or nothing."""
    assert (
        b'{"type":"error","error":{"type":"api_error","message":"internal error"},'
        b'"request_id":"req_1"}'
    ) == msgspec.json.encode(answer(GatewayError(), "req_1").envelope)


def test_the_owner_hears_of_what_nobody_foresaw():
    """A fault of the gateway is told to its owner, however well it is told to the client."""
    errors = [BodyUnfit("messages.1"), LookupError("x"), GatewayError(), RequestRefused("x")]
    assert [True, True, False, False] == [is_unforeseen(error) for error in errors]


@given(st.integers())
def test_a_wait_is_always_at_least_one_whole_second(seconds: int):
    """Clients burn their retries at once on 0, and do not read fractions."""
    told = answer(NoCredential("", retry_after_seconds=seconds), "req_1")
    assert 1 <= int(told.headers["retry-after"])


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_no_refusal_of_ours_looks_like_one_of_the_clients_key(row: Row):
    """A client that is told 401 asks its user to sign in again, which would mend nothing."""
    assert 401 != row.meaning.status


def test_the_reference_is_what_the_tables_say():
    """`PYTHONPATH=tests python -m public.errors_reference` writes it anew."""
    assert render() == REFERENCE.read_text(encoding="utf-8")


def test_the_reference_has_every_error_of_the_gateway():
    """Whatever is said in words of the gateway's own stands there."""
    text = REFERENCE.read_text(encoding="utf-8")
    said = [value for value in vars(refusals).values() if isinstance(value, refusals._Said)]
    assert [] == [each.message for each in said if each.message not in text]
    assert said


def test_the_reference_has_what_is_said_at_the_end():
    """A gateway that stops is in the reference in the words that a client then reads."""
    closing = ClosingTime()
    closing.shut()
    with pytest.raises(RequestRefused) as refused_at_the_door:
        closing.admit()
    error = answer(refused_at_the_door.value, "req_1").envelope.error
    assert f"| 529 | `{error.type}` | {error.message} |" in REFERENCE.read_text(encoding="utf-8")
