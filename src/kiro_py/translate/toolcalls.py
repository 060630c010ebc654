"""I gather tool calls that arrive in pieces, several at a time, and give them away whole.

Rule 1: a call leaves only when its input is a whole JSON object.  Rule 2: calls leave in the
order in which they began.  Rule 3: a call without arguments may never be told to stop; at a
proper end of the turn an empty input is `{}`.  Rule 4: where the turn was cut short, an input
counts as whole only if nothing could follow it.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from kiro_py.errors import UpstreamBroken
from kiro_py.wire.kiro.events import ToolUseEvent


class ToolCall(NamedTuple):
    """A whole call; `input_json` is the text of a JSON object."""

    id: str
    name: str
    input_json: str


@dataclass(slots=True)
class _Pending:
    name: str
    fragments: list[str] = field(default_factory=list[str])
    whole_object: str | None = None
    stopped: bool = False

    @property
    def has_end(self) -> bool:
        """Whether nothing could follow: it was told to stop, or is the text of an object."""
        return self.stopped or bool("".join(self.fragments).strip())

    def input_json(self) -> str | None:
        """Return the input as the text of a JSON object, or `None` when it is not one (yet)."""
        text = self.whole_object if self.whole_object is not None else "".join(self.fragments)
        if not text.strip():
            return "{}"
        try:
            msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        except (msgspec.MsgspecError, RecursionError):
            return None
        return text


class ToolCalls:
    """The calls of one turn, from first piece to last."""

    __slots__ = ("_done", "_pending")

    def __init__(self) -> None:
        self._pending: dict[str, _Pending] = {}
        self._done: set[str] = set()

    def receive(self, event: ToolUseEvent) -> list[ToolCall]:
        """Take a piece and return the calls that are whole now.

        Raises `UpstreamBroken` on a piece that belongs to no call: no name on the first one, more
        input after the last one, or text and object mixed.
        """
        if event.tool_use_id in self._done:
            if event.input:
                raise UpstreamBroken(
                    f"more input for tool call {event.tool_use_id!r} after its end"
                )
            return []
        pending = self._pending.get(event.tool_use_id)
        if pending is None:
            if not event.name:
                raise UpstreamBroken(f"tool call {event.tool_use_id!r} without a name")
            pending = self._pending[event.tool_use_id] = _Pending(event.name)
        _grow(pending, event)
        return self._leaving()

    def finish(self, *, is_cut_short: bool = False) -> tuple[list[ToolCall], str | None]:
        """Return what is whole at the end of the turn, and the name of a call that is not."""
        calls: list[ToolCall] = []
        half: str | None = None
        for tool_use_id, pending in self._pending.items():
            input_json = pending.input_json()
            if input_json is None or (is_cut_short and not pending.has_end):
                half = half or pending.name
            else:
                calls.append(ToolCall(tool_use_id, pending.name, input_json))
        self._pending.clear()
        return calls, half

    def _leaving(self) -> list[ToolCall]:
        calls: list[ToolCall] = []
        for tool_use_id, pending in list(self._pending.items()):
            input_json = pending.input_json() if pending.stopped else None
            if input_json is None:
                break
            calls.append(ToolCall(tool_use_id, pending.name, input_json))
            self._done.add(tool_use_id)
            del self._pending[tool_use_id]
        return calls


def _grow(pending: _Pending, event: ToolUseEvent) -> None:
    match event.input:
        case None | "":
            pass
        case str(fragment):
            if pending.whole_object is not None:
                raise UpstreamBroken(f"tool call {pending.name!r} mixes object and text input")
            pending.fragments.append(fragment)
        case growing:
            if pending.fragments:
                raise UpstreamBroken(f"tool call {pending.name!r} mixes text and object input")
            pending.whole_object = msgspec.json.encode(growing).decode()
    pending.stopped = pending.stopped or bool(event.stop)
