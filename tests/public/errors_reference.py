"""I write `docs/reference/errors.md` from the tables; run me after changing one of them.

PYTHONPATH=tests python -m public.errors_reference
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from kiro_py.errors import (
    Again,
    BodyUnfit,
    GatewayError,
    Lack,
    NoCredential,
    RenewalFailed,
    RequestRefused,
    StoreAway,
    UpstreamBroken,
    UpstreamUnreachable,
)
from kiro_py.kiro.refusal_row import Row
from kiro_py.kiro.refusal_table import MODEL_UNKNOWN, PROMPT_TOO_LONG, ROWS
from kiro_py.kiro.refusals import model_unknown, prompt_too_long
from kiro_py.public.refusals import Answer, answer
from upstream_errors.written import TABLE, lines

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "errors.md"

HEAD = """\
# Errors

Every error has Anthropic's shape and a `request-id` header, also before any route is found:

```json
{"type": "error", "error": {"type": "rate_limit_error", "message": "…"}, "request_id": "req_…"}
```

Once an answer has begun, an error is the last event of the stream, of the same shape.
`retry-after` is always whole seconds, at least 1.
`x-should-retry: false` tells clients that trying again is vain.
What Kiro itself wrote is in the gateway's log, never in an answer.

## What the gateway says on its own

| when | status | type | message | headers |
|---|---|---|---|---|
"""

NOBODY = """
## When no credential can serve

As long as one credential can serve, requests go to it.
When none can, the answer tells the most hopeful reason, and Kiro is not asked.
None of these is a 401: that is about the client's own key alone.

| when | status | type | message | headers |
|---|---|---|---|---|
"""

REFUSALS = """
## How a refusal is recognised

A refusal is recognised by its `reason`; else by its message; else by its kind (`__type`,
`x-amzn-errortype` or the type of an exception frame, without `Exception` or `Error`); else by its
status.
The first row that fits decides; a reason in brackets is heard after the message.
A message's part in square brackets is there when Kiro told as much.
"May help" says what may be tried before the client is told, as long as nothing has been sent.

| name | recognised by | status | type | message | headers | may help |
|---|---|---|---|---|---|---|
"""

MAY_HELP = {
    Again.NEVER: "nothing",
    Again.AFTER_RENEWAL: "a renewed token, another profile, another credential",
    Again.WITH_PROFILE: "finding its profile, the next host, another credential",
    Again.WITHOUT_REASONING: "leaving out the reasoning of earlier turns",
    Again.WITHOUT_SETTINGS: "leaving out the reasoning settings",
    Again.IN_NEW_CONVERSATION: "the same under another conversation id",
    Again.ONCE_MORE: "the same once more, after a pause",
    Again.SAME: "the same up to twice more, after pauses",
    Again.NEXT_HOST: "the next host, another credential",
    Again.OTHER_CREDENTIAL: "another credential",
    Again.OTHER_CREDENTIAL_IF_ALLOWED: "another credential, if the owner allows it",
}

FILLED_IN = {
    PROMPT_TOO_LONG: prompt_too_long(210_118, 200_000),
    MODEL_UNKNOWN: model_unknown("NAME"),
}
"""Messages that are written when the request is at hand."""

OWN: tuple[tuple[str, Exception], ...] = (
    ("the body is no JSON", RequestRefused("The request body is not valid JSON: …")),
    ("a member is missing or wrong", RequestRefused("messages.0.content.1.text: Field required")),
    (
        "half a character",
        RequestRefused(
            "messages.0.content: contains a lone surrogate (U+D800), which is not valid Unicode"
        ),
    ),
    (
        "no key, or a wrong one",
        RequestRefused("invalid API key: …", status=401, error_type="authentication_error"),
    ),
    (
        "a model that the key may not use",
        RequestRefused(
            "this key may not use the model 'NAME': it may use …",
            status=403,
            error_type="permission_error",
            should_retry=False,
        ),
    ),
    (
        "more requests in a minute than the key may make",
        RequestRefused(
            "this key may make 10 requests per minute: try again in 42 s",
            status=429,
            error_type="rate_limit_error",
            retry_after_seconds=42,
        ),
    ),
    (
        "more at once than the key may have under way, for 15 seconds",
        RequestRefused(
            "this key has as many requests under way as it may: try again in 5 s",
            status=429,
            error_type="rate_limit_error",
            retry_after_seconds=5,
        ),
    ),
    (
        "the key's limit of a day or a month",
        RequestRefused(
            "spend limit reached (resets 2027-01-16 00:00 UTC): this key has used its 1,000 tokens"
            " of this day",
            status=429,
            error_type="billing_error",
            should_retry=False,
            retry_after_seconds=43_200,
        ),
    ),
    (
        "this replica's share of the key's limit, while the database does not answer",
        RequestRefused(
            "how much of its limits this key has left cannot be known just now: try again in 5 s",
            status=429,
            error_type="rate_limit_error",
            retry_after_seconds=5,
        ),
    ),
    ("no such route", RequestRefused("no such route: …", status=404, error_type="not_found_error")),
    (
        "the body is too large",
        RequestRefused(
            "the request body is larger than …", status=413, error_type="request_too_large"
        ),
    ),
    (
        "the token cannot be renewed, for now",
        RenewalFailed("", is_final=False, retry_after_seconds=5),
    ),
    (
        "Kiro limits renewals",
        RenewalFailed("", is_final=False, is_limited=True, retry_after_seconds=42),
    ),
    ("the sign-in has ended", RenewalFailed("", is_final=True)),
    ("Kiro cannot be reached", UpstreamUnreachable("connect", host="")),
    ("Kiro is silent", UpstreamUnreachable("silence", host="")),
    ("Kiro's answer breaks off", UpstreamBroken("")),
    ("Kiro's answer is empty", UpstreamBroken("", is_empty=True)),
    ("the gateway made a request that breaks a rule of Kiro", BodyUnfit("")),
    (
        "the gateway is about to end",
        RequestRefused(
            "the gateway is shutting down: try again",
            status=529,
            error_type="overloaded_error",
            should_retry=True,
            retry_after_seconds=1,
        ),
    ),
    ("its database does not answer, and cannot be done without", StoreAway("")),
    ("anything else", GatewayError()),
)

LACKS: tuple[tuple[str, Exception], ...] = (
    (
        "some are cooling down, the first of them for 42 s more",
        NoCredential("", lack=Lack.COOLING, retry_after_seconds=42),
    ),
    (
        "those that can serve are as busy as they may be, for half a minute",
        NoCredential("", lack=Lack.BUSY, retry_after_seconds=5),
    ),
    (
        "Kiro limits the one whose turn it is, and nobody may step in for it",
        NoCredential("", lack=Lack.LIMITED, retry_after_seconds=600),
    ),
    (
        "all are spent, and usage tells until when",
        NoCredential("", lack=Lack.SPENT, resets_at=1_800_000_000.0),
    ),
    ("all are spent, and nobody knows until when", NoCredential("", lack=Lack.SPENT)),
    (
        "all need their owner: a new sign-in, a word with Kiro's support, or to be enabled",
        NoCredential(""),
    ),
    (
        "none has the model",
        RequestRefused(model_unknown("NAME"), status=404, error_type="not_found_error"),
    ),
)


def render() -> str:
    """Return the whole page."""
    return "".join(
        (
            HEAD,
            *_told(OWN),
            NOBODY,
            *_told(LACKS),
            TABLE,
            *(_line(*cells) for cells in lines()),
            REFUSALS,
            *(_refusal(row) for row in ROWS),
        )
    )


def _told(errors: Sequence[tuple[str, Exception]]) -> Iterator[str]:
    for when, error in errors:
        said = answer(error, "")
        body = said.envelope.error
        yield _line(when, said.status, f"`{body.type}`", body.message, _headers(said))


def _headers(said: Answer) -> str:
    return ", ".join(f"`{name}: {value}`" for name, value in said.headers.items())


def _refusal(row: Row) -> str:
    meaning = row.meaning
    return _line(
        row.name,
        "; ".join(_signs(row)),
        meaning.status,
        f"`{meaning.error_type}`",
        FILLED_IN.get(row.name) or _message(row),
        ", ".join(_refusal_headers(row)),
        MAY_HELP[meaning.again],
    )


def _message(row: Row) -> str:
    hint = row.hint.format(index="N", ids="IDS")
    return f"[{hint}]{row.message}" if hint else row.message


def _signs(row: Row) -> Iterator[str]:
    yield from (f"`{reason}`" for reason in sorted(row.reasons))
    if row.text:
        yield f"message `{row.text}`"
    yield from (f"(`{reason}`)" for reason in sorted(row.families))
    yield from (f"kind `{kind}`" for kind in sorted(row.kinds))
    if isinstance(row.statuses, range) and row.statuses:
        yield f"HTTP {row.statuses.start} to {row.statuses.stop - 1}"
    else:
        yield from (f"HTTP {status}" for status in sorted(row.statuses))
    if row.is_page:
        yield "an HTML page"
    if row is ROWS[-1]:
        yield "nothing else fits"


def _refusal_headers(row: Row) -> Iterator[str]:
    if row.usual_wait_seconds is not None:
        yield f"`retry-after: {row.usual_wait_seconds}` or what Kiro says"
    if row.meaning.should_retry is not None:
        yield f"`x-should-retry: {str(row.meaning.should_retry).lower()}`"


def _line(*cells: object) -> str:
    escaped = (str(cell).replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(escaped)} |\n"


if __name__ == "__main__":
    REFERENCE.write_text(render(), encoding="utf-8")
