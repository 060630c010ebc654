"""What is installed for these tests is pinned, and says nothing of where it came from."""

import json
import re
from pathlib import Path

import pytest

from clients.stage import HERE

UI = HERE.parents[1] / "ui"

LOCKED = [
    HERE / "package-lock.json",
    UI / "package-lock.json",
    *sorted((HERE / "requirements").glob("*.txt")),
]


@pytest.mark.parametrize("path", LOCKED, ids=[f"{path.parent.name} {path.name}" for path in LOCKED])
def test_a_lock_file_names_no_host(path: Path):
    """Whoever installs it uses a registry of their own choice."""
    assert "://" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", [HERE, UI], ids=["clients", "ui"])
def test_packages_are_pinned(folder: Path):
    """A newer release is tried on purpose, not by chance."""
    asked = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    wanted = asked["dependencies"] | asked.get("devDependencies", {})

    assert [] == [version for version in wanted.values() if not re.fullmatch(r"[\d.]+", version)]
