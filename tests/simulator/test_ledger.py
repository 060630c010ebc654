"""Every call is written down."""

import asyncio
from dataclasses import replace

from kiro_py.simulator.ledger import Call, Ending, Ledger
from simulator.worlds import call_of


def ledger_with(*numbers: int, max_calls: int = 10) -> Ledger:
    ledger = Ledger(max_calls, iter(range(100)).__next__)
    for number in numbers:
        ledger.open(replace(call_of("/mcp"), number=number))
    return ledger


def test_a_call_has_a_beginning_and_an_end():
    """What is known about a call grows until it has ended."""
    ledger = ledger_with(1)
    ledger.answer(1, 200, rule=None, account="social")
    ledger.close(1, Ending.COMPLETE)
    call = ledger[0]

    assert (200, "social", 0, 1, Ending.COMPLETE) == (
        call.status,
        call.account,
        call.began_at,
        call.ended_at,
        call.ending,
    )


def test_the_first_ending_counts():
    """A call ends once."""
    ledger = ledger_with(1)
    ledger.close(1, Ending.CUT_BY_FAULT)
    ledger.close(1, Ending.CLIENT_LEFT)

    assert Ending.CUT_BY_FAULT is ledger[0].ending


def test_old_calls_are_forgotten():
    """Only the latest calls are kept, and what happens to others is no error."""
    ledger = ledger_with(1, 2, 3, max_calls=2)
    ledger.answer(1, 200, rule=None, account=None)
    ledger.close(1, Ending.COMPLETE)

    assert [2, 3] == [call.number for call in ledger]


def test_calls_are_found_by_operation():
    """The calls of one operation are apart from the others'."""
    ledger = ledger_with(1, 2)

    assert (2, 0) == (len(ledger.of("InvokeMCP")), len(ledger.of("GetProfile")))


def test_a_ledger_can_be_cleared():
    """After clearing nothing is known."""
    ledger = ledger_with(1)
    ledger.clear()

    assert 0 == len(ledger)


def test_watchers_see_calls_that_have_ended():
    """A watcher is shown each call once, when it has ended."""
    ledger, seen = ledger_with(1), list[Call]()
    ledger.watch(seen.append)
    ledger.close(1, Ending.COMPLETE)
    ledger.close(1, Ending.COMPLETE)

    assert [ledger[0]] == seen


async def test_a_test_can_wait_for_a_call():
    """Waiting ends as soon as the ledger holds what is waited for."""
    ledger = ledger_with()
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(ledger.until(lambda calls: len(calls) == 2))
        await asyncio.sleep(0)
        ledger.open(call_of("/mcp"))
        await asyncio.sleep(0)
        is_early = waiting.done()
        ledger.open(replace(call_of("/mcp"), number=2))

    assert not is_early
