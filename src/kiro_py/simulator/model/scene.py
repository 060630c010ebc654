"""I am what the model may know when it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from kiro_py.simulator.model.answer import Performance
from kiro_py.simulator.model.catalogue import Model, Reasoning
from kiro_py.simulator.model.conversation import Conversation
from kiro_py.simulator.model.recordings import Recordings
from kiro_py.simulator.model.signatures import Signer

Thinking = Literal["native", "redacted", "tags"]


@dataclass(frozen=True, slots=True)
class Scene:
    """One question to the model."""

    conversation: Conversation
    model: Model
    signer: Signer
    recordings: Recordings

    @property
    def occasion(self) -> str:
        """What tells this answer from every other one of its conversation."""
        state = self.conversation.conversation_state
        return f"{state.conversation_id or ''}/{len(self.conversation.turns)}"

    @property
    def input_tokens(self) -> int:
        """What the question takes, as its model counts."""
        return self.model.count(self.conversation.input_tokens)

    @property
    def max_tokens(self) -> int:
        """Where the answer is cut: what was asked for, else what the model can do."""
        asked = self.conversation.fields.get("max_tokens")
        return asked if isinstance(asked, int) else self.model.max_output_tokens

    @property
    def thinking(self) -> Thinking | None:
        """How the model shows its reasoning this time, `None` when it does not reason."""
        if self.model.reasoning is Reasoning.TAGS:
            return "tags" if _asks_for_tags(self.conversation) else None
        fields = self.conversation.fields
        if "reasoning" in fields:
            return "redacted" if fields["reasoning"].get("effort", "none") != "none" else None
        if "thinking" not in fields:
            return "native" if self.model.thinks_unasked else None
        return None if fields["thinking"].get("type") == "disabled" else "native"

    @property
    def shows_reasoning(self) -> bool:
        """Whether the words of native reasoning are sent, and not its signature only."""
        thinking = self.conversation.fields.get("thinking", {})
        return thinking.get("display") != "omitted"


Script = Callable[[Scene], Performance]
"""A model of one's own: a question in, an answer or a recording out."""


def _asks_for_tags(conversation: Conversation) -> bool:
    """Whether the first turn holds the prompt tag that makes older models reason in tags."""
    first = conversation.turns[0].content
    return "<thinking_mode>" in first and "<thinking_mode>disabled" not in first
