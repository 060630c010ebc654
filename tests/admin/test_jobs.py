"""Work on many goes on by itself, can be stopped, and is told item by item."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import pytest

from fakes import FakeClock, Notes
from jumping_loop import run_jumping
from kiro_py.admin.jobs import KEPT_SECONDS, MOST_KEPT, MOST_RUNNING, Jobs, Outcome, Step, Work
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.exchange.pending import Pending
from kiro_py.ports.journal import KeeperActed
from kiro_py.wire.admin.jobs import JobView

Result = TypeVar("Result")

STEPS = [Step(number, f"credential {number}") for number in range(1, 21)]


class World:
    """Jobs, and everybody who hears of them."""

    def __init__(self) -> None:
        self.notes, self.changed = Notes(), list[str]()
        self.reported: list[tuple[str, Exception]] = []
        self.at_once = self.most_at_once = 0
        self.acted: list[int] = []

    def run(self, scene: Callable[[Jobs], Awaitable[Result]]) -> Result:
        async def main() -> Result:
            jobs = Jobs(
                FakeClock(),
                self.notes,
                self.changed.append,
                lambda job, fault: self.reported.append((job, fault)),
            )
            async with Pending(jobs.keep()):
                return await scene(jobs)

        return run_jumping(main())

    async def act(self, numbers: Sequence[int]) -> Sequence[Outcome]:
        """Take a second; even numbers fail."""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(1)
        finally:
            self.at_once -= 1
        self.acted += numbers
        return [Outcome("done" if number % 2 else "failed", f"said {number}") for number in numbers]

    def work(self, **changes: Any) -> Work:
        return Work("verify", self.act, **changes)


async def ended(jobs: Jobs, number: str) -> JobView:
    while (view := jobs.find(number)).state == "running":  # noqa: ASYNC110 -- time jumps here
        await asyncio.sleep(0.1)
    return view


def test_every_item_has_its_outcome():
    """In their order, eight at once; who looks hears that something goes on."""
    subject = World()
    view = subject.run(lambda jobs: ended(jobs, jobs.begin(subject.work(), STEPS).id))
    assert ("done", 20, 20, 10, 10) == (
        view.state,
        view.total,
        view.finished,
        view.succeeded,
        view.failed,
    )
    assert view.items is not None
    assert [(1, "done", "said 1"), (2, "failed", "said 2")] == [
        (item.credential_id, item.state, item.message) for item in view.items[:2]
    ]
    assert 8 == subject.most_at_once
    assert {view.id} == set(subject.changed)
    assert view.ended_at is not None


def test_work_on_many_at_a_time_is_done_in_turn():
    """One act for so many items."""
    subject = World()
    view = subject.run(
        lambda jobs: ended(jobs, jobs.begin(subject.work(size=8, width=1), STEPS).id)
    )
    assert (1, 20) == (subject.most_at_once, view.finished)
    assert view.ended_at is not None
    assert 3 == (view.ended_at - view.started_at).total_seconds()


def test_what_is_known_already_is_only_shown():
    """It was neither begun nor is it begun again."""
    subject = World()
    steps = [
        Step(None, "row 1", "skipped", "there"),
        Step(None, "row 2", "failed", "bad"),
        STEPS[0],
    ]
    view = subject.run(lambda jobs: ended(jobs, jobs.begin(subject.work(), steps).id))
    assert ([1], 3, 1, 1) == (subject.acted, view.finished, view.succeeded, view.failed)


@pytest.mark.parametrize(
    ("changes", "finished"), [({}, 0), ({"size": 2, "width": 1, "is_cut": False}, 2)]
)
def test_a_job_is_cancelled(changes: dict[str, Any], finished: int):
    """What only asks is cut off at once, what writes ends its write; nothing more is begun."""
    subject = World()

    async def scene(jobs: Jobs) -> tuple[JobView, JobView]:
        number = jobs.begin(subject.work(**changes), STEPS).id
        await asyncio.sleep(0.5)
        told = jobs.cancel(number)
        return told, await ended(jobs, number)

    told, view = subject.run(scene)
    assert ("running", "cancelled") == (told.state, view.state)
    assert finished == view.succeeded + view.failed
    assert view.items is not None
    assert 20 - finished == sum(item.state == "cancelled" for item in view.items)
    assert view.ended_at is not None
    assert 1 >= (view.ended_at - view.started_at).total_seconds()


def test_cancelling_what_has_ended_changes_nothing():
    """It stays done."""
    subject = World()

    async def scene(jobs: Jobs) -> JobView:
        view = await ended(jobs, jobs.begin(subject.work(), STEPS).id)
        return jobs.cancel(view.id)

    assert "done" == subject.run(scene).state


def test_those_that_failed_are_tried_again():
    """In a job of their own."""
    subject = World()

    async def scene(jobs: Jobs) -> JobView:
        first = await ended(jobs, jobs.begin(subject.work(), STEPS).id)
        return await ended(jobs, jobs.retry(first.id).id)

    view = subject.run(scene)
    assert view.items is not None
    assert list(range(2, 21, 2)) == [item.credential_id for item in view.items]


def refusing(scene: Callable[[Jobs], Awaitable[object]], subject: World) -> int:
    with pytest.raises(KeeperRefused) as refused:
        subject.run(scene)
    return refused.value.status


def test_what_cannot_be_tried_again_is_refused():
    """A job that runs, one without failures, and one that nobody knows."""
    subject = World()

    async def early(jobs: Jobs) -> JobView:
        return jobs.retry(jobs.begin(subject.work(), STEPS).id)

    async def needless(jobs: Jobs) -> JobView:
        view = await ended(jobs, jobs.begin(subject.work(), STEPS[:1]).id)
        return jobs.retry(view.id)

    async def unknown(jobs: Jobs) -> JobView:
        return jobs.retry("nobody")

    assert [409, 400, 404] == [refusing(scene, subject) for scene in (early, needless, unknown)]


def test_only_so_many_run_at_once():
    """Each of them asks Kiro."""
    subject = World()

    async def scene(jobs: Jobs) -> JobView:
        views = [jobs.begin(subject.work(), STEPS) for _ in range(MOST_RUNNING + 1)]
        return views[-1]

    assert 409 == refusing(scene, subject)


def test_a_job_is_kept_for_a_day():
    """And of those that have ended, only so many."""
    subject = World()

    async def scene(jobs: Jobs) -> list[int]:
        counts: list[int] = []
        for _ in range(MOST_KEPT + 3):
            await ended(jobs, jobs.begin(subject.work(), STEPS[:1]).id)
        counts.append(len(jobs.list()))
        await asyncio.sleep(KEPT_SECONDS + 1)
        counts.append(len(jobs.list()))
        return counts

    assert [MOST_KEPT, 0] == subject.run(scene)


def test_the_newest_job_comes_first_in_the_list():
    """Without its items, which may be thousands."""
    subject = World()

    async def scene(jobs: Jobs) -> list[str]:
        begun = [jobs.begin(subject.work(), STEPS[:1]).id for _ in range(2)]
        assert begun[::-1] == [view.id for view in jobs.list()]
        return [str(view.items) for view in jobs.list()]

    assert ["None", "None"] == subject.run(scene)


def test_a_fault_of_ours_is_an_item_s_failure():
    """It is reported, and the others go on."""
    subject = World()

    async def broken(numbers: Sequence[int]) -> Sequence[Outcome]:
        if 1 in numbers:
            raise ZeroDivisionError
        return await subject.act(numbers)

    view = subject.run(lambda jobs: ended(jobs, jobs.begin(Work("verify", broken), STEPS).id))
    assert view.items is not None
    assert ("failed", "the gateway has failed; its log says how") == (
        view.items[0].state,
        view.items[0].message,
    )
    assert (20, [ZeroDivisionError]) == (
        view.finished,
        [type(fault) for _, fault in subject.reported],
    )


def test_the_end_of_the_house_cuts_a_job_off():
    """The journal hears how far it got."""
    subject = World()

    async def scene(jobs: Jobs) -> None:
        jobs.begin(subject.work(), STEPS)
        await asyncio.sleep(1.5)

    subject.run(scene)
    assert [KeeperActed("the job verify was cut off after 8 of 20")] == subject.notes.happenings
