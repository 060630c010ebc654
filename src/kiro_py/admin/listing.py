"""The pool as a list that can be searched, filtered, sorted and paged, in one pass over it."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from kiro_py.admin.details import Details, method_of, plan_of, state_of
from kiro_py.admin.register import current_of
from kiro_py.admin.views import Subject
from kiro_py.wire.admin.credentials import CredentialPage, SortKey, StateName
from kiro_py.wire.admin.view import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which credentials to list: all that the filters leave, from `offset` on.

    `search` is words, each of which must be somewhere in what a credential is called.
    """

    search: str = ""
    states: Collection[StateName] = ()
    auth_method: str | None = None
    group: str | None = None
    sort: SortKey = "priority"
    direction: Direction = "asc"
    offset: int = 0
    limit: int = 50


def page(details: Details, wanted: Wanted) -> CredentialPage:
    """Return the credentials that are wanted, in the order that is wanted."""
    register = details.register
    subjects = register.subjects()
    matching = [subject for subject in subjects if _is_wanted(details, subject, wanted)]
    ordered = _sorted(details, matching, wanted)
    shown = ordered[wanted.offset : wanted.offset + wanted.limit]
    entries, current = details.members(), current_of(subjects)
    states = Counter[str](map(state_of, subjects))
    return CredentialPage(
        total=len(subjects),
        matched=len(matching),
        available=sum(subject.is_available for subject in subjects),
        current_id=current,
        states=dict(sorted(states.items())),
        groups=tuple(sorted({group for each in subjects for group in each.credential.groups})),
        problems=tuple(
            f"{problem.key}: {problem.problem}" if problem.key else problem.problem
            for problem in register.store.roster.problems
        ),
        items=tuple(details.detail(subject, entries, current) for subject in shown),
    )


def _is_wanted(details: Details, subject: Subject, wanted: Wanted) -> bool:
    credential = subject.credential
    if wanted.states and state_of(subject) not in wanted.states:
        return False
    if wanted.auth_method is not None and method_of(credential) != wanted.auth_method:
        return False
    if wanted.group is not None and wanted.group not in credential.groups:
        return False
    words = wanted.search.casefold().split()
    if not words:
        return True
    called = _called(details, subject)
    return all(word in called for word in words)


def _called(details: Details, subject: Subject) -> str:
    """Return everything that a credential can be found by."""
    credential = subject.credential
    parts = (
        details.register.label(credential),
        credential.email,
        credential.note,
        str(credential.id),
        plan_of(credential, details.register.reading(credential.id)),
        *credential.groups,
        credential.machine_id,
    )
    return "\n".join(part for part in parts if part).casefold()


_Key = Callable[[Details, Subject], float | str | None]
"""What to sort by; whoever has none comes last, in either direction."""


def _plan(details: Details, subject: Subject) -> str | None:
    return plan_of(subject.credential, details.register.reading(subject.credential.id))


def _remaining(details: Details, subject: Subject) -> float | None:
    quota = details.register.reading(subject.credential.id).quota
    return None if quota is None else quota.remaining


def _email(details: Details, subject: Subject) -> str | None:
    quota = details.register.reading(subject.credential.id).quota
    found = subject.credential.email or (None if quota is None else quota.email)
    return None if found is None else found.casefold()


_KEYS: Final[dict[SortKey, _Key]] = {
    "priority": lambda _, subject: subject.credential.priority,
    "id": lambda _, subject: subject.credential.id,
    "created": lambda _, subject: subject.credential.id,  # numbers are given in turn
    "email": _email,
    "state": lambda _, subject: state_of(subject),
    "plan": _plan,
    "remaining": _remaining,
    "lastUsed": lambda _, subject: subject.use.last_at,
    "expires": lambda _, subject: subject.credential.tokens.expires_at,
}


def _sorted(details: Details, subjects: Sequence[Subject], wanted: Wanted) -> list[Subject]:
    key = _KEYS[wanted.sort]
    keyed = [(key(details, subject), subject) for subject in subjects]
    known = [pair for pair in keyed if pair[0] is not None]
    known.sort(key=_first, reverse=wanted.direction == "desc")
    return [subject for _, subject in known] + [
        subject for found, subject in keyed if found is None
    ]


def _first(pair: tuple[float | str | None, Subject]) -> tuple[float, str]:
    found = pair[0]
    return (0.0, found) if isinstance(found, str) else (found or 0.0, "")
