"""I show what was found: lines for people, JSON for scripts."""

import platform
from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from kiro_py import __version__
from kiro_py.cli.credentials.words import print_json
from kiro_py.cli.doctor.finding import Finding, Verdict

_COLOURS: Final = {
    Verdict.OK: "green",
    Verdict.WARNING: "yellow",
    Verdict.FAILURE: "bold red",
    Verdict.NOT_CHECKED: "dim",
}
_WIDTH: Final = max(len(verdict.value) for verdict in Verdict)


def versions() -> str:
    """Return what is running, on what."""
    return f"kiro-py {__version__}, Python {platform.python_version()}, {platform.system()}"


def print_report(findings: Sequence[Finding]) -> None:
    """Print one line per finding, and its mend below it."""
    console = Console(soft_wrap=True, highlight=False)
    console.print(Text(versions()))
    for finding in findings:
        line = Text(finding.verdict.value.ljust(_WIDTH), style=_COLOURS[finding.verdict])
        line.append(f"  {finding.check}: {finding.subject}: {finding.told}", style="default")
        console.print(line)
        if finding.mend:
            console.print(Text(f"{'':{_WIDTH}}  mend: {finding.mend}"))
    console.print(Text(_sum(findings)))


def print_findings(findings: Sequence[Finding]) -> None:
    """Print everything as JSON."""
    print_json({"running": versions(), "findings": findings})


def _sum(findings: Sequence[Finding]) -> str:
    failures = sum(finding.verdict is Verdict.FAILURE for finding in findings)
    warnings = sum(finding.verdict is Verdict.WARNING for finding in findings)
    return f"{_counted(failures, 'failure')}, {_counted(warnings, 'warning')}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number or 'no'} {what}s"
