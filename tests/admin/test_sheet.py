"""A report as a file for spreadsheets."""

import csv
from datetime import UTC, datetime

import pytest

from kiro_py.admin.sheet import lines
from kiro_py.wire.admin.usage import Totals, UsageReport, UsageRow

NOW = datetime(2027, 1, 15, 8, tzinfo=UTC)
TOTALS = Totals(
    requests=3,
    failures=1,
    input_tokens=10,
    output_tokens=5,
    cache_read_tokens=0,
    cache_write_tokens=0,
    credits=0.75,
    mean_first_token_seconds=None,
    mean_seconds=2.5,
)


def written(*names: str) -> list[list[str]]:
    """Return what a spreadsheet reads in a report of keys with these names."""
    rows = tuple(
        UsageRow(id=str(place), label=name, totals=TOTALS) for place, name in enumerate(names)
    )
    report = UsageReport(since=NOW, until=NOW, by="key", rows=rows, totals=TOTALS)
    return list(csv.reader("".join(lines(report)).splitlines(keepends=True)))


def test_each_row_is_a_line_below_the_names():
    """What is not known is left empty."""
    head, line = written("ada")
    assert ["id", "label", "requests", "failures"] == head[:4]
    assert ["0", "ada", "3", "1", "10", "5", "0", "0", "0.75", "", "2.5"] == line


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_name_becomes_a_formula(name: str):
    """What a spreadsheet would calculate is made a text."""
    assert f"'{name}" == written(name)[1][1]


def test_a_name_may_hold_anything():
    """Commas, quotes and lines stay within their cell."""
    name = 'a "b", c\nd'
    assert name == written(name)[1][1]
