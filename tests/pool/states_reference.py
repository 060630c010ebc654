"""I fill the parts of `docs/concepts/states-of-a-credential.md`; run me after changing a table.

PYTHONPATH=tests python -m pool.states_reference
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

from kiro_py.errors import Penalty
from kiro_py.kiro.refusal_table import ROWS
from kiro_py.pool.renewal import ADVISORY_SECONDS, MANDATORY_SECONDS
from kiro_py.pool.standing import (
    BAR_SECONDS,
    DOUBTS,
    FIRST_DOUBT_SECONDS,
    LONGEST_DOUBT_SECONDS,
    PROBE_SECONDS,
    TRANSITIONS,
    UNKNOWN_RESET_SECONDS,
    Event,
    Standing,
    State,
)
from kiro_py.pool.verdict import (
    DOUBLING_SECONDS,
    LONGEST_DOUBLING_SECONDS,
    PROXY_SECONDS,
    SPENT_FOR_NOW_SECONDS,
)

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "states-of-a-credential.md"

EVENTS: tuple[type[Event], ...] = get_args(Event)

LENGTHS: tuple[tuple[str, float], ...] = (
    ("the rest after a throttling; doubled with each further one in a row", DOUBLING_SECONDS),
    ("where that doubling ends", LONGEST_DOUBLING_SECONDS),
    ("the rest of a credential whose own proxy is dead", PROXY_SECONDS),
    ("the first rest in doubt; doubled with each further doubt", FIRST_DOUBT_SECONDS),
    ("where that doubling ends", LONGEST_DOUBT_SECONDS),
    ("from a known reset date to the first try", PROBE_SECONDS),
    ("from spent credits to the first try, with no known date", UNKNOWN_RESET_SECONDS),
    ("the same, where Kiro is known to say it in error", SPENT_FOR_NOW_SECONDS),
    ("how long a model stays barred", BAR_SECONDS),
    ("from the end of a token, when it is renewed in the background", ADVISORY_SECONDS),
    ("from the end of a token, when requests wait for the new one", MANDATORY_SECONDS),
)
"""What lasts how long."""

_PLACE = re.compile(r"(?<=<!-- )(?P<name>(?!end)\w+) -->\n.*?(?=<!-- end -->)", re.DOTALL)


def render() -> str:
    """Return the page with its parts as they should be."""
    parts = {
        "diagram": _diagram(),
        "transitions": _table(("state", "event", "next state"), _transitions()),
        "refusals": _table(("what it does", "refusals"), _refusals()),
        "lengths": _table(("what", "how much"), _lengths()),
    }
    return _PLACE.sub(
        lambda place: f"{place['name']} -->\n\n{parts[place['name']]}\n", PAGE.read_text("utf-8")
    )


def words(event: type[Event]) -> str:
    """Return the name of an event as people write it."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", event.__name__).lower()


def _steps() -> Iterator[tuple[State, type[Event], State]]:
    """Yield the table of the pool in the order of its states and events."""
    for state in State:
        for event in EVENTS:
            if (after := TRANSITIONS.get((state, event))) is not None:
                yield state, event, after


def _diagram() -> str:
    """Return the arrows between different states; what leads nowhere else is left to the table."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for state, event, after in _steps():
        if after is not state:
            arrows.setdefault((state, after), []).append(words(event))
    lines = [
        "stateDiagram-v2",
        *(f'    state "{state.value}" as {state.name}' for state in State),
        f"    [*] --> {Standing().state.name}",
        *(f"    {ends[0].name} --> {ends[1].name}: {', '.join(by)}" for ends, by in arrows.items()),
    ]
    return "\n".join(["```mermaid", *lines, "```", ""])


def _transitions() -> Iterator[tuple[str, ...]]:
    for state, event, after in _steps():
        yield f"`{state.value}`", words(event), f"`{after.value}`"


def _refusals() -> Iterator[tuple[str, ...]]:
    for penalty in Penalty:
        names = [f"`{row.name}`" for row in ROWS if row.meaning.penalty is penalty]
        if penalty is not Penalty.NONE:
            yield penalty.value, ", ".join(names)


def _lengths() -> Iterator[tuple[str, ...]]:
    yield "how many failures in a row it takes to doubt a credential", str(DOUBTS)
    for what, seconds in LENGTHS:
        yield what, _told(seconds)


def _told(seconds: float) -> str:
    """Return a length of time in the greatest unit that tells it in a whole number."""
    units: Mapping[str, int] = {"hour": 3600, "minute": 60, "second": 1}
    unit, length = next((unit, each) for unit, each in units.items() if not seconds % each)
    number = int(seconds // length)
    return f"{number} {unit}{'s' if number > 1 else ''}"


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
