"""I judge a body by the table, and say the first thing that is wrong with it."""

from typing import Any, cast

import msgspec

from kiro_py.simulator.ledger import Call
from kiro_py.simulator.model.conversation import Conversation
from kiro_py.simulator.replies import Refusal
from kiro_py.simulator.settings import Settings
from kiro_py.simulator.strictness.inspection import Sender, inspect
from kiro_py.simulator.strictness.table import BYTE_ROWS, RULES

_BYTE_ROWS = {row.name: row for row in BYTE_ROWS}


def judge_bytes(call: Call, settings: Settings) -> Refusal | None:
    """Return what is wrong with a body before anybody asks who sent it."""
    if len(call.raw) > settings.max_body_bytes:
        detail = f"over {settings.max_body_bytes} bytes"
        return _BYTE_ROWS["body-too-long"].refusal(detail)
    if (json_error := _find_json_error(call)) is not None:
        return _BYTE_ROWS["body-not-json"].refusal(json_error)
    return None


def judge(call: Call, sender: Sender, settings: Settings) -> Conversation | Refusal:
    """Return the conversation in a body, or the first refusal it meets.

    `judge_bytes` has found nothing wrong with it.
    """
    inspection = inspect(call, sender)
    for rule in RULES:
        if rule.row.name in settings.tolerates:
            continue
        if (found := rule.check(inspection)) is not None:
            return rule.row.refusal(found.detail, **found.places)
    return inspection.conversation


def _find_json_error(call: Call) -> str | None:
    if isinstance(call.body, dict):
        return None
    try:
        found: Any = msgspec.json.decode(call.raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return str(error)
    return f"expected an object, found {type(cast('object', found)).__name__}"
