"""A wheel brings the admin page along, where there is Node to build it with."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = "kiro_py/admin/page/index.html"
NPM = """#!/bin/sh
echo "$@" >> npm-calls
mkdir -p ../src/kiro_py/admin/page
echo "<title>kiro-py</title>" > ../src/kiro_py/admin/page/index.html
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """What a wheel is made of, with a single module."""
    for name in ("pyproject.toml", "build_page.py", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "src" / "kiro_py").mkdir(parents=True)
    shutil.copy(ROOT / "src" / "kiro_py" / "__init__.py", tmp_path / "src" / "kiro_py")
    (tmp_path / "ui").mkdir()
    return tmp_path


def tools(tree: Path, node: str) -> Path:
    """Return a folder with a Node of that version, and an npm that writes a page."""
    folder = tree / "bin"
    folder.mkdir()
    for name, script in (("node", f"#!/bin/sh\necho {node}\n"), ("npm", NPM)):
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
    return folder


def built(tree: Path, tools: Path | None) -> tuple[list[str], str]:
    """Build a wheel with what is in `tools`; return the files in it, and what was said."""
    path = f"{tools}:/usr/bin:/bin" if tools else "/nonexistent"
    said = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"],
        cwd=tree,
        env={"PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    (wheel,) = (tree / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist(), said.stdout + said.stderr


def test_a_wheel_has_the_page(tree: Path):
    """With Node the page is built and packed, though Git does not keep it."""
    names, _ = built(tree, tools(tree, "v22.1.0"))

    assert PAGE in names
    assert ["ci", "run --silent build"] == (tree / "ui" / "npm-calls").read_text().splitlines()


def test_packages_that_are_there_are_not_fetched_again(tree: Path):
    """After `make ui` a wheel needs no registry."""
    (tree / "ui" / "node_modules").mkdir()
    (tree / "ui" / "node_modules" / ".done").touch()

    built(tree, tools(tree, "v22.1.0"))

    assert "run --silent build\n" == (tree / "ui" / "npm-calls").read_text()


@pytest.mark.parametrize("node", [None, "v18.20.0"], ids=["none", "too old"])
def test_a_wheel_without_node_serves_the_api_alone(tree: Path, node: str | None):
    """It is built all the same, and says what it lacks."""
    names, said = built(tree, tools(tree, node) if node else None)

    assert PAGE not in names
    assert "kiro_py/__init__.py" in names
    assert "no admin page" in said
