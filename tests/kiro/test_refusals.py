"""What Kiro's refusals mean, in whatever dialect they come."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro.refusals_meant import (
    FAILED,
    MALFORMED,
    NOT_HERE,
    OVERLOADED,
    PLAN_SPENT,
    SIGNATURE,
    THROTTLED,
    TOO_LONG,
)
from kiro.refusals_seen import SEEN, body
from kiro_py.errors import Penalty, Refusal
from kiro_py.kiro.refusal_table import ROWS
from kiro_py.kiro.refusals import (
    MAX_WAIT_SECONDS,
    classify,
    classify_exception,
    model_unknown,
    prompt_too_long,
)
from kiro_py.wire.kiro.events import InvalidStateEvent, UpstreamException


def bare(refusal: Refusal) -> Refusal:
    """Return what the refusal means for the client; penalties have a test of their own."""
    return replace(refusal, penalty=Penalty.NONE)


@pytest.mark.parametrize(("status", "answered", "meaning"), SEEN.values(), ids=SEEN)
def test_every_refusal_ever_seen_has_its_meaning(status: int, answered: bytes, meaning: Refusal):
    """The reason decides, then the message, then the kind, then the status."""
    assert meaning == bare(classify(status, {}, answered))


def test_every_row_of_the_table_has_been_seen():
    """A row that nothing leads to would be a guess."""
    assert {row.name for row in ROWS} == {meaning.name for _, _, meaning in SEEN.values()}


def test_every_row_has_a_name_of_its_own():
    """A name is what the log, the pool and the reference know a refusal by."""
    assert len(ROWS) == len({row.name for row in ROWS})


DIALECTS: dict[str, tuple[dict[str, str], bytes]] = {
    "a header": ({"x-amzn-errortype": "ThrottlingException"}, b"{}"),
    "a header with an address": (
        {"x-amzn-errortype": "ThrottlingException:http://internal.example.com/"},
        b"{}",
    ),
    "a type": ({}, b'{"__type":"ThrottlingException"}'),
    "a type in a namespace": ({}, b'{"__type":"com.amazon.kiro.runtimeservice#ThrottlingError"}'),
    "a member's name": ({}, b'{"__type":"throttlingError"}'),
    "a code in an error": ({}, b'{"error":{"code":"throttling_error"}}'),
    "a capital message": ({}, b'{"Message":"Rate limit exceeded"}'),
    "an error that is a string": ({}, b'{"error":"Rate limit exceeded"}'),
    "a message in an error": ({}, b'{"error":{"message":"rate limit exceeded"}}'),
    "a reason in an error": ({}, b'{"error":{"reason":"USER_REQUEST_RATE_EXCEEDED"}}'),
}


@pytest.mark.parametrize(("headers", "answered"), DIALECTS.values(), ids=DIALECTS)
def test_every_dialect_is_understood(headers: dict[str, str], answered: bytes):
    """Kind, reason and message stand in different places, as the host likes."""
    assert THROTTLED == bare(classify(400, headers, answered))


FRAMES: dict[str, tuple[UpstreamException | InvalidStateEvent, Refusal]] = {
    "a shape's name": (UpstreamException("ValidationException"), MALFORMED),
    "a member's name": (UpstreamException("validationError"), MALFORMED),
    "a bare error": (UpstreamException("error"), FAILED),
    "no name": (UpstreamException(""), FAILED),
    "an unheard-of name": (UpstreamException("BrandNewException"), FAILED),
    "an internal error": (UpstreamException("InternalServerException", "oh"), FAILED),
    "the model's capacity": (UpstreamException("throttlingError"), OVERLOADED),
    "the account's pace": (
        UpstreamException("throttlingError", reason="USER_REQUEST_RATE_EXCEEDED"),
        THROTTLED,
    ),
    "unavailable": (UpstreamException("serviceUnavailableError"), OVERLOADED),
    "spent": (UpstreamException("error", reason="MONTHLY_REQUEST_COUNT"), PLAN_SPENT),
    "too long": (UpstreamException("ContentLengthExceededException"), TOO_LONG),
    "too long, in words": (UpstreamException("validationError", "Input is too long."), TOO_LONG),
    "a signature": (
        UpstreamException("ValidationException", reason="THINKING_SIGNATURE_INVALID"),
        SIGNATURE,
    ),
    "a missing thing": (UpstreamException("ResourceNotFoundException"), NOT_HERE),
    "an invalid state": (InvalidStateEvent("INVALID_TASK_ASSIST_PLAN", "no plan"), FAILED),
    "an empty invalid state": (InvalidStateEvent(), FAILED),
    "an invalid state as an exception": (UpstreamException("invalidStateEvent"), FAILED),
}


@pytest.mark.parametrize(("exception", "meaning"), FRAMES.values(), ids=FRAMES)
def test_an_exception_frame_means_what_its_http_twin_does(
    exception: UpstreamException | InvalidStateEvent, meaning: Refusal
):
    """All spellings are one; only throttling without a reason is the model's, not the account's."""
    assert meaning == bare(classify_exception(exception))


DATES = {
    "date": "Wed, 21 Oct 2026 07:28:00 GMT",
    "retry-after": "Wed, 21 Oct 2026 07:29:30 GMT",
}
TOO_MANY = "Too many requests"

WAITS: dict[str, tuple[int | None, int, dict[str, str], bytes]] = {
    "seconds": (7, 429, {"retry-after": "7"}, b""),
    "never less than one": (1, 429, {"retry-after": "0"}, b""),
    "never more than a day": (MAX_WAIT_SECONDS, 429, {"retry-after": "9" * 30}, b""),
    "a date, with the answer's own": (90, 429, DATES, b""),
    "a date in the past": (1, 429, {**DATES, "retry-after": DATES["date"]}, b""),
    "a date, without the answer's own": (30, 429, {"retry-after": DATES["retry-after"]}, b""),
    "a date, beside no date": (30, 429, {**DATES, "date": "yesterday"}, b""),
    "a date without a zone": (30, 429, {**DATES, "date": "Wed, 21 Oct 2026 07:28:00 -0000"}, b""),
    "not a number": (30, 429, {"retry-after": "soon"}, b""),
    "a fraction": (30, 429, {"retry-after": "1.5"}, b""),
    "milliseconds, rounded up": (3, 429, {}, body(TOO_MANY, retryAfterMilliseconds=2001)),
    "more milliseconds than fit": (
        MAX_WAIT_SECONDS,
        429,
        {},
        body(TOO_MANY, retryAfterMilliseconds=10**400),
    ),
    "half a millisecond": (1, 429, {}, body(TOO_MANY, retryAfterMilliseconds=0.5)),
    "milliseconds that are no number": (30, 429, {}, body(TOO_MANY, retryAfterMilliseconds=True)),
    "milliseconds as text": (30, 429, {}, body(TOO_MANY, retryAfterMilliseconds="300")),
    "the longer of both": (
        300,
        429,
        {"retry-after": "7"},
        body(TOO_MANY, retryAfterMilliseconds=300_000),
    ),
    "suspicion, at least ten minutes": (
        600,
        429,
        {"retry-after": "7"},
        body("Due to suspicious activity"),
    ),
    "suspicion, longer when asked": (
        900,
        429,
        {"retry-after": "900"},
        body("Due to suspicious activity"),
    ),
    "an overload that says when": (5, 503, {"retry-after": "5"}, b""),
    "an overload that does not": (None, 503, {}, b""),
}


@pytest.mark.parametrize(("seconds", "status", "headers", "answered"), WAITS.values(), ids=WAITS)
def test_a_refusal_says_how_long_to_wait(
    seconds: int | None, status: int, headers: dict[str, str], answered: bytes
):
    """What the service asks for goes before what the table knows, within reason."""
    assert seconds == classify(status, headers, answered).retry_after_seconds


NOT_UNDERSTOOD = {
    "nothing": b"",
    "text": b"upstream connect error",
    "an array": b"[]",
    "null": b"null",
    "half an object": b'{"message":',
    "not Unicode": b'{"message":"\xff"}',
    "a number too large": b'{"message":"","x":1e999}',
    "a tower of brackets": b'{"x":' + b"[" * 100_000,
    "members of other types": b'{"message":5,"reason":[],"__type":{},"error":{"code":1}}',
}


@pytest.mark.parametrize("answered", NOT_UNDERSTOOD.values(), ids=NOT_UNDERSTOOD)
def test_a_body_that_says_nothing_leaves_it_to_the_status(answered: bytes):
    """Not every refusal comes from the service itself."""
    assert THROTTLED == bare(classify(429, {}, answered))


def test_a_page_is_known_by_its_content_type_too():
    """The edge's pages are not always whole."""
    page = classify(403, {"content-type": "text/html; charset=utf-8"}, b"\n blocked")
    assert "blocked-page" == page.name


_SECRETS = st.text("0123456789abcdef", min_size=12, max_size=12).map("arn-{}".format)
_PHRASES = st.sampled_from(
    sorted({json.loads(said)["message"] for _, said, _ in SEEN.values() if b'"message": "' in said})
)


@given(_PHRASES, _SECRETS, st.integers(400, 599))
def test_no_word_of_the_service_reaches_the_client(phrase: str, secret: str, status: int):
    """A body may hold account ids and addresses; numbers and ids of tools are all that passes."""
    meaning = classify(status, {}, body(f"{phrase} {secret}", None, account=secret))
    assert secret not in meaning.message


_HEADERS = st.dictionaries(
    st.sampled_from(["retry-after", "date", "content-type", "x-amzn-errortype"]),
    st.text() | st.sampled_from([*DATES.values(), "Wed, 99 Oct 9999 07:28:00 +9999999999"]),
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                ["message", "reason", "__type", "error", "retryAfterMilliseconds", "x"]
            ),
            inner,
        )
    ),
    max_leaves=8,
)
_BODIES = st.binary() | _JSON.map(lambda value: json.dumps(value).encode())


@given(st.integers(-1, 2_000), _HEADERS, _BODIES)
def test_every_answer_has_a_meaning(status: int, headers: dict[str, str], answered: bytes):
    """Whatever comes, the client's answer is a proper one, and a wait is a sane one."""
    meaning = classify(status, headers, answered)
    assert 400 <= meaning.status <= 529
    assert 1 <= (meaning.retry_after_seconds or 1) <= MAX_WAIT_SECONDS


@pytest.mark.parametrize(
    ("sentence", "tokens", "window"),
    [
        ("prompt is too long: 210118 tokens > 200000 maximum", 210_118, 200_000),
        ("prompt is too long: 200001 tokens > 200000 maximum", 200_000, 200_000),
        ("prompt is too long: 200001 tokens > 200000 maximum", 5, 200_000),
    ],
    ids=["an estimate above", "an estimate at", "an estimate below"],
)
def test_too_long_a_prompt_is_said_in_the_one_sentence(sentence: str, tokens: int, window: int):
    """Clients compact on this sentence, and read the two figures out of it."""
    assert sentence == prompt_too_long(tokens, window)
    assert re.fullmatch(r"prompt is too long: \d+ tokens > \d+ maximum", sentence)


def test_a_model_that_is_not_there_is_named():
    """Clients show which model has to be changed."""
    assert "model: claude-9" == model_unknown("claude-9")


PENALTIES = {
    Penalty.COOL: {
        "throttled",
        "five-minute-credits",
        "hourly-credits",
        "daily-credits",
    },
    Penalty.LIMIT: {"suspicious-activity"},
    Penalty.SPEND: {"plan-spent"},
    Penalty.SPEND_FOR_NOW: {"month-spent", "overage-spent"},
    Penalty.SUSPEND: {"suspended"},
    Penalty.BAR_MODEL: {"model-unknown"},
    Penalty.DOUBT: {
        "token-refused",
        "token-kind",
        "sign-in-kind",
        "plan",
        "profile",
        "not-authorized",
    },
}


def test_every_row_punishes_as_written_down():
    """Only what the credential is to blame for touches it; all else leaves it alone."""
    punished = {penalty: set[str]() for penalty in PENALTIES}
    for row in ROWS:
        if row.meaning.penalty is not Penalty.NONE:
            punished[row.meaning.penalty].add(row.name)

    assert PENALTIES == punished
