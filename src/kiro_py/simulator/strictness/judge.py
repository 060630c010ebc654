"""I judge a body by the table, and say the first thing that is wrong with it."""

from typing import Any, cast

import msgspec

from kiro_py.simulator.address import Address
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.model.conversation import (
    EMPTY_CONVERSATION,
    Conversation,
    read_conversation,
)
from kiro_py.simulator.replies import Refusal
from kiro_py.simulator.settings import Settings
from kiro_py.simulator.strictness.body import body_shape
from kiro_py.simulator.strictness.inspection import Inspection, Sender
from kiro_py.simulator.strictness.shape import Misfit, find_misfits
from kiro_py.simulator.strictness.table import RULES

_MAX_MISFITS = 50


def judge(call: Call, sender: Sender, settings: Settings) -> Conversation | Refusal:
    """Return the conversation in a body, or the first refusal it meets."""
    inspection = _inspect(call, sender, settings)
    for rule in RULES:
        if rule.row.name in settings.tolerates:
            continue
        if (found := rule.check(inspection)) is not None:
            return rule.row.refusal(found.detail, **found.places)
    return inspection.conversation


def _inspect(call: Call, sender: Sender, settings: Settings) -> Inspection:
    json_error = _find_json_error(call)
    misfits = _misfits(call.body, call.address) if json_error is None else ()
    conversation = read_conversation(call.body) or EMPTY_CONVERSATION
    return Inspection(
        raw_bytes=len(call.raw),
        max_bytes=settings.max_body_bytes,
        json_error=json_error,
        misfits=misfits,
        conversation=conversation,
        model=sender.models.get(conversation.current.model_id or "auto"),
        sender=sender,
    )


def _find_json_error(call: Call) -> str | None:
    if isinstance(call.body, dict):
        return None
    try:
        found: Any = msgspec.json.decode(call.raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return str(error)
    return f"expected an object, found {type(cast('object', found)).__name__}"


def _misfits(body: object, address: Address) -> tuple[Misfit, ...]:
    found = find_misfits(body, body_shape(address))
    return tuple(misfit for misfit, _ in zip(found, range(_MAX_MISFITS), strict=False))
