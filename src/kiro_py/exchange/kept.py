"""I keep for a while what was hard to come by, as a conversation asks for it again each turn."""

from collections.abc import Hashable
from typing import Final, Generic, TypeVar

from kiro_py.ports.clock import Clock

KEEP_SECONDS: Final = 600.0
"""Longer than most pauses between two turns."""

MAX_KEPT_BYTES: Final = 16 * 1024 * 1024

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Values by key, none older than `KEEP_SECONDS`; the oldest go when there are too many."""

    __slots__ = ("_bytes", "_clock", "_kept")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[Hashable, tuple[float, int, Value]] = {}
        self._bytes = 0

    def find(self, key: Hashable) -> Value | None:
        """Return what is kept under `key`."""
        self._forget_old()
        kept = self._kept.get(key)
        return None if kept is None else kept[2]

    def keep(self, key: Hashable, value: Value, size: int) -> None:
        """Keep `value`, which takes `size` bytes, if there is room for it at all."""
        if key in self._kept or size > MAX_KEPT_BYTES:
            return
        self._kept[key] = self._clock.monotonic(), size, value
        self._bytes += size
        self._forget_old()

    def _forget_old(self) -> None:
        too_old = self._clock.monotonic() - KEEP_SECONDS
        while self._kept:
            oldest = next(iter(self._kept))
            since, size, _ = self._kept[oldest]
            if since > too_old and self._bytes <= MAX_KEPT_BYTES:
                return
            del self._kept[oldest]
            self._bytes -= size
