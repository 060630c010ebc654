"""What was measured, and the numbers that the gateway promises to hold."""

from collections.abc import Sequence

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """One line of the table; without a `budget` it is told for comparison only."""

    name: str
    what: str
    value: float
    unit: str
    budget: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the value is within its budget."""
        return self.budget is None or self.value <= self.budget


class Machine(msgspec.Struct, frozen=True):
    """Where it was measured, without a name that leads there."""

    processor: str
    processors: int
    memory_gib: float
    system: str
    python: str
    libraries: dict[str, str]
    load_before: float


class Results(msgspec.Struct, frozen=True):
    """Everything about one run; `series` are the values that the figures are made of."""

    command: str
    seconds: float
    machine: Machine
    figures: Sequence[Figure]
    series: object


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
