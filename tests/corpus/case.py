"""What a case of the corpus is, and the words to write one with."""

from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]

MODEL: Final = "claude-opus-4-8"


@dataclass(frozen=True, slots=True)
class Case:
    """A request of a client: `why` tells where such a one comes from, or what it once broke."""

    name: str
    why: str
    body: Json


def case(name: str, why: str, /, *messages: Json, **members: Any) -> Case:
    """Return a case; without messages the user says one word."""
    said = list(messages) or [{"role": "user", "content": "Go."}]
    return Case(name, why, {"model": MODEL, "max_tokens": 1024, "messages": said, **members})
