"""The documentation says what the code does."""

import asyncio
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from fakes import Forgetful
from house import API_KEY, Roster, running_gateway
from kiro_py import __version__
from kiro_py.compose.gateway import gateway
from kiro_py.compose.parts import Parts
from kiro_py.config.credentials import load_credentials, read_roster
from kiro_py.config.load import load
from kiro_py.config.table import SETTINGS
from kiro_py.simulator.server import Simulator
from pages import DOCS, ROOT, Block, Page, blocks, pages
from site_map import CHINESE as CHINESE_DOCS
from written_parts import (
    COMMAND_LINE,
    COMMANDS,
    TUTORIALS,
    arguments,
    command_line,
    commands,
    tutorial,
)

ENGLISH = Page(ROOT / "README.md")
CHINESE = Page(ROOT / "README.zh-CN.md")

EXAMPLE_KEY = "sk-example-choose-your-own"

MAX_DECISION_LINES = 60
"""A page of paper."""

SECTIONS = ["Context", "Options", "Outcome", "Consequences"]

_ROW = re.compile(r"^\| ", re.MULTILINE)
_SECONDS = re.compile(r"(?P<said>\d+) seconds?\b[^.|(]{0,40}\(`(?P<setting>\w+Seconds)`\)")

every_page = pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in pages()])
every_translation = pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, id=page.name)
        for page in pages()
        if CHINESE_DOCS in page.path.parents and page.path.stem != "index"
    ],
)
every_decision = pytest.mark.parametrize(
    "page", [pytest.param(page, id=page.path.stem) for page in pages() if "adr" in page.path.parts]
)


def marked(mark: str) -> pytest.MarkDecorator:
    params = [pytest.param(block, id=block.label) for block in blocks(mark)]
    return pytest.mark.parametrize("block", params)


@every_page
def test_links_lead_somewhere(page: Page):
    """A link within the project leads to a file that is there, and to a heading that it has."""
    dead: list[str] = []
    for link in page.links():
        target, _, anchor = link.partition("#")
        if ":" in target:
            continue
        path = (page.path.parent / target).resolve() if target else page.path
        if not path.exists() or (anchor and anchor not in Page(path).anchors()):
            dead.append(link)
    assert [] == dead


@every_page
def test_a_page_has_one_title(page: Page):
    """It begins with its title, and no other heading is of that level."""
    levels = [level for level, _ in page.headings()]
    assert ([1], 1) == (levels[:1], levels.count(1))


@every_page
def test_json_is_json(page: Page):
    """Every block of JSON can be read as such."""
    for block in page.blocks():
        if block.language == "json":
            json.loads(block.body)


def test_the_index_names_every_page():
    """Nothing in `docs/` is out of reach from the first page of its language."""
    named = {
        (index.path.parent / link.partition("#")[0]).resolve()
        for index in (Page(DOCS / "index.md"), Page(CHINESE_DOCS / "index.md"))
        for link in index.links()
    }
    assert set() == {page.name for page in pages() if DOCS in page.path.parents} - {
        Page(path).name for path in named
    }


def test_the_index_calls_pages_by_their_titles():
    """A decision stands in the index under its number and its title."""
    decisions = sorted((DOCS / "adr").glob("*.md"))
    titles = [Page(path).headings()[0][1] for path in decisions]
    listed = re.findall(
        r"^(\d+)\. \[(.+)\]\(adr/", (DOCS / "index.md").read_text("utf-8"), re.MULTILINE
    )
    assert titles == [f"{number}. {title}" for number, title in listed]


@every_decision
def test_a_decision_has_its_form(page: Page):
    """It has a date, a status, four sections in their order, and fits on a page."""
    dated = re.search(
        r"^Date: (.+)\.\nStatus: (accepted|amended by .+)\.$", page.text, re.MULTILINE
    )
    assert dated is not None
    assert date.fromisoformat(dated[1])
    assert SECTIONS == [title for level, title in page.headings() if level == 2]
    assert MAX_DECISION_LINES >= len(page.text.splitlines())


def test_decisions_are_numbered():
    """They are numbered from 1 without a gap, in their names and in their titles."""
    found = [Page(path) for path in sorted((DOCS / "adr").glob("*.md"))]
    numbers = list(range(1, len(found) + 1))
    assert numbers == [int(page.path.name[:4]) for page in found]
    assert numbers == [int(page.headings()[0][1].partition(".")[0]) for page in found]


def routes() -> list[str]:
    """Return every route of the front door as the reference writes it."""
    loaded = load(Path("/nonexistent"), {"KIRO_PY_API_KEY": API_KEY})
    door = gateway(loaded.settings, Parts(store=Roster(), memory=Forgetful()))
    return sorted(
        f"{method} {route.path_format}"
        for route in door.public.routes
        for method in getattr(route, "methods", ())
        if method != "OPTIONS"
    )


@pytest.mark.parametrize("route", routes())
def test_every_route_is_in_the_reference(route: str):
    """`docs/reference/api.md` names the method and the path."""
    assert f"`{route}`" in (DOCS / "reference" / "api.md").read_text("utf-8")


def test_the_reference_has_no_route_that_is_not_there():
    """What `docs/reference/api.md` lists can be asked."""
    text = (DOCS / "reference" / "api.md").read_text("utf-8")
    assert set() == set(re.findall(r"`((?:GET|POST|HEAD) /[^`]*)`", text)) - set(routes())


def test_the_command_line_s_reference_is_up_to_date():
    """To mend this, run `PYTHONPATH=tests python -m written_parts`."""
    assert command_line() == COMMAND_LINE.text


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in TUTORIALS])
def test_the_tutorial_shows_what_happens(page: Page):
    """It has the demo's own words and the transcript that the test of Claude Code keeps.

    To mend this, run `PYTHONPATH=tests python -m written_parts`.
    """
    assert tutorial(page) == page.text


@pytest.mark.parametrize("words", commands())
def test_every_option_is_explained(words: str):
    """Each has a sentence of help, which the reference repeats."""
    assert [] == [
        argument.name for argument in arguments(commands()[words]) if not argument.parameter.help
    ]


@every_page
def test_stated_seconds_are_the_defaults(page: Page):
    """Where a page says `15 seconds (pingIntervalSeconds)`, 15 is the default."""
    defaults = {setting.name: setting.default for setting in SETTINGS}
    said = {found["setting"]: float(found["said"]) for found in _SECONDS.finditer(page.text)}
    assert said == {name: defaults[name] for name in said}


@marked("config.json")
def test_settings_in_the_documentation_load(tmp_path: Path, block: Block):
    """A `config.json` of the documentation is taken as it is, once a key has been chosen."""
    path = tmp_path / "config.json"
    path.write_text(block.body.replace(EXAMPLE_KEY, "chosen"), "utf-8")
    assert () == load(path, {}).warnings


@marked("credentials.json")
def test_credentials_in_the_documentation_load(block: Block):
    """A `credentials.json` of the documentation is taken as it is, without a warning."""
    roster = read_roster(block.body.encode(), "credentials.json")
    assert ((), ()) == (roster.problems, roster.warnings)
    assert len(roster.entries) == len(roster.credentials) > 0


@pytest.mark.parametrize("name", sorted(path.name for path in ROOT.glob("*.example*.json")))
def test_example_files_load(tmp_path: Path, name: str):
    """An example file is taken as it is, once a key has been chosen."""
    if name.startswith("config"):
        assert () == load(ROOT / name, {"KIRO_PY_API_KEY": "chosen"}).warnings
        return
    loaded = load_credentials(ROOT / name, {})
    assert ((), ()) == (loaded.roster.problems, loaded.roster.warnings)
    assert loaded.roster.credentials


@marked("run")
async def test_what_can_be_run_runs(tmp_path: Path, block: Block):
    """A block marked `run` works against a gateway, as it is printed."""
    if "curl" in block.body and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    async with Simulator() as kiro:
        entry = msgspec.json.encode(kiro.accounts.credential("api-key"))
        store = Roster(*read_roster(entry, "simulator").credentials)
        async with running_gateway(kiro.url, store) as url:
            status, output = await run(block, url, tmp_path)
    assert 0 == status, output


async def run(block: Block, url: str, directory: Path) -> tuple[int | None, str]:
    shell = ["bash", "-euo", "pipefail", "-c"]
    command = {"sh": shell, "python": [sys.executable, "-c"]}[block.language]
    running = await asyncio.create_subprocess_exec(
        *command,
        block.body,
        cwd=directory,
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
            "ANTHROPIC_BASE_URL": url,
            "ANTHROPIC_API_KEY": API_KEY,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await running.communicate()
    return running.returncode, output.decode()


@every_translation
def test_a_translation_has_the_same_code(page: Page):
    """What is to be typed, and what is then seen, does not depend on the language."""
    assert list(told(english(page))) == list(told(page))


@every_translation
def test_a_translation_has_the_same_parts(page: Page):
    """It has the sections and the rows of its English page, and each page names the other."""
    original = english(page)
    assert shape(original) == shape(page)
    assert original.path in {(page.path.parent / link).resolve() for link in page.links()}
    assert page.path in {(original.path.parent / link).resolve() for link in original.links()}


def english(page: Page) -> Page:
    return Page(DOCS / page.path.relative_to(CHINESE_DOCS))


def told(page: Page) -> Iterator[tuple[str, str, str]]:
    """Yield a page's blocks of code without their place."""
    return ((block.language, block.mark, block.body) for block in page.blocks())


def shape(page: Page) -> tuple[list[int], int]:
    """Return the levels of a page's headings, and how many rows its tables have."""
    return [level for level, _ in page.headings()], len(_ROW.findall(page.prose))


def test_both_readmes_have_the_same_headings():
    """The Chinese README has the English one's sections, in their order."""
    assert [level for level, _ in ENGLISH.headings()] == [level for level, _ in CHINESE.headings()]


def test_both_readmes_have_the_same_code():
    """What is to be typed does not depend on the language."""
    assert [block.body for block in ENGLISH.blocks()] == [block.body for block in CHINESE.blocks()]


def test_both_readmes_lead_to_the_same_pages():
    """Apart from the link to each other, they have the same links in the same order."""
    assert [link for link in ENGLISH.links() if link != CHINESE.name] == [
        link for link in CHINESE.links() if link != ENGLISH.name
    ]


def test_both_readmes_have_the_same_tables():
    """What stands first in a row, a path or a command, is the same in both."""
    first_cells = re.compile(r"^\| `([^|]+?) \|", re.MULTILINE)
    english = [cell.replace(", ", "、") for cell in first_cells.findall(ENGLISH.text)]
    assert english == first_cells.findall(CHINESE.text)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_every_command(command: str):
    """Whoever reads the README has heard of it."""
    assert f"| `kiro-py {command}" in ENGLISH.text


def test_the_changelog_knows_the_version():
    """The version that the code states is one that operators can read about."""
    assert __version__ in (ROOT / "CHANGELOG.md").read_text("utf-8")
