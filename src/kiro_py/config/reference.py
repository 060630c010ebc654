"""The tables of the reference, written from the tables that the code reads.

`python -m kiro_py.config.reference docs/reference` puts them into its pages.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, cast

import msgspec

from kiro_py.adapters.metric_table import FAMILIES
from kiro_py.config.entry import FIELDS
from kiro_py.config.setting import Default, Setting
from kiro_py.config.table import SETTINGS


def settings_table() -> str:
    """Return every setting as a table in Markdown."""
    return _table(
        ("setting", "variable", "default", "value", "change", "meaning"),
        (
            (
                f"`{setting.name}`",
                f"`{setting.variable}`",
                default_told(setting),
                setting.kind.expects,
                "at once" if setting.is_live else "restart",
                setting.help
                if setting.is_read
                else f"{setting.help} Without effect in this version.",
            )
            for setting in SETTINGS
        ),
    )


def credentials_table() -> str:
    """Return every field of a credential as a table in Markdown."""
    return _table(
        ("field", "value", "meaning"),
        ((f"`{field.name}`", field.kind.expects, field.help) for field in FIELDS),
    )


def metrics_table() -> str:
    """Return every metric as a table in Markdown."""
    return _table(
        ("metric", "type", "labels", "unit", "of", "meaning"),
        (
            (
                f"`{family.name}`",
                family.kind,
                ", ".join(f"`{label}`" for label in family.labels),
                family.unit,
                "the pool" if family.source == "pool" else "all processes",
                family.help,
            )
            for family in FAMILIES
        ),
    )


def default_told(setting: Setting) -> str:
    """Return the default in words: JSON where it is a value."""
    if setting.default is Default.REQUIRED:
        return "**required**"
    if setting.default_told:
        return setting.default_told
    return f"`{msgspec.json.encode(setting.default, enc_hook=_plain).decode()}`"


PAGES: Final = {
    "settings.md": settings_table,
    "credentials.md": credentials_table,
    "metrics.md": metrics_table,
}


def with_table(page: str, table: str) -> str:
    """Return `page` with `table` between its two marks."""
    before, _, rest = page.partition("<!-- table -->\n")
    _, _, after = rest.partition("<!-- end of table -->\n")
    return f"{before}<!-- table -->\n\n{table}\n<!-- end of table -->\n{after}"


def write_pages(folder: Path) -> None:
    """Bring the pages in `folder` up to date."""
    for name, table in PAGES.items():
        page = folder / name
        page.write_text(with_table(page.read_text("utf-8"), table()), "utf-8")


def _plain(value: object) -> object:
    if isinstance(value, MappingProxyType):
        return dict(cast("Mapping[str, object]", value))
    raise NotImplementedError(f"{type(value).__name__} has no JSON")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
