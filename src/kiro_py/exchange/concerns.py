"""What an owner should see to, as everything stands."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from kiro_py.pool.forecast import NOTHING, Lasts, Outlook
from kiro_py.pool.standing import Standing, State
from kiro_py.ports.warnings import Concern, Level

LEAST_REQUESTS: Final = 20
"""How many requests it takes for a share of them to mean something."""


@dataclass(frozen=True, slots=True)
class Marks:
    """From where on the owner wants to know, in per cent; 0 for never."""

    quota: int = 10
    errors: int = 50


@dataclass(frozen=True, slots=True)
class Account:
    """A credential as it stands; `label` is what its owner calls it.

    `read_at` is when it has told its credits last, in epoch seconds.
    """

    id: int
    label: str
    standing: Standing
    disabled: bool = False
    outlook: Outlook = NOTHING
    read_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything as it stands.

    `unsaved` are credentials whose rotated tokens are only in memory; `failures` of `requests` of
    the last minutes have failed.  The last four say what is wrong with files and the database, if
    anything is.
    """

    accounts: Sequence[Account] = ()
    pool: Outlook = NOTHING
    can_serve: bool = True
    unsaved: Sequence[int] = ()
    requests: int = 0
    failures: int = 0
    file: str = ""
    entries: str = ""
    lock: str = ""
    database: str = ""


_STATES: Final[Mapping[State, tuple[Level, str, str]]] = MappingProxyType(
    {
        State.NEEDS_LOGIN: (
            "warning",
            "{label} is signed out",
            "sign in again, on the page or with `kiro-py login`",
        ),
        State.SUSPENDED: (
            "critical",
            "Kiro has suspended {label}",
            "write to Kiro's support; reset the credential when they have answered",
        ),
        State.LIMITED: (
            "warning",
            "Kiro limits {label} for suspicious activity",
            "leave it alone until then; a new sign-in does not help",
        ),
        State.SPENT: (
            "notice",
            "the credits of {label} are used up",
            "wait for the reset date, or allow overage in Kiro",
        ),
        State.DOUBTED: (
            "warning",
            "Kiro refuses {label}, and does not say for how long",
            "ask for its balance; sign in again if it stays so",
        ),
    }
)
"""States that a person should know of: how bad, what is so, what to do."""


def concerns(facts: Facts, marks: Marks) -> tuple[Concern, ...]:
    """Return what should be seen to, the worst first."""
    found = [*_of_the_house(facts, marks), *_of_the_pool(facts)]
    for account in facts.accounts:
        if not account.disabled:
            found += _of_an_account(account, marks)
    return tuple(sorted(found, key=lambda each: _LEVELS.index(each.level)))


_LEVELS: Final[tuple[Level, ...]] = ("critical", "warning", "notice")


def _of_the_house(facts: Facts, marks: Marks) -> Iterator[Concern]:
    labels = {account.id: account.label for account in facts.accounts}
    for number in sorted(facts.unsaved):
        text = f"the new tokens of {labels.get(number, f'credential {number}')} are only in memory"
        mend = "make the credentials file writable before the gateway stops, or sign in again then"
        yield Concern("tokens unsaved", "critical", number, text, mend)
    for problem, concern in (
        (facts.file, _FILE),
        (facts.database, _DATABASE),
        (facts.lock, _LOCK),
        (facts.entries, _ENTRIES),
    ):
        if problem:
            yield concern(problem)
    is_enough = facts.requests >= LEAST_REQUESTS
    if marks.errors and is_enough and 100 * facts.failures >= marks.errors * facts.requests:
        text = f"{facts.failures} of the last {facts.requests} requests have failed"
        mend = "look at the requests, or run `kiro-py doctor`"
        yield Concern("errors", "warning", None, text, mend)


def _saying(kind: str, level: Level, what: str, mend: str) -> Callable[[str], Concern]:
    return lambda problem: Concern(kind, level, None, f"{what}: {problem}", mend)


_FILE: Final = _saying(
    "file unusable",
    "critical",
    "the credentials file cannot be used",
    "mend it, or take back its last change; what was known goes on meanwhile",
)
_DATABASE: Final = _saying(
    "database unwritable",
    "critical",
    "the database cannot be written",
    "see that it runs, that its disk has room and that it may be written: what is used is not "
    "written down",
)
_LOCK: Final = _saying(
    "file unlocked",
    "notice",
    "the credentials file cannot be locked",
    "let no other gateway use this file, or move it to a file system with locks",
)
_ENTRIES: Final = _saying(
    "entries unusable",
    "notice",
    "the credentials file has entries that cannot be used",
    "mend them in the file, or take them out",
)


def _of_the_pool(facts: Facts) -> Iterator[Concern]:
    if not facts.can_serve:
        text = "no credential can be used"
        yield Concern("pool empty", "critical", None, text, "sign in, or enable a credential")
    elif facts.pool.lasts is Lasts.RUNS_OUT and facts.pool.resets_at is not None:
        mend = "add an account, or spend less until then"
        text = f"the credits of all accounts run out on {_date(facts.pool.runs_out_at)}"
        yield Concern("pool runs out", "warning", None, text, mend)


def _of_an_account(account: Account, marks: Marks) -> Iterator[Concern]:
    state = account.standing.state
    if (told := _STATES.get(state)) is not None:
        level, text, mend = told
        until = account.standing.until
        text = text.format(label=account.label)
        if until is not None and state is not State.DOUBTED:
            text = f"{text}, until {_date(until)}"
        yield Concern(state.value, level, account.id, text, mend)
    if state in {State.NEEDS_LOGIN, State.SUSPENDED, State.SPENT}:
        return
    outlook = account.outlook
    left = 100 * outlook.remaining / outlook.limit if outlook.limit > 0 else 100.0
    if outlook.is_over:
        return
    if left < marks.quota:
        text = f"{account.label} has {left:.0f} % of its credits left"
        mend = (
            f"they come back on {_date(outlook.resets_at)}" if outlook.resets_at else "spend less"
        )
        yield Concern("quota low", "notice", account.id, text, mend)
    if outlook.lasts is Lasts.RUNS_OUT and outlook.resets_at is not None:
        text = (
            f"the credits of {account.label} run out on {_date(outlook.runs_out_at)}, "
            f"before they come back on {_date(outlook.resets_at)}"
        )
        yield Concern("runs out", "notice", account.id, text, "spend less, or add an account")


def _date(seconds: float | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%d %B %Y")
