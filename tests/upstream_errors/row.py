"""One row of the table of upstream errors: how Kiro fails, and all that must follow."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from kiro_py.errors import ErrorType
from kiro_py.pool.standing import State
from kiro_py.simulator.faults.effects import Answer, Effect


@dataclass(frozen=True, slots=True)
class Told:
    """What the client gets: `retry_after` and `should_retry` are headers."""

    status: int
    error_type: ErrorType
    message: str
    retry_after: int | None = None
    should_retry: bool | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """How the credential stands afterwards; `seconds` is how long that lasts."""

    state: State = State.READY
    reason: str = ""
    strikes: int = 0
    seconds: int | None = None
    is_barred: bool = False


@dataclass(frozen=True, slots=True)
class Meets:
    """What a request meets: a fault of the answer, or else an expired token and its renewal's end.

    `kind` is the simulator's kind of sign-in; `hosts` are those that are asked, in their order.
    """

    name: str
    effect: Effect | None = None
    renewal: Answer | None = None
    kind: str = "social"
    hosts: tuple[str, ...] = ("q", "runtime")


class Other(Enum):
    """Whether another credential serves the request."""

    NEVER = "no"
    SERVES = "yes"
    IF_ALLOWED = "if `failoverOnAccountLimit` is on"


PLAIN: dict[str, Any] = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 1000,
    "messages": [{"role": "user", "content": "say: hello"}],
}
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQAB"
    "h6FO1AAAAABJRU5ErkJggg=="
)
PICTURE: dict[str, Any] = PLAIN | {
    "messages": [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "say: hello"},
                {
                    "type": "image",
                    "source": {
                        "type": "base64",
                        "media_type": "image/png",
                        "data": PNG,
                    },
                },
            ],
        }
    ]
}
TOOL: dict[str, Any] = PLAIN | {"tools": [{"name": "Read", "input_schema": {"type": "object"}}]}
REASONING: dict[str, Any] = PLAIN | {
    "model": "claude-opus-4-6",
    "thinking": {"type": "adaptive"},
    "messages": [
        {"role": "user", "content": "say: hi"},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "hm", "signature": "c29tZWJvZHkgZWxzZQ=="},
                {"type": "text", "text": "hi"},
            ],
        },
        {"role": "user", "content": "say: hello"},
    ],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """All that must follow when Kiro fails in one of these ways.

    `asked` says what is special about the request, in words.  `calls` are the questions to Kiro
    altogether, for a gateway with one credential; what heals before the last of them is not
    noticed.  `renewals` are those of the credential's token.
    """

    number: str
    meets: tuple[Meets, ...]
    told: Told
    calls: int = 1
    renewals: int = 0
    left: Left = field(default_factory=Left)
    other: Other = Other.NEVER
    asks: dict[str, Any] = field(default_factory=lambda: PLAIN)
    asked: str = ""

    @property
    def can_heal(self) -> bool:
        """Whether the last call can be the one that comes through."""
        return self.calls > 1


def says(name: str, status: int, message: str, reason: str | None = None, **more: Any) -> Meets:
    """Return a refusal as the service puts it."""
    return Meets(name, Answer(status=status, body={"message": message, "reason": reason, **more}))
