"""Whether the settings can be used."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kiro_py.cli.doctor.finding import Finding, failure, ok, warning
from kiro_py.config.load import ENVIRONMENT, Loaded
from kiro_py.errors import ConfigInvalid, ConfigRefused

CHECK: Final = "settings"


def check_settings(path: Path, read: Loaded | ConfigRefused) -> Iterator[Finding]:
    """Yield what reading the settings has found."""
    if isinstance(read, Loaded):
        where = f"{read.settings.host}:{read.settings.port}"
        yield ok(CHECK, str(path), f"they can be used; the gateway's address is {where}")
    else:
        yield from map(_problem, read.problems)
    for told in read.warnings:
        mend = f"correct it or take it out: {_REFERENCE}"
        yield warning(CHECK, str(path), told.removeprefix(f"{path}: "), mend)


_REFERENCE: Final = "docs/reference/settings.md lists every setting"


def _problem(problem: ConfigInvalid) -> Finding:
    if problem.source == ENVIRONMENT:
        mend = f"correct or unset the variable: {_REFERENCE}"
    elif problem.key:
        mend = f"correct it in {problem.source}: {_REFERENCE}"
    else:
        mend = "restore the file from a copy, or begin anew with config.example.json"
    return failure(CHECK, _place(problem), problem.problem, mend)


def _place(problem: ConfigInvalid) -> str:
    return f"{problem.source}: {problem.key}" if problem.key else problem.source
