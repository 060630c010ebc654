"""A trial of one row: who is there, what is asked, and what must come of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

from upstream_errors.row import Left, Meets, Other, Row, Told
from upstream_errors.rows import ROWS


class Way(Enum):
    """What is tried."""

    ALONE = "alone"
    STREAMED = "streamed"
    HEALING = "healing"
    WITH_ANOTHER = "with another"
    WITH_ANOTHER_ALLOWED = "with another, allowed"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a gateway must be told for a trial, so that trials of one setting can share one."""

    hosts: tuple[str, ...]
    may_leave_limited: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a trial: `told` is `None` when the client was served.

    `calls` and `renewals` are each credential's, the better one's first; so is `left`.
    """

    told: Told | None
    calls: tuple[int, ...]
    renewals: tuple[int, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A row, one of the things that it meets, and the way it is tried."""

    number: int
    row: Row = field(repr=False)
    meets: Meets = field(repr=False)
    way: Way

    @property
    def name(self) -> str:
        """What the trial is called."""
        return f"{self.row.number} {self.meets.name}, {self.way.value}"

    @property
    def accounts(self) -> tuple[str, ...]:
        """The names of the accounts that are there, the better one first."""
        alone = (f"first-{self.number}",)
        return (*alone, f"second-{self.number}") if self.has_another else alone

    @property
    def has_another(self) -> bool:
        """Whether there is a second credential."""
        return self.way in {Way.WITH_ANOTHER, Way.WITH_ANOTHER_ALLOWED}

    @property
    def setting(self) -> Setting:
        """What the gateway must be told."""
        return Setting(self.meets.hosts, self.way is Way.WITH_ANOTHER_ALLOWED)

    @property
    def expected(self) -> Outcome:
        """What must come of it, as the row says."""
        row = self.row
        if self.way is Way.HEALING:
            return Outcome(None, (row.calls,), (row.renewals,), (Left(),))
        alone = Outcome(row.told, (row.calls,), (row.renewals,), (row.left,))
        if not self.has_another:
            return alone
        is_served = row.other is Other.SERVES or self.way is Way.WITH_ANOTHER_ALLOWED
        return replace(
            alone,
            told=None if is_served else row.told,
            calls=(row.calls, int(is_served)),
            renewals=(row.renewals, 0),
            left=(row.left, Left()),
        )


def trials() -> Iterator[Trial]:
    """Yield all trials of all rows."""
    each = ((row, meets, way) for row in ROWS for meets in row.meets for way in _ways(row, meets))
    for number, (row, meets, way) in enumerate(each):
        yield Trial(number, row, meets, way)


def _ways(row: Row, meets: Meets) -> Iterator[Way]:
    yield Way.ALONE
    yield Way.WITH_ANOTHER
    if row.other is Other.IF_ALLOWED:
        yield Way.WITH_ANOTHER_ALLOWED
    if row.can_heal:
        yield Way.HEALING
    if meets is row.meets[0]:
        yield Way.STREAMED
