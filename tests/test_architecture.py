"""The house holds: its walls, its measures, its names, and a test for every module."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "kiro_py"
TESTS = ROOT / "tests"

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60

BANNED_NAMES = frozenset(
    {
        "base",
        "common",
        "handler",
        "handlers",
        "helper",
        "helpers",
        "manager",
        "misc",
        "processor",
        "service",
        "util",
        "utils",
    }
)
"""Names that say nothing about what is inside."""

TESTED_ELSEWHERE = {
    "compose/desk.py": "cli/credentials/test_asking.py",
    "compose/house.py": "test_gateway_on_simulator.py",
    "compose/keeping.py": "admin/test_door.py",
    "exchange/journey.py": "exchange/test_run.py",
    "public/intake_blocks.py": "public/test_intake.py",
    "public/intake_errors.py": "public/test_intake.py",
}
"""Modules whose promises are tested through another's; this list may only shrink."""

_HALVES = (("py", "pi"), ("python", "hosted"), ("npm", "js"), ("yarn", "pkg"))
"""The names of registries, which this file does not name either."""

NOT_OURS = re.compile(
    rf"(?:{'|'.join(map(''.join, _HALVES))})\.(?:org|com)"
    r"|(?<!\w)/(?:(?:home|Users)/(?!(?:ada|somebody|user)/)[a-z]\w*|root|work)/"
)
"""Addresses of registries, and paths of a real machine: Ada is nobody."""

STEPS = SOURCE / "adapters" / "database" / "migrations" / "versions"
"""Migrations: written by Alembic, never changed, and tested all together by test_engine.py."""

KEPT_FILES = (
    "*.py",
    "*.md",
    "*.toml",
    "*.yml",
    "*.example*.json",
    ".gitignore",
    "Dockerfile*",
    "LICENSE",
    "Makefile",
)
KEPT_FOLDERS = (".ci", "bench", "docs", "packaging", "requirements", "src", "tests", "ui")
PASSING_FOLDERS = frozenset({"__pycache__", "node_modules", "page", "results"})


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@cache
def functions() -> list[tuple[str, int]]:
    """Return every function of the source with its length in lines."""
    return [
        (f"{named(path)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for path in modules()
        if STEPS not in path.parents
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def does_something(path: Path) -> bool:
    """Tell whether a module has a verb: types and tables are tested by those who use them."""
    tree = ast.parse(path.read_bytes())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return any(
        not isinstance(statement, ast.Expr)
        for node in ast.walk(tree)
        if isinstance(node, functions)
        for statement in node.body
    )


def twin(path: Path) -> Path:
    """Return where the tests of a module belong."""
    return TESTS / path.relative_to(SOURCE).with_name(f"test_{path.name}")


def kept_files() -> Iterator[Path]:
    """Yield every text that belongs to the project."""
    for pattern in KEPT_FILES:
        yield from ROOT.glob(pattern)
    for folder in KEPT_FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and not PASSING_FOLDERS.intersection(path.parts):
                yield path


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    """Check the walls of the source in `tree`, as `make lint` does."""
    return subprocess.run(
        [
            Path(sys.executable).with_name("lint-imports"),
            *("--config", ROOT / "pyproject.toml", "--no-cache", "--no-logo"),
        ],
        cwd=tree,
        env={"PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_file_is_long():
    """A source file has at most 400 lines."""
    lengths = {named(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {} == {name: lines for name, lines in lengths.items() if lines > MAX_FILE_LINES}


def test_no_function_is_long():
    """A function has at most 60 lines, its docstring included."""
    assert [] == [found for found in functions() if found[1] > MAX_FUNCTION_LINES]


def test_names_say_what_is_inside():
    """No module and no room has a name that would fit any other as well."""
    parts = {part for path in modules() for part in path.relative_to(SOURCE).with_suffix("").parts}
    assert set() == parts & BANNED_NAMES


def test_every_module_introduces_itself():
    """Every module begins with a docstring."""
    assert [] == [
        named(path) for path in modules() if not ast.get_docstring(ast.parse(path.read_bytes()))
    ]


def test_every_module_has_its_tests():
    """A module's tests are where its name says, apart from those that the list excuses."""
    missing = {
        named(path)
        for path in modules()
        if STEPS not in path.parents and does_something(path) and not twin(path).exists()
    }
    assert set(TESTED_ELSEWHERE) == missing


@pytest.mark.parametrize("where", sorted(set(TESTED_ELSEWHERE.values())))
def test_every_excuse_leads_to_tests(where: str):
    """A module that is tested elsewhere is tested there."""
    assert "def test_" in (TESTS / where).read_text("utf-8")


def test_every_room_is_a_room_of_the_layers():
    """Each room stands in the layers once, and the layers name no room that is gone."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    layers = [room.strip() for layer in contract["layers"] for room in layer.split("|")]
    rooms = {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert sorted(rooms - {"__init__", "__pycache__"}) == sorted(layers)


def test_walls_stand():
    """Every contract between the rooms is kept."""
    checked = lint_imports(SOURCE.parent)
    assert (0, " 0 broken.") == (checked.returncode, checked.stdout.rstrip()[-10:]), checked.stdout


@pytest.mark.parametrize(
    ("module", "wrong", "contract"),
    [
        pytest.param(
            "eventstream/decoder.py",
            "import asyncio",
            "Pure rooms do no IO, read no clock, write no log",
            id="a pure room waits",
        ),
        pytest.param(
            "pool/turn.py",
            "import time",
            "Pure rooms do no IO, read no clock, write no log",
            id="a pure room reads the clock",
        ),
        pytest.param(
            "wire/json.py",
            "from kiro_py.translate import reply",
            "One direction of dependency",
            id="upwards",
        ),
        pytest.param(
            "public/keys.py",
            "from kiro_py.adapters import system_clock",
            "One direction of dependency",
            id="neighbours",
        ),
        pytest.param(
            "attic/__init__.py",
            "",
            "One direction of dependency",
            id="a room that nobody planned",
        ),
        pytest.param(
            "simulator/clock.py",
            "from kiro_py.kiro import refusals",
            "The simulator knows the wire and nothing else of ours",
            id="the simulator borrows from what it tests",
        ),
        pytest.param(
            "admin/__init__.py",
            "from kiro_py.exchange import run",
            "No prompt passes through the admin door",
            id="a prompt at the admin door",
        ),
        pytest.param(
            "sse/encode.py",
            "from kiro_py.eventstream import frame",
            "One direction of dependency",
            id="two tongues in one mouth",
        ),
    ],
)
def test_a_breach_is_found(tmp_path: Path, module: str, wrong: str, contract: str):
    """A wrong import breaks the contract that forbids it."""
    shutil.copytree(SOURCE, tmp_path / "kiro_py", ignore=shutil.ignore_patterns("__pycache__"))
    breached = tmp_path / "kiro_py" / module
    breached.parent.mkdir(exist_ok=True)
    with breached.open("a", encoding="utf-8") as file:
        file.write(f"\n{wrong}\n")
    checked = lint_imports(tmp_path)
    assert (1, True) == (checked.returncode, f"{contract} BROKEN" in checked.stdout), checked.stdout


def test_nothing_names_a_registry_or_a_machine():
    """No file holds the address of a package registry, or a path of the machine it came from."""
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in kept_files()
        if (match := NOT_OURS.search(path.read_bytes().decode("utf-8", "replace")))
    ]
    assert [] == found
