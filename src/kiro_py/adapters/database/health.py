"""I know whether the database answers, and since when it does not."""

from collections.abc import Callable
from datetime import UTC, datetime

from kiro_py.adapters.system_clock import SystemClock
from kiro_py.ports.clock import Clock


class Health:
    """How the database is; `problem` says what is wrong with it, and is empty while it is well.

    `warn` is told when it becomes unwell, and when it is well again; who opens a database for a
    while may put another in its place.
    """

    __slots__ = ("_clock", "problem", "since", "warn")

    def __init__(
        self, warn: Callable[[str], None] | None = None, clock: Clock | None = None
    ) -> None:
        self.warn = warn
        self._clock = clock or SystemClock()
        self.problem = ""
        self.since: float | None = None

    @property
    def is_well(self) -> bool:
        """Whether it has answered when it was looked at last."""
        return self.since is None

    @property
    def told(self) -> str:
        """Since when it does not answer; empty while it does."""
        if self.since is None:
            return ""
        since = datetime.fromtimestamp(self.since, UTC).isoformat(timespec="seconds")
        return f"unreachable since {since.replace('+00:00', 'Z')}"

    def ill(self, problem: str) -> None:
        """Take note that it does not answer, and why."""
        if self.since is None:
            self.since = self._clock.now()
            self._tell(f"the database does not answer: {problem}")
        self.problem = problem

    def well(self) -> None:
        """Take note that it has answered."""
        if self.since is not None:
            seconds = self._clock.now() - self.since
            self._tell(f"the database answers again, after {seconds:.0f} seconds")
        self.problem, self.since = "", None

    def _tell(self, what: str) -> None:
        if self.warn is not None:
            self.warn(what)
