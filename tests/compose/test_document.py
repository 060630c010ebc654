"""The document of the admin API is what the gateway serves."""

from pathlib import Path

from kiro_py.compose.document import write
from pages import DOCS


def test_the_kept_document_is_up_to_date(tmp_path: Path):
    """After a change of a route or a shape, `python -m kiro_py.compose.document` writes it anew."""
    write(tmp_path / "found.json")
    kept = (DOCS / "reference" / "admin-openapi.json").read_text("utf-8")
    assert (tmp_path / "found.json").read_text("utf-8") == kept
