"""The reference page names every fault, every limit and every type."""

from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from kiro_py.errors import FrameFault
from kiro_py.eventstream.decoder import Limits

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "eventstream.md"
ROWS = [
    [cell.strip().strip("`") for cell in line.strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("|")
]


def test_every_fault_has_its_row():
    """Whoever reads a fault in a log finds it on the page."""
    known = {row[0] for row in ROWS}
    assert set() == set(get_args(FrameFault)) - known


@pytest.mark.parametrize("limit", [field.name for field in fields(Limits)])
def test_every_limit_has_its_row(limit: str):
    """With the value it has in the code."""
    assert [str(getattr(Limits(), limit))] == [row[1] for row in ROWS if row[0] == limit]
