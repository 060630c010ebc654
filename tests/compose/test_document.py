"""The document of the admin API, and the reference, are what the gateway serves."""

import json
import re
import shutil
from pathlib import Path

import pytest

from kiro_py.compose.document import PAGE, write
from pages import DOCS

DOCUMENT = "admin-openapi.json"
METHODS = "GET|POST|PUT|PATCH|DELETE"


@pytest.mark.parametrize("name", [DOCUMENT, PAGE])
def test_what_is_kept_is_up_to_date(tmp_path: Path, name: str):
    """After a change of a route or a shape, `python -m kiro_py.compose.document` writes it anew."""
    kept = DOCS / "reference"
    shutil.copy(kept / PAGE, tmp_path / PAGE)
    write(tmp_path / DOCUMENT)
    assert (tmp_path / name).read_text("utf-8") == (kept / name).read_text("utf-8")


def test_the_reference_has_every_route():
    """It names each method and path, and none that is not there."""
    paths = json.loads((DOCS / "reference" / DOCUMENT).read_text("utf-8"))["paths"]
    text = (DOCS / "reference" / PAGE).read_text("utf-8").replace("{id}", "{number}")
    named = re.findall(rf"`((?:{METHODS}) /api/admin/[^`?]*)`", text)
    expected = {f"{method.upper()} {path}" for path, found in paths.items() for method in found}
    assert expected == set(named)
