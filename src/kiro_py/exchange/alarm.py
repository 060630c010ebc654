"""I interrupt a wait that lasts too long, and cost next to nothing while it does not.

`asyncio.timeout` makes and cancels a timer for each wait; a stream waits thousands of times, each
time with a later deadline.  This keeps one timer, and looks at the deadline only when it fires.
"""

import asyncio
from math import inf
from types import TracebackType


class Alarm:
    """Deadlines for the waits of one task, one wait at a time.

    `with alarm.at(when): await …` raises `TimeoutError` when loop time `when` comes first; what is
    awaited must lose nothing when it is cancelled.  `close` it in the end.
    """

    __slots__ = ("_armed_for", "_cancelling", "_has_rung", "_loop", "_task", "_timer", "_when")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[object] | None = None
        self._when = inf
        self._armed_for = inf
        self._has_rung = False
        self._cancelling = 0

    def at(self, when: float) -> "Alarm":
        """Return the guard of the next wait, set to loop time `when`."""
        self._when = when
        if self._timer is None or when < self._armed_for:
            self._arm()
        return self

    def close(self) -> None:
        """Let go of the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def __enter__(self) -> None:
        self._task = task = asyncio.current_task()
        if task is not None:
            self._cancelling = task.cancelling()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        task, self._task = self._task, None
        if self._has_rung and task is not None:
            self._has_rung = False
            # Whoever else cancels the task at the same time wins, as with `asyncio.timeout`.
            if task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
                raise TimeoutError from error

    def _arm(self) -> None:
        self.close()
        if self._when < inf:
            self._armed_for = self._when
            self._timer = self._loop.call_at(self._when, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._task is None:
            return  # nobody waits: the next wait sets its own time
        if self._loop.time() < self._when:
            self._arm()
            return
        self._has_rung = True
        self._task.cancel()
