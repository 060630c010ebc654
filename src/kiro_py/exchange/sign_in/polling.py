"""When a service is asked again whether its person has agreed, and when it is over.

Rule 1.  Nothing is asked before the interval has passed.  RFC 8628: `slow_down` means that "the
interval MUST be increased by 5 seconds for this and all subsequent requests".

Rule 2.  A service that says nothing is asked half as often from then on, up to a limit.

Rule 3.  Once the code has expired nobody is asked any more.
"""

from dataclasses import dataclass, replace
from typing import Final, assert_never

from kiro_py.kiro.device import (
    EXPIRED,
    Device,
    Granted,
    Heard,
    Pending,
    Refused,
    SlowDown,
    Unheard,
)

SLOWER_SECONDS: Final = 5.0
"""What `slow_down` adds to the interval."""

SHORTEST_INTERVAL_SECONDS: Final = 1.0
"""The least that is waited, whatever the service allows."""

LONGEST_INTERVAL_SECONDS: Final = 60.0
"""The most that is waited of our own choice."""


@dataclass(frozen=True, slots=True)
class Polling:
    """A code that is waited for; times are of the wall clock."""

    interval_seconds: float
    ask_at: float
    expires_at: float

    @property
    def is_late(self) -> bool:
        """Whether the code will have expired by the next time."""
        return self.ask_at >= self.expires_at


def begun(device: Device, now: float) -> Polling:
    """Return how to wait for `device`, whose code has just been given."""
    interval = max(device.interval_seconds, SHORTEST_INTERVAL_SECONDS)
    return Polling(interval, now + interval, now + device.lifetime_seconds)


def settle(polling: Polling, heard: Heard, now: float) -> Polling | Granted | Refused:
    """Return how to go on after `heard`, or how it has ended."""
    match heard:
        case Granted() | Refused():
            return heard
        case Pending():
            interval = polling.interval_seconds
        case SlowDown():
            interval = polling.interval_seconds + SLOWER_SECONDS
        case Unheard():
            interval = max(
                min(2 * polling.interval_seconds, LONGEST_INTERVAL_SECONDS),
                polling.interval_seconds,
            )
        case _:
            assert_never(heard)
    following = replace(polling, interval_seconds=interval, ask_at=now + interval)
    return EXPIRED if following.is_late else following
