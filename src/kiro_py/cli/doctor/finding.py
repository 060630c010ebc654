"""What a check has found: about whom, how bad it is, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """How bad it is: a failure keeps requests from being served, a warning may do so one day."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `mend` is what to do, and empty where there is nothing to be done."""

    check: str
    subject: str
    verdict: Verdict
    told: str
    mend: str = ""


def ok(check: str, subject: str, told: str) -> Finding:
    """Return that all is well."""
    return Finding(check, subject, Verdict.OK, told)


def warning(check: str, subject: str, told: str, mend: str) -> Finding:
    """Return that something is odd."""
    return Finding(check, subject, Verdict.WARNING, told, mend)


def failure(check: str, subject: str, told: str, mend: str) -> Finding:
    """Return that something is wrong."""
    return Finding(check, subject, Verdict.FAILURE, told, mend)


def not_checked(check: str, subject: str, why: str) -> Finding:
    """Return that nobody has looked, and why."""
    return Finding(check, subject, Verdict.NOT_CHECKED, why)


def has_failure(findings: Iterable[Finding]) -> bool:
    """Tell whether anything is wrong."""
    return any(finding.verdict is Verdict.FAILURE for finding in findings)
