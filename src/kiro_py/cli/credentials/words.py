"""What all commands say alike: exit codes, refusals, times."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import msgspec
from cyclopts import Parameter
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

DONE, FAILED, UNUSABLE = 0, 1, 2
"""All of it was done; some of it was not, and it is said what; nothing could be begun."""

PIPE_COLUMNS: Final = 160
"""A pipe has no width of its own; this is what the widest table needs."""

AsJson = Annotated[bool, Parameter(name="--json", negative="")]
"""The switch that every listing has."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def complain(told: object) -> None:
    """Say what went wrong, on standard error."""
    _console(is_error=True).print(f"[red]{escape(str(told))}[/red]")


def remark(told: object) -> None:
    """Say something beside the result, on standard error."""
    _console(is_error=True).print(f"[yellow]{escape(str(told))}[/yellow]")


def say(told: object) -> None:
    """Say a result."""
    _console().print(Text(str(told)))


def print_json(value: Any) -> None:  # noqa: ANN401 -- whatever can be written as JSON
    """Print a value for scripts."""
    sys.stdout.write(formatted(value).decode())


def formatted(value: Any) -> bytes:  # noqa: ANN401 -- whatever can be written as JSON
    """Return a value as JSON that people can read, too."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def print_table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Print rows for people."""
    names = tuple(headings)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_header=any(names))
    for heading in names:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_COLUMNS).print(table)


def stamp(seconds: float) -> str:
    """Return a moment as RFC 3339 in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def lasting(seconds: float) -> str:
    """Return a duration in the two largest units that matter."""
    whole = int(abs(seconds))
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min"
    if whole < _DAY:
        return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE} min"
    return f"{whole // _DAY} d {whole % _DAY // _HOUR} h"


def _console(*, is_error: bool = False) -> Console:
    return Console(stderr=is_error, soft_wrap=True, highlight=False)
