"""I am one row of the table of refusals: how Kiro says a thing, and what the thing means."""

from dataclasses import dataclass

from kiro_py.errors import Again, Blame, ErrorType, Penalty


@dataclass(frozen=True, slots=True)
class Meaning:
    """What refusals of one sort have in common.

    The culprit, the next step, the client's answer, and what becomes of the credential.
    """

    blame: Blame
    again: Again
    status: int
    error_type: ErrorType
    should_retry: bool | None = None
    penalty: Penalty = Penalty.NONE


@dataclass(frozen=True, slots=True)
class Row:
    """How a refusal is recognised, and what it means.

    `text` is a regular expression, sought in the message whatever its case.  `hint` is put before
    `message` when `text` was found with every group that the hint names: so only words of a fixed
    form ever pass from the service to a client.  `is_page` wants an HTML page for an answer.
    `usual_wait_seconds` holds when the service does not say how long, `least_wait_seconds` always.
    """

    name: str
    meaning: Meaning
    message: str
    reasons: frozenset[str] = frozenset()
    text: str | None = None
    families: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    statuses: frozenset[int] | range = range(0)
    is_page: bool = False
    hint: str = ""
    usual_wait_seconds: int | None = None
    least_wait_seconds: int = 1
