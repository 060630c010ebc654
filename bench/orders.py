"""What the bench may order its client to do, and what the client reports."""

from typing import Literal

import msgspec

from bench.wire import Plan


class Ask(msgspec.Struct, frozen=True):
    """A request for the gateway, or for whoever speaks as Kiro does, on a port of the loopback."""

    port: int
    plan: Plan
    is_gateway: bool = False


class Order(msgspec.Struct, frozen=True):
    """One thing to do.

    `open`: begin `count` streams of the first ask, report when each has its first event;
    `churn`: keep `count` streams going, each followed by another; `tell`: report; `wait`: begin no
    others, and report when all have ended; `probe`: ask each in turn, `count` times.
    """

    do: Literal["open", "churn", "tell", "wait", "probe"]
    asks: list[Ask] = []
    count: int = 0


class Tally(msgspec.Struct):
    """What came back since the last `open` or `churn`; `lost` are events that did not come."""

    asked: int = 0
    begun: int = 0
    ended: int = 0
    failed: int = 0
    events: int = 0
    lost: int = 0
    disordered: int = 0

    def must_be_whole(self) -> None:
        """Refuse to measure what does not work."""
        if self.failed or self.lost or self.disordered or self.ended != self.asked:
            raise SystemExit(f"streams were broken: {self}")


class Probed(msgspec.Struct, frozen=True):
    """For each round, the seconds to the first event of each ask."""

    seconds: list[list[float]]
