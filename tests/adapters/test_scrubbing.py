"""Secrets become fictional; words, thinking and framing stay."""

import base64
import random
from itertools import pairwise
from time import process_time
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.adapters.scrubbing import scrub, scrub_pieces, scrub_text
from kiro_py.eventstream.frame import Frame, HeaderValue

SECONDS_OF_A_SLOW_MACHINE = 5
FICTIONAL_ARN = "arn:aws:codewhisperer:us-east-1:123456789012:profile/EXAMPLE00000"

TEXTS = [
    ("mail ann.lee+x@corp.example.net now", "mail user@example.com now"),
    ("написать аня@почта.example тут", "написать user@example.com тут"),
    ("cut off: ann@cor", "cut off: user@example.com"),
    ("arn:aws:codewhisperer:eu-central-1:444455556666:profile/ABCDEFGHIJKL", FICTIONAL_ARN),
    ('"arn:aws-us-gov:iam::444455556666:role/admin",', f'"{FICTIONAL_ARN}",'),
    ("account 444455556666.", "account 123456789012."),
    ("Authorization: Bearer abcdefghijklmnop0123", "Authorization: Bearer example-token"),
    ("key ksk_abcDEF-123_x.", "key ksk_example."),
    ("eyJhbGciOiJub25l.eyJzdWIiOiJub2JvZHki.c2ln", "example-token"),
    ("aoaAAAAAGxyzabcdefghijklmnop:qrs", "example-token"),
    (r'{"to":"\nann@corp.example"}', r'{"to":"\nuser@example.com"}'),
    (r"\u00e9ann@corp.example", r"\u00e9user@example.com"),
]

UNTOUCHED = [
    "a plain sentence, 12345678901 and 1234567890123",
    "the bearer of good news",
    "@decorator and x @ y",
    r"C:\new\table \u0041 \" \\ done",
    "tooluse_ExampleReadTheFile0001",
    "",
]


@pytest.mark.parametrize(("text", "scrubbed"), TEXTS, ids=[row[0][:12] for row in TEXTS])
def test_each_kind_of_secret_becomes_fictional(text: str, scrubbed: str):
    """What stands around it stays."""
    assert scrubbed == scrub_text(text)


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_no_secret_stays(text: str):
    """Numbers of other lengths, words and escapes are left alone."""
    assert text == scrub_text(text)


@given(
    st.lists(st.sampled_from([row[0] + " " for row in TEXTS])),
    st.lists(st.integers(0, 600)),
)
def test_any_cut_of_a_text_is_scrubbed_alike(texts: list[str], places: list[int]):
    """The pieces join to the same text, wherever the borders were."""
    text = "".join(texts)
    bounds = sorted({0, len(text), *(place for place in places if place < len(text))})
    pieces = [text[begin:end] for begin, end in pairwise(bounds)]
    told = scrub_pieces(pieces)
    assert (len(pieces), scrub_text(text)) == (len(told), "".join(told))


def test_a_secret_is_replaced_where_it_began():
    """Later pieces lose their part of it and stay, even when empty."""
    pieces = ["to ann", "@corp", "", ".example", " and", " 4444", "55556666!"]
    assert ["to user@example.com", "", "", "", " and", " 123456789012", "!"] == scrub_pieces(pieces)


@pytest.mark.parametrize(
    "run",
    [
        base64.b64encode(random.Random(1).randbytes(150_000)).decode(),
        "eyJ" * 66_000,
        "a@" * 100_000,
        "." * 200_000,
    ],
    ids=["base64", "token starts", "signs", "dots"],
)
def test_a_long_run_takes_linear_time(run: str):
    """Two hundred thousand characters without a break take a moment; in square time, a minute."""
    began = process_time()
    scrub_text(run)
    assert process_time() - began < SECONDS_OF_A_SLOW_MACHINE


def event(kind: str, **payload: object) -> Frame:
    return Frame({":event-type": kind}, msgspec.json.encode(payload))


def payloads(*frames: Frame) -> list[object]:
    """Return the scrubbed payloads of a stream."""
    return [msgspec.json.decode(frame.payload) for frame in scrub(frames).frames]


@pytest.mark.parametrize(
    ("kind", "member"),
    [
        ("assistantResponseEvent", "content"),
        ("reasoningContentEvent", "text"),
        ("codeEvent", "content"),
    ],
)
def test_a_secret_across_events_is_found(kind: str, member: str):
    """The pieces of one text are read together, whatever comes between them."""
    stream = [
        event(kind, **{member: "ann@"}),
        event("other"),
        event(kind, **{member: "corp.example"}),
    ]
    assert [{member: "user@example.com"}, {}, {member: ""}] == payloads(*stream)


def test_interleaved_tool_inputs_are_each_read_together():
    """The fragments of a call belong together by its id."""
    stream = [
        event("toolUseEvent", toolUseId="one", input='{"a":"ann@'),
        event("toolUseEvent", toolUseId="two", input='{"b":"ksk_'),
        event("toolUseEvent", toolUseId="one", input='corp.example"}'),
        event("toolUseEvent", toolUseId="two", input='abc"}'),
    ]
    assert [
        {"toolUseId": "one", "input": '{"a":"user@example.com'},
        {"toolUseId": "two", "input": '{"b":"ksk_example'},
        {"toolUseId": "one", "input": '"}'},
        {"toolUseId": "two", "input": '"}'},
    ] == payloads(*stream)


def test_a_tool_input_that_is_an_object_is_walked():
    """Names, strings, lists and account numbers inside it are scrubbed."""
    found = {"ann@corp.example": ["ksk_abc", 444455556666, 1.5, True, None, {"n": 12}]}
    expected = {"user@example.com": ["ksk_example", 123456789012, 1.5, True, None, {"n": 12}]}
    assert [{"toolUseId": "one", "input": expected}] == payloads(
        event("toolUseEvent", toolUseId="one", input=found)
    )


def test_identities_are_numbered():
    """Equal ids get equal names, others other ones, and every one looks like an id."""
    first, second = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
    stream = [
        event("messageMetadataEvent", conversationId="7f3c", utteranceId="91ab"),
        event("assistantResponseEvent", content="hi", messageId="7f3c"),
    ]
    assert [
        {"conversationId": first, "utteranceId": second},
        {"content": "hi", "messageId": first},
    ] == payloads(*stream)


@pytest.mark.parametrize("member", ["signature", "redactedContent"])
def test_what_only_the_model_reads_is_kept(member: str):
    """Changed, it would be worth nothing."""
    payload = {member: "aoaAAAAAGxyzabcdefghijklmnop444455556666="}
    assert [payload] == payloads(event("reasoningContentEvent", **payload))


def test_an_opaque_name_with_other_content_is_scrubbed():
    """Only a string can be a signature."""
    assert [{"signature": {"key": "ksk_example"}}] == payloads(
        event("reasoningContentEvent", signature={"key": "ksk_abc"})
    )


@pytest.mark.parametrize(
    "payload",
    [b"not json", b'"\xff"', b'{"lone":"\\ud83d"}', b"[" * 100_000],
    ids=["text", "bytes", "surrogate", "deep"],
)
def test_a_payload_that_cannot_be_read_is_emptied(payload: bytes):
    """What cannot be read cannot be scrubbed; it is counted."""
    told = scrub([Frame({}, payload), Frame({}, b"")])
    assert ((Frame({}, b""), Frame({}, b"")), 1) == (told.frames, told.emptied_payloads)


def test_what_lies_too_deep_is_dropped():
    """A hundred levels are followed and no more."""
    told = scrub([Frame({}, b'{"a":' * 101 + b'"ksk_abc"' + b"}" * 101)])
    assert b'{"a":' * 100 + b"null" + b"}" * 100 == told.frames[0].payload


@pytest.mark.parametrize(
    ("value", "scrubbed"),
    [
        ("for ann@corp.example", "for user@example.com"),
        (b"anything", b""),
        (UUID("7f3c0000-0000-4000-8000-000000000000"), UUID(int=0, version=4)),
        (7, 7),
        (True, True),
    ],
    ids=["string", "bytes", "uuid", "number", "boolean"],
)
def test_headers_are_scrubbed(value: HeaderValue, scrubbed: HeaderValue):
    """Strings like texts, ids become nobody's; bytes go, since nobody knows what they are."""
    (frame,) = scrub([Frame({":error-message": value}, b"")]).frames
    assert {":error-message": scrubbed} == frame.headers
