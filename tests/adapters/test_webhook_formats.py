"""Warnings in the words of those who receive them."""

import base64
import hashlib
import hmac
import json
from typing import Any, get_args

import pytest

from kiro_py.adapters.webhook_formats import (
    MOST_LINES,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Format,
    Message,
    message,
    refusal,
)
from kiro_py.config.table import SETTINGS
from kiro_py.ports.warnings import Concern, Warned

NOW = 1_800_000_000.5
SPENT = Warned(
    Concern("spent", "notice", 1, "the credits of ada@example.com are used up", "wait"),
    1_799_999_000.0,
)
EMPTY = Warned(Concern("pool empty", "critical", None, "no credential can be used", "sign in"), NOW)
TEXT = (
    "kiro-py warns:\n"
    "critical: no credential can be used (sign in)\n"
    "notice: the credits of ada@example.com are used up (wait)"
)


def told(form: Format, secret: str | None = None, warnings: list[Warned] | None = None) -> Message:
    return message(form, warnings or [EMPTY, SPENT], secret, NOW)


def body(form: Format, secret: str | None = None) -> dict[str, Any]:
    return json.loads(told(form, secret).body)


def test_the_setting_offers_every_format():
    """None is written in two places."""
    (setting,) = (each for each in SETTINGS if each.name == "webhook.format")
    assert get_args(Format) == setting.kind.choices


def test_a_program_gets_everything_that_is_known():
    """Times are RFC 3339 in UTC, names are those of the admin API."""
    found = body("generic")
    assert ("warnings", "2027-01-15T08:00:00.500000Z") == (found["type"], found["at"])
    assert {
        "kind": "spent",
        "level": "notice",
        "credentialId": 1,
        "since": "2027-01-15T07:43:20Z",
        "text": "the credits of ada@example.com are used up",
        "mend": "wait",
    } == found["warnings"][1]


def test_a_program_can_tell_who_has_sent_it():
    """The signature is over the time and the body, so that an old message cannot be sent again."""
    found = told("generic", "a secret")
    stamp = found.headers[TIMESTAMP_HEADER]
    expected = hmac.new(b"a secret", stamp.encode() + b"." + found.body, hashlib.sha256).hexdigest()
    assert ("1800000000", f"sha256={expected}") == (stamp, found.headers[SIGNATURE_HEADER])
    assert SIGNATURE_HEADER not in told("generic").headers


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("slack", {"text": TEXT}),
        ("dingtalk", {"msgtype": "text", "text": {"content": TEXT}}),
        ("feishu", {"msg_type": "text", "content": {"text": TEXT}}),
    ],
)
def test_a_chat_gets_lines(form: Format, expected: dict[str, Any]):
    """One for each warning, the worst first."""
    assert (expected, "") == (body(form), told(form).query)


def test_slack_takes_nothing_for_a_command():
    """What the service has said may hold anything."""
    odd = Warned(Concern("file unusable", "critical", None, "<!channel> & co", "mend it"), NOW)
    assert "&lt;!channel&gt; &amp; co" in json.loads(told("slack", None, [odd]).body)["text"]


def test_dingtalk_is_signed_in_its_address():
    """With the time in milliseconds and the secret, by the secret."""
    expected = "timestamp=1800000000500&sign="
    query = told("dingtalk", "SECexample").query
    signed = hmac.new(b"SECexample", b"1800000000500\nSECexample", hashlib.sha256).digest()
    sign = base64.b64encode(signed).decode()
    quoted = sign.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    assert expected + quoted == query


def test_feishu_is_signed_in_its_body():
    """With the time in seconds: the two together are the key, and nothing is what is signed."""
    found = body("feishu", "a secret")
    signed = hmac.new(b"1800000000\na secret", b"", hashlib.sha256).digest()
    assert ("1800000000", base64.b64encode(signed).decode()) == (found["timestamp"], found["sign"])


def test_a_thousand_warnings_are_no_flood():
    """A chat gets some and the number of the rest, a program gets all of them."""
    many = [SPENT] * 1_000
    lines = json.loads(told("slack", None, many).body)["text"].splitlines()
    assert (MOST_LINES + 2, "and 980 more") == (len(lines), lines[-1])
    assert 1_000 == len(json.loads(told("generic", None, many).body)["warnings"])


@pytest.mark.parametrize("form", get_args(Format))
def test_a_long_text_is_cut(form: Format):
    """Whatever somebody else's error message was."""
    long = Warned(Concern("file unusable", "critical", None, "x" * 10_000, "mend it"), NOW)
    assert len(told(form, None, [long]).body) < 1_000


@pytest.mark.parametrize(
    ("form", "status", "answer", "expected"),
    [
        ("generic", 200, b"anything", None),
        ("generic", 204, b"", None),
        ("generic", 302, b"", "HTTP 302"),
        ("slack", 200, b"ok", None),
        ("slack", 404, b"no_service", "HTTP 404"),
        ("dingtalk", 200, b'{"errcode":0,"errmsg":"ok"}', None),
        (
            "dingtalk",
            200,
            b'{"errcode":310000,"errmsg":"sign not match"}',
            "errcode 310000: sign not match",
        ),
        ("feishu", 200, b'{"code":0,"msg":"success"}', None),
        ("feishu", 200, b'{"StatusCode":0,"StatusMessage":"success"}', None),
        ("feishu", 200, b'{"code":19021,"msg":"sign match fail"}', "code 19021: sign match fail"),
        ("feishu", 200, b"<html>", "an answer that is no JSON object"),
        ("dingtalk", 200, b"[]", "an answer that is no JSON object"),
    ],
)
def test_a_no_is_known_for_one(form: Format, status: int, answer: bytes, expected: str | None):
    """Chat services say no with status 200, too."""
    assert expected == refusal(form, status, answer)
