"""What is installed for these tests is pinned, and says nothing of where it came from."""

import json
import re
from pathlib import Path

import pytest

from clients.stage import HERE

LOCKED = [HERE / "package-lock.json", *sorted((HERE / "requirements").glob("*.txt"))]


@pytest.mark.parametrize("path", LOCKED, ids=[path.name for path in LOCKED])
def test_a_lock_file_names_no_host(path: Path):
    """Whoever installs it uses a registry of their own choice."""
    assert "://" not in path.read_text(encoding="utf-8")


def test_packages_are_pinned():
    """A newer client is tried on purpose, not by chance."""
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]

    assert [] == [version for version in wanted.values() if not re.fullmatch(r"[\d.]+", version)]
