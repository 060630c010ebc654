"""The reference says what the code reads."""

from pathlib import Path

import pytest

from kiro_py.adapters.metric_table import FAMILIES
from kiro_py.config.entry import FIELDS
from kiro_py.config.reference import (
    PAGES,
    credentials_table,
    metrics_table,
    settings_table,
    with_table,
    write_pages,
)
from kiro_py.config.table import SETTINGS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_up_to_date(name: str, tmp_path: Path):
    """To mend this, run `python -m kiro_py.config.reference docs/reference`."""
    for page in PAGES:
        (tmp_path / page).write_text((REFERENCE / page).read_text("utf-8"), "utf-8")
    write_pages(tmp_path)
    assert (tmp_path / name).read_text("utf-8") == (REFERENCE / name).read_text("utf-8")


def test_every_setting_has_a_row_with_its_variable():
    """Nothing that can be set is left for the source to tell."""
    rows = settings_table().splitlines()
    assert [f"| `{one.name}` | `{one.variable}` |" for one in SETTINGS] == [
        " | ".join(row.split(" | ")[:2]) + " |" for row in rows[2:]
    ]


def test_every_field_has_a_row():
    """Nothing that a credential can hold is left for the source to tell."""
    rows = credentials_table().splitlines()
    assert [f"| `{one.name}`" for one in FIELDS] == [row.split(" | ")[0] for row in rows[2:]]


def test_every_metric_has_a_row():
    """Nothing that is measured is left for the source to tell."""
    rows = metrics_table().splitlines()
    assert [f"| `{one.name}`" for one in FAMILIES] == [row.split(" | ")[0] for row in rows[2:]]


def test_a_table_replaces_the_one_between_the_marks():
    """What people wrote around it stays."""
    page = "before\n<!-- table -->\nold\n<!-- end of table -->\nafter\n"
    expected = "before\n<!-- table -->\n\nnew\n\n<!-- end of table -->\nafter\n"
    assert expected == with_table(page, "new\n")
