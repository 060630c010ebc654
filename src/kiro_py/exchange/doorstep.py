"""I remember which of Kiro's hosts has answered whom, so that the others are not tried first.

Hosts differ in what they want and whom they serve, and one of them is going to be switched off.
"""

from typing import Final

from kiro_py.ports.clock import Clock

REMEMBERED_SECONDS: Final = 6 * 3600.0
"""How long a host that was not the first choice stays the first choice."""


class Doorsteps:
    """By credential: the host, counted from 0 in the order of the settings."""

    __slots__ = ("_clock", "_found", "_last")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._found: dict[int, tuple[int, float]] = {}
        self._last: dict[int, int] = {}

    def first(self, credential_id: int) -> int:
        """Return the host to begin with."""
        host, since = self._found.get(credential_id, (0, 0.0))
        return host if self._clock.monotonic() - since < REMEMBERED_SECONDS else 0

    def last(self, credential_id: int) -> int | None:
        """Return the host that has answered last, `None` when none has since the start."""
        return self._last.get(credential_id)

    def forget(self, credential_id: int) -> None:
        """Know nothing of a credential any more: it goes another way now."""
        self._found.pop(credential_id, None)
        self._last.pop(credential_id, None)

    def answered(self, credential_id: int, host: int) -> None:
        """Remember that `host` has answered, for as long as that is worth something."""
        self._last[credential_id] = host
        if host:
            known, since = self._found.get(credential_id, (0, 0.0))
            if known != host or self._clock.monotonic() - since >= REMEMBERED_SECONDS:
                self._found[credential_id] = (host, self._clock.monotonic())
        else:
            self._found.pop(credential_id, None)
