"""Warnings in the words of those who receive them.

Each of the chat services has its own message, its own signature, and its own way to say no with
status 200.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import quote_plus

import msgspec

from kiro_py.ports.warnings import Warned

Format: TypeAlias = Literal["generic", "slack", "dingtalk", "feishu"]

MOST_LINES: Final = 20
"""How many warnings a chat message spells out; a page shows the rest."""

LONGEST_TEXT: Final = 300
"""How much of one warning is posted: the rest would be somebody else's error message."""

TIMESTAMP_HEADER: Final = "x-kiro-py-timestamp"
SIGNATURE_HEADER: Final = "x-kiro-py-signature"

_SUCCESS: Final = 2
_NO: Final = {"dingtalk": ("errcode", "errmsg"), "feishu": ("code", "msg")}
"""Where the answer with status 200 says what is wrong."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted: all of it apart from where it goes, but for `query` at the end of that."""

    body: bytes
    headers: dict[str, str]
    query: str = ""


def message(form: Format, warnings: Sequence[Warned], secret: str | None, now: float) -> Message:
    """Return the message that tells `warnings` at `now`, signed if there is a `secret`."""
    headers = {"content-type": "application/json", "user-agent": "kiro-py"}
    match form:
        case "generic":
            body = msgspec.json.encode(_generic(warnings, now))
            return Message(body, headers | _signed(body, secret, now))
        case "slack":
            return Message(msgspec.json.encode({"text": _for_slack(_text(warnings))}), headers)
        case "dingtalk":
            content = {"msgtype": "text", "text": {"content": _text(warnings)}}
            return Message(msgspec.json.encode(content), headers, _dingtalk_query(secret, now))
        case "feishu":
            content = {"msg_type": "text", "content": {"text": _text(warnings)}}
            return Message(msgspec.json.encode(_feishu_signed(secret, now) | content), headers)


def refusal(form: Format, status: int, body: bytes) -> str | None:
    """Return why an answer means no, `None` when it means yes; its words may hold no secret."""
    if status // 100 != _SUCCESS:
        return f"HTTP {status}"
    if form not in _NO:
        return None
    code, words = _NO[form]
    try:
        answer = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "an answer that is no JSON object"
    found = answer.get(code, 0)
    return None if found == 0 else f"{code} {found!r}: {answer.get(words, '')}"[:LONGEST_TEXT]


def _generic(warnings: Sequence[Warned], now: float) -> dict[str, Any]:
    return {
        "type": "warnings",
        "at": datetime.fromtimestamp(now, UTC),
        "warnings": [
            {
                "kind": each.concern.kind,
                "level": each.concern.level,
                "credentialId": each.concern.credential_id,
                "since": datetime.fromtimestamp(each.since, UTC),
                "text": each.concern.text[:LONGEST_TEXT],
                "mend": each.concern.mend,
            }
            for each in warnings
        ],
    }


def _text(warnings: Sequence[Warned]) -> str:
    lines = [
        f"{each.concern.level}: {each.concern.text[:LONGEST_TEXT]} ({each.concern.mend})"
        for each in warnings[:MOST_LINES]
    ]
    more = len(warnings) - len(lines)
    return "\n".join(["kiro-py warns:", *lines, *([f"and {more} more"] if more else [])])


def _for_slack(text: str) -> str:
    """Escape what Slack would take for a link or a command."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _signed(body: bytes, secret: str | None, now: float) -> dict[str, str]:
    if secret is None:
        return {}
    stamp = str(int(now))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {TIMESTAMP_HEADER: stamp, SIGNATURE_HEADER: f"sha256={digest}"}


def _dingtalk_query(secret: str | None, now: float) -> str:
    """Return DingTalk's signature: of time (in milliseconds) and secret, with the secret."""
    if secret is None:
        return ""
    stamp = str(int(now * 1000))
    signed = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return f"timestamp={stamp}&sign={quote_plus(base64.b64encode(signed))}"


def _feishu_signed(secret: str | None, now: float) -> dict[str, Any]:
    """Return Feishu's signature: of nothing, with time (in seconds) and secret."""
    if secret is None:
        return {}
    stamp = str(int(now))
    signed = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": stamp, "sign": base64.b64encode(signed).decode()}
