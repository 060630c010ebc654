"""A report of use as comma-separated values, for people's spreadsheets."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from kiro_py.wire.admin.usage import Totals, UsageReport

_FIGURES: Final = tuple(field.name for field in msgspec.structs.fields(Totals))
_HEAD: Final = ("id", "label", *_FIGURES)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula, which could call out."""


def lines(report: UsageReport) -> Iterator[str]:
    """Yield the lines of a report, the names of its columns first."""
    yield _line(_HEAD)
    for row in report.rows:
        figures = (getattr(row.totals, name) for name in _FIGURES)
        yield _line((_harmless(row.id), _harmless(row.label), *figures))


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
