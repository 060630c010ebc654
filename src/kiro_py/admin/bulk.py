"""What a job does to each of its credentials."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from kiro_py.admin.changes import Changes, Refused
from kiro_py.admin.jobs import Outcome, Step, Work
from kiro_py.admin.questions import Questions, Unproven
from kiro_py.admin.refusals import answer
from kiro_py.admin.register import Register
from kiro_py.errors import GatewayError, StoreUnwritable
from kiro_py.wire.admin.jobs import NewJob

CHUNK: Final = 200
"""How many are changed in one write: few writes, and a job that can still be stopped half-way."""

_Question: TypeAlias = Callable[[int], Awaitable[str]]
_Change: TypeAlias = Callable[[Sequence[int]], Awaitable[Refused]]


@dataclass(frozen=True, slots=True)
class Bulk:
    """Knows what is to be done for every action, and on whom."""

    register: Register
    changes: Changes
    questions: Questions

    def work(self, wanted: NewJob) -> Work:
        """Return what is to be done."""
        action = wanted.action
        match action:
            case "verify":
                return Work(action, asking(self.questions.verify))
            case "balance":
                return Work(action, asking(self.questions.balance))
            case "refresh":
                return Work(action, asking(self.questions.refresh))
            case "enable":
                return _writing(wanted, self.changes.enable, "enabled")
            case "disable":
                return _writing(wanted, self.changes.disable, "disabled")
            case "reset":
                return _writing(wanted, self.changes.reset, "reset and enabled")
            case "delete":
                return _writing(wanted, self.changes.remove, "removed")

    def steps(self, numbers: Sequence[int]) -> list[Step]:
        """Return an item for each credential, named once."""
        labels = {each.id: self.register.label(each) for each in self.register.store.credentials()}
        return [
            Step(number, labels.get(number, f"credential {number}"))
            for number in dict.fromkeys(numbers)
        ]


def asking(question: _Question) -> Callable[[Sequence[int]], Awaitable[Sequence[Outcome]]]:
    """Return the act that asks a question about each credential."""

    async def act(numbers: Sequence[int]) -> Sequence[Outcome]:
        return [await _asked(question, number) for number in numbers]

    return act


async def _asked(question: _Question, number: int) -> Outcome:
    try:
        return Outcome("done", await question(number))
    except GatewayError as failure:
        return Outcome("failed", in_words(failure))


def _writing(wanted: NewJob, change: _Change, done: str) -> Work:
    async def act(numbers: Sequence[int]) -> Sequence[Outcome]:
        try:
            refused = await change(numbers)
        except StoreUnwritable as failure:
            return [Outcome("failed", in_words(failure))] * len(numbers)
        return [
            Outcome("failed", refused[number].message)
            if number in refused
            else Outcome("done", done)
            for number in numbers
        ]

    return Work(wanted.action, act, size=CHUNK, width=1, is_cut=False)


def in_words(failure: GatewayError) -> str:
    """Return a failure in the words that the keeper would have been answered with."""
    return str(failure) if isinstance(failure, Unproven) else answer(failure)[1].error.message
