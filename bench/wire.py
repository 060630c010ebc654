"""What goes over the bench's wires: numbered events, and requests that say how to be answered.

Every event carries a mark (`#0042;`) in its text, which survives Kiro's frames and Anthropic's
events alike, so one reader counts both and sees at once what is lost or out of order.  A request
carries its plan (`bench events=200 rate=30 frames=1`) in its text, which survives translation.
"""

import re
from dataclasses import dataclass
from typing import Final

import msgspec

from kiro_py.eventstream.encoder import encode

PERIOD: Final = 4096
"""Marks count up to this and begin again, so that all frames can be made beforehand."""

MARK: Final = re.compile(rb"#\d{4};")
MARK_BYTES: Final = 6
MARKS: Final = [b"#%04d;" % number for number in range(PERIOD)] * 2
"""Twice, so that any run of a period's length is one slice."""

COUNTED_EVENTS: Final = 4_000
"""Up to here an answer is counted against its `max_tokens`, as most answers are."""

GATEWAY_KEY: Final = "key-of-the-bench"

_PLAN: Final = re.compile(rb"bench events=(\d+) rate=([\d.]+) frames=(\d+)")


@dataclass(frozen=True, slots=True)
class Plan:
    """How a request wants to be answered.

    `events` a stream, `rate` of writes a second (0: as fast as it is read), `frames` in a write.
    """

    events: int
    rate: float = 0.0
    frames: int = 1

    @property
    def seconds(self) -> float:
        """How long an answer takes, when it has a pace."""
        return self.events / self.frames / self.rate

    @property
    def max_tokens(self) -> int:
        """What coding clients ask for; only an answer beyond all measure needs the model's most."""
        return 32_000 if self.events < COUNTED_EVENTS else 64_000

    def text(self) -> str:
        """Return the plan as a prompt."""
        return f"bench events={self.events} rate={self.rate:.3f} frames={self.frames}"


def find_plan(body: bytes) -> Plan | None:
    """Return the plan inside a request, in whichever tongue it is."""
    found = _PLAN.search(body)
    return found and Plan(int(found[1]), float(found[2]), int(found[3]))


def frames() -> list[bytes]:
    """Return a period of text events, as Kiro would send them."""
    return [
        _frame(
            "assistantResponseEvent",
            {"content": f" a word {MARKS[number].decode()}", "modelId": "claude-sonnet-4.5"},
        )
        for number in range(PERIOD)
    ]


def tail() -> bytes:
    """Return the end of an answer."""
    return (
        _frame("metadataEvent", {"stopReason": "END_TURN"})
        + _frame("contextUsageEvent", {"contextUsagePercentage": 4.25})
        + _frame("meteringEvent", {"unit": "credit", "unitPlural": "credits", "usage": 0.0897})
    )


def ask_gateway(plan: Plan, port: int) -> bytes:
    """Return a whole HTTP request for the gateway."""
    body = {
        "model": "claude-sonnet-4-5",
        "max_tokens": plan.max_tokens,
        "stream": True,
        "messages": [{"role": "user", "content": plan.text()}],
    }
    return _post("/v1/messages", port, body, f"x-api-key: {GATEWAY_KEY}\r\n")


def ask_kiro(plan: Plan, port: int) -> bytes:
    """Return a whole HTTP request for the sender, or for the relay before it."""
    turn = {"content": plan.text(), "modelId": "claude-sonnet-4.5", "origin": "AI_EDITOR"}
    state = {
        "chatTriggerType": "MANUAL",
        "conversationId": "00000000-0000-4000-8000-000000000001",
        "currentMessage": {"userInputMessage": turn},
    }
    return _post("/generateAssistantResponse", port, {"conversationState": state})


def _post(path: str, port: int, body: object, headers: str = "") -> bytes:
    data = msgspec.json.encode(body)
    head = (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n{headers}"
        f"content-type: application/json\r\ncontent-length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data


def _frame(name: str, payload: dict[str, object]) -> bytes:
    headers = {
        ":event-type": name,
        ":content-type": "application/json",
        ":message-type": "event",
    }
    return encode(headers, msgspec.json.encode(payload))
