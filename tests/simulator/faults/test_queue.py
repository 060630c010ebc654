"""Which call meets which fault."""

import pytest

from kiro_py.simulator.faults.effects import Answer, Effect, Empty, Fault
from kiro_py.simulator.faults.queue import Faults

BUSY, GONE = Answer(status=429), Answer(status=500)
GENERATE, MCP = "GenerateAssistantResponse", "InvokeMCP"


def statuses(faults: Faults, *calls: tuple[str, str | None]) -> list[int | None]:
    """Return the statuses that these calls meet, `None` for those that go unharmed."""
    return [status_of(faults.take(operation, account)) for operation, account in calls]


def status_of(effects: tuple[Effect, ...]) -> int | None:
    return next((effect.status for effect in effects if isinstance(effect, Answer)), None)


def test_a_fault_is_committed_once():
    """Without more a fault is for the next call."""
    faults = Faults()
    faults.add(BUSY)

    assert [429, None] == statuses(faults, (GENERATE, None), (GENERATE, None))


def test_a_fault_can_be_committed_several_times():
    """A fault counts the calls it meets."""
    faults = Faults()
    faults.add(BUSY, times=2)

    assert [429, 429, None] == statuses(faults, *[(GENERATE, None)] * 3)


def test_a_fault_can_stay():
    """Without a count a fault stays until it is removed."""
    faults = Faults()
    faults.add(BUSY, times=None)
    before = statuses(faults, *[(GENERATE, None)] * 3)
    faults.clear()

    assert [429, 429, 429, None] == [*before, *statuses(faults, (GENERATE, None))]


def test_a_fault_can_wait():
    """Calls that are skipped go unharmed."""
    faults = Faults()
    faults.add(BUSY, skip=2)

    assert [None, None, 429, None] == statuses(faults, *[(GENERATE, None)] * 4)


def test_a_fault_is_for_an_operation_or_an_account():
    """Other calls do not meet it."""
    faults = Faults()
    faults.add(BUSY, operation=MCP)
    faults.add(GONE, account="idc")

    assert [None, 429, 500, None] == statuses(
        faults, (GENERATE, "social"), (MCP, "social"), (GENERATE, "idc"), (GENERATE, None)
    )


def test_the_older_fault_comes_first():
    """One call meets one fault, and the next one the next."""
    faults = Faults()
    faults.add(BUSY, operation=GENERATE)
    faults.add(GONE)

    assert [429, 500, None] == statuses(faults, *[(GENERATE, None)] * 3)


def test_effects_are_committed_together():
    """Several effects can befall one call."""
    faults = Faults()
    fault = faults.add(BUSY, Empty())

    assert ((fault,), 1, (BUSY, Empty())) == (
        faults.waiting,
        len(faults),
        faults.take(MCP, None),
    )


def test_an_operation_that_there_is_not_is_refused():
    """A misspelt operation would wait for ever."""
    with pytest.raises(ValueError, match="operation 'generate': expected one of Authorize"):
        Faults().put(Fault(effects=(BUSY,), operation="generate"))
