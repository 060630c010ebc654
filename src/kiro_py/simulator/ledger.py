"""I write down every call, so that a test can ask what was really sent."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from kiro_py.simulator.address import Address


class Ending(Enum):
    """How the answer to a call went."""

    OPEN = "open"
    COMPLETE = "complete"
    CUT_BY_FAULT = "cut by fault"
    CLIENT_LEFT = "client left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: what was asked and what it was answered with, so far.

    `operation` is the name in the reference, or `Unknown`.  Header names are in lower case.
    `body` is the parsed JSON, `None` when there is none or it does not parse; `raw` is what came.
    `status` is 0 while no answer has begun, and for ever when the call got none.  `rule` is the
    row of the rules' table that refused it.
    """

    number: int
    address: Address
    operation: str
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    raw: bytes = field(repr=False)
    body: Any = field(repr=False, default=None)
    account: str | None = None
    status: int = 0
    rule: str | None = None
    began_at: float = 0.0
    ended_at: float | None = None
    ending: Ending = Ending.OPEN


class Ledger:
    """The latest calls, oldest first; older ones than `max_calls` are forgotten."""

    __slots__ = ("_calls", "_changed", "_max_calls", "_now", "_watchers")

    def __init__(self, max_calls: int, now: Callable[[], float]) -> None:
        self._max_calls = max_calls
        self._now = now
        self._calls: dict[int, Call] = {}
        self._changed = asyncio.Event()
        self._watchers: list[Callable[[Call], None]] = []

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        return iter(tuple(self._calls.values()))

    def __getitem__(self, index: int) -> Call:
        return tuple(self._calls.values())[index]

    def of(self, operation: str) -> tuple[Call, ...]:
        """Return the calls of one operation, oldest first."""
        return tuple(call for call in self if call.operation == operation)

    def clear(self) -> None:
        """Forget every call."""
        self._calls.clear()

    def watch(self, watcher: Callable[[Call], None]) -> None:
        """Show every call to `watcher` when it has ended."""
        self._watchers.append(watcher)

    def open(self, call: Call) -> None:
        """Write down that `call` has come."""
        self._put(replace(call, began_at=self._now()))
        if len(self._calls) > self._max_calls:
            del self._calls[next(iter(self._calls))]

    def answer(self, number: int, status: int, *, rule: str | None, account: str | None) -> None:
        """Write down that the answer to call `number` has begun."""
        if (call := self._calls.get(number)) is not None:
            self._put(replace(call, status=status, rule=rule, account=account))

    def close(self, number: int, ending: Ending) -> None:
        """Write down how the answer to call `number` ended; only the first ending counts."""
        call = self._calls.get(number)
        if call is not None and call.ending is Ending.OPEN:
            ended = replace(call, ended_at=self._now(), ending=ending)
            self._put(ended)
            for watcher in self._watchers:
                watcher(ended)

    async def until(self, is_enough: Callable[["Ledger"], bool]) -> None:
        """Wait until `is_enough` says so; it is asked again at every change."""
        while not is_enough(self):
            await self._changed.wait()

    def _put(self, call: Call) -> None:
        self._calls[call.number] = call
        self._changed.set()
        self._changed = asyncio.Event()
