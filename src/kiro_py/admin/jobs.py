"""I do work on many credentials, a few at a time, whoever is looking; a job is kept for a day.

Rule 1.  One item's failure is its own: the others go on.

Rule 2.  Who cancels a job waits for nobody: what only asks is cut off, what writes ends its write.

Rule 3.  At the end of the house a job is cut off, and the journal hears how far it got.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, TypeAlias
from uuid import uuid4

from kiro_py.admin.details import moment
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import Journal, KeeperActed
from kiro_py.wire.admin.jobs import ItemState, JobAction, JobItem, JobState, JobView

KEPT_SECONDS: Final = 24 * 3600.0
"""How long a job can be looked at after its end: until the next day's work."""

MOST_KEPT: Final = 100
"""How many jobs are kept: more than a person looks through."""

MOST_RUNNING: Final = 4
"""How many jobs run at once: each asks Kiro for several accounts at a time."""

_CUT_OFF: Final = "cancelled while it was under way"
_NOT_BEGUN: Final = "cancelled before its turn"
_FAULT: Final = "the gateway has failed; its log says how"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one item; `message` is for people."""

    state: ItemState
    message: str


Act: TypeAlias = Callable[[Sequence[int]], Awaitable[Sequence[Outcome]]]
"""Does the work on some credentials and returns an outcome for each, in their order."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a job does: `act` on `size` credentials at a time, `width` times at once.

    `is_cut` when an act may be cut off half-way, as one that only asks may be.
    """

    action: JobAction
    act: Act
    size: int = 1
    width: int = 8
    is_cut: bool = True


@dataclass(slots=True)
class _Item:
    """One step; `state` and `message` change as it goes on."""

    index: int
    credential_id: int | None
    label: str
    state: ItemState = "waiting"
    message: str = ""


@dataclass(slots=True)
class _Job:
    id: str
    work: Work
    items: list[_Item]
    started_at: float
    waiting: deque[_Item]
    ended_at: float | None = None
    is_cancelled: bool = False
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)

    def view(self, *, is_whole: bool) -> JobView:
        counts = Counter(item.state for item in self.items)
        state: JobState = "cancelled" if self.is_cancelled else "done"
        items = tuple(
            JobItem(
                index=item.index,
                credential_id=item.credential_id,
                label=item.label,
                state=item.state,
                message=item.message,
            )
            for item in self.items
        )
        return JobView(
            id=self.id,
            action=self.work.action,
            state=state if self.ended_at is not None else "running",
            total=len(self.items),
            finished=len(self.items) - counts["waiting"] - counts["running"],
            succeeded=counts["done"],
            failed=counts["failed"],
            started_at=datetime.fromtimestamp(self.started_at, UTC),
            ended_at=moment(self.ended_at),
            items=items if is_whole else None,
        )


@dataclass(frozen=True, slots=True)
class Step:
    """An item to begin with; one that has a `state` already is only shown."""

    credential_id: int | None
    label: str
    state: ItemState = "waiting"
    message: str = ""


class Jobs:
    """All jobs; run `keep` in the background, without which nothing is done.

    `changed` hears the id of a job that got on, `report` of an exception that nobody foresaw.
    """

    def __init__(
        self,
        clock: Clock,
        journal: Journal,
        changed: Callable[[str], None],
        report: Callable[[str, Exception], None],
    ) -> None:
        self._clock = clock
        self._journal = journal
        self._changed = changed
        self._report = report
        self._jobs: dict[str, _Job] = {}
        self._new: asyncio.Queue[_Job] = asyncio.Queue()

    async def keep(self) -> None:
        """Do the jobs as they come, for ever; being cancelled cuts off what is under way."""
        async with asyncio.TaskGroup() as running:
            while True:
                job = await self._new.get()
                running.create_task(self._run(job))

    def begin(self, work: Work, steps: Sequence[Step]) -> JobView:
        """Begin a job.  Raises `KeeperRefused` with 409 while too many are running."""
        self.check_room()
        return self.begin_anyway(work, steps)

    def begin_anyway(self, work: Work, steps: Sequence[Step]) -> JobView:
        """Begin a job whose first part is done: there was room for it when that was begun."""
        items = [
            _Item(index, step.credential_id, step.label, step.state, step.message)
            for index, step in enumerate(steps)
        ]
        waiting = deque(item for item in items if item.state == "waiting")
        job = _Job(uuid4().hex, work, items, self._clock.now(), waiting)
        self._jobs[job.id] = job
        self._new.put_nowait(job)
        self._changed(job.id)
        return job.view(is_whole=True)

    def check_room(self) -> None:
        """Raise `KeeperRefused` with 409 while too many jobs are running for another one."""
        self._forget_old()
        if sum(job.ended_at is None for job in self._jobs.values()) >= MOST_RUNNING:
            raise KeeperRefused(409, f"{MOST_RUNNING} jobs are running: wait, or cancel one")

    def list(self) -> tuple[JobView, ...]:
        """Return the jobs without their items, the newest first."""
        self._forget_old()
        return tuple(job.view(is_whole=False) for job in reversed(self._jobs.values()))

    def find(self, number: str) -> JobView:
        """Return a job.  Raises `KeeperRefused` with 404."""
        return self._find(number).view(is_whole=True)

    def cancel(self, number: str) -> JobView:
        """Let a job come to its end; one that has ended stays as it is."""
        job = self._find(number)
        if job.ended_at is None:
            job.is_cancelled = True
            job.cancelled.set()
            for item in job.waiting:
                item.state, item.message = "cancelled", _NOT_BEGUN
            job.waiting.clear()
            self._changed(job.id)
        return job.view(is_whole=True)

    def retry(self, number: str) -> JobView:
        """Begin a job with those that have failed.

        Raises `KeeperRefused` with 404, 409 while it is running, 400 when there are none.
        """
        job = self._find(number)
        if job.ended_at is None:
            raise KeeperRefused(409, "the job is still running")
        failed = [
            Step(item.credential_id, item.label)
            for item in job.items
            if item.state == "failed" and item.credential_id is not None
        ]
        if not failed:
            raise KeeperRefused(400, "nothing that can be tried again has failed")
        return self.begin(job.work, failed)

    def _find(self, number: str) -> _Job:
        self._forget_old()
        job = self._jobs.get(number)
        if job is None:
            raise KeeperRefused(404, "there is no such job, or its day is over")
        return job

    def _forget_old(self) -> None:
        since = self._clock.now() - KEPT_SECONDS
        ended = [job for job in self._jobs.values() if job.ended_at is not None]
        excess = len(self._jobs) - MOST_KEPT
        for place, job in enumerate(ended):
            if place < excess or (job.ended_at or 0.0) < since:
                del self._jobs[job.id]

    async def _run(self, job: _Job) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._work(job)) for _ in range(job.work.width)]
                stopper = group.create_task(_stop(job, tasks))
                await asyncio.wait(tasks)
                stopper.cancel()
        except asyncio.CancelledError:
            job.is_cancelled = True
            done = sum(item.state in {"done", "failed"} for item in job.items)
            what = f"the job {job.work.action} was cut off after {done} of {len(job.items)}"
            self._journal.note(KeeperActed(what))
            raise
        finally:
            job.ended_at = self._clock.now()
            self._changed(job.id)

    async def _work(self, job: _Job) -> None:
        waiting = job.waiting
        while waiting:
            chunk = [waiting.popleft() for _ in range(min(job.work.size, len(waiting)))]
            for item in chunk:
                item.state = "running"
            self._changed(job.id)
            outcomes = [Outcome("cancelled", _CUT_OFF)] * len(chunk)
            try:
                outcomes = await self._acted(job, [item.credential_id or 0 for item in chunk])
            finally:
                for item, outcome in zip(chunk, outcomes, strict=True):
                    item.state, item.message = outcome.state, outcome.message
                self._changed(job.id)

    async def _acted(self, job: _Job, numbers: Sequence[int]) -> Sequence[Outcome]:
        try:
            return await job.work.act(numbers)
        except Exception as fault:  # noqa: BLE001 -- nobody is above a task
            self._report(job.id, fault)
            return [Outcome("failed", _FAULT)] * len(numbers)


async def _stop(job: _Job, tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait until the job is cancelled, and cut off what may be."""
    await job.cancelled.wait()
    if job.work.is_cut:
        for task in tasks:
            task.cancel()
