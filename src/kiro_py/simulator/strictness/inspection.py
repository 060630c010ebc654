"""I am a body laid out for the rules: its misfits, its conversation, and who sent it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from kiro_py.simulator.ledger import Call
from kiro_py.simulator.model.catalogue import DEFAULT_MODEL, Model
from kiro_py.simulator.model.conversation import (
    EMPTY_CONVERSATION,
    Conversation,
    read_conversation,
)
from kiro_py.simulator.model.signatures import Signer
from kiro_py.simulator.row import Row
from kiro_py.simulator.strictness.body import body_shape
from kiro_py.simulator.strictness.shape import Misfit, find_misfits

_MAX_MISFITS = 50


@dataclass(frozen=True, slots=True)
class Sender:
    """The account's side of a body: what its plan has, and what it may have signed.

    `models` are by id; `signers` makes the signers of every other account and model.
    """

    account: str
    models: dict[str, Model]
    signer: Callable[[str], Signer]
    other_signers: Callable[[str], Iterable[Signer]]


@dataclass(frozen=True, slots=True)
class Inspection:
    """Everything a rule may look at.

    With misfits the conversation may be empty, and then only the rules about shape find anything.
    """

    misfits: tuple[Misfit, ...]
    conversation: Conversation
    model: Model | None
    sender: Sender


@dataclass(frozen=True, slots=True)
class Found:
    """A breach: where, in words, and what fills the places of the row's message."""

    detail: str
    places: dict[str, Any] = field(default_factory=dict[str, Any])


Check = Callable[[Inspection], Found | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table with the check that finds a breach of it."""

    row: Row
    check: Check


def inspect(call: Call, sender: Sender) -> Inspection:
    """Lay out a body that is JSON."""
    misfits = find_misfits(call.body, body_shape(call.address))
    conversation = read_conversation(call.body) or EMPTY_CONVERSATION
    return Inspection(
        misfits=tuple(misfit for misfit, _ in zip(misfits, range(_MAX_MISFITS), strict=False)),
        conversation=conversation,
        model=sender.models.get(conversation.current.model_id or DEFAULT_MODEL.id),
        sender=sender,
    )
