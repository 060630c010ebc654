"""What the front door hands in, and the patience with which it is carried."""

from dataclasses import dataclass

from kiro_py.clients.client import MAIN, Client
from kiro_py.wire.anthropic.request import MessagesRequest


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of a client: what it says, the ids its answer will bear, and who asks."""

    request: MessagesRequest
    request_id: str
    message_id: str
    client: Client = MAIN


@dataclass(frozen=True, slots=True)
class ExchangeLimits:
    """How long each silence may last, in seconds.

    `hold_before_headers`: how long the client's own headers wait for the upstream's, so that a
    refusal can still be an HTTP status; `hold_after_headers`: how long they wait for the first
    frame after that.  `ping_interval`: the longest silence a client meets (Claude Code warns its
    user at 20 s).  `idle_timeout`: the longest silence of the upstream (40 to 100 s are normal
    while a model thinks).  `finish_grace`: how long the rest of the tail may take, since the
    service sometimes neither sends more nor closes.
    """

    hold_before_headers: float = 10.0
    hold_after_headers: float = 3.0
    ping_interval: float = 15.0
    idle_timeout: float = 300.0
    finish_grace: float = 5.0
