"""What a simulator can be told."""

from dataclasses import fields
from pathlib import Path

from kiro_py.simulator.settings import Settings

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "simulator.md"


def test_every_setting_is_in_the_reference():
    """Each setting is named in the reference with its default."""
    page = REFERENCE.read_text("utf-8")
    rows = [
        f"| `{field.name}` | `{getattr(Settings(), field.name)!r}` |" for field in fields(Settings)
    ]

    assert [] == [row for row in rows if row not in page]
