"""What the documentation shows can be typed: commands, code, variables, addresses."""

import ast
import json
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import yaml
from cyclopts.exceptions import CycloptsError, MissingArgumentError

from kiro_py.cli.app import app
from kiro_py.config.load import LOG_VARIABLE
from kiro_py.config.table import SETTINGS
from pages import DOCS, Block, Page, pages
from written_parts import COMMANDS, commands

_CALL = re.compile(
    rf"(?:^|[\s/])kiro-py (?P<words>(?:{'|'.join(COMMANDS)})\b.*)|^kiro-py (?P<any>.+)"
)
_INLINE = re.compile(r"`kiro-py (?P<words>[^`\n]+)`")
_FENCES = re.compile(r"```.*?```", re.DOTALL)
_VARIABLE = re.compile(r"\bKIRO_PY_[A-Z][A-Z_]*\b")
_END_OF_COMMAND = re.compile(r"^(?:[|;&<>]|\d?>)")
_ROUTE = re.compile(r"`(?P<method>GET|POST|PUT|PATCH|DELETE|HEAD) (?P<path>/[^`\s?]*)`")
_PLACE = re.compile(r"\{[^}]+\}|(?<=/)[A-Z]+(?=/|$)")

PLACEHOLDERS = {"NUMBER": "1", "PROVIDER": "google", "DIR": "recordings", "FILE": "stream.bin"}
TAKES_A_BODY = {"--data", "--data-binary", "-d"}


def current() -> list[Page]:
    """Return the pages that speak of this version: no decisions, and no list of changes."""
    return [
        page
        for page in pages()
        if page.path.name != "CHANGELOG.md" and page.path.parent.name != "adr"
    ]


def shell(page: Page) -> list[Block]:
    return [block for block in page.blocks() if block.language in {"sh", ""}]


def lines(block: Block) -> list[str]:
    """Return the lines of a block, those that a backslash continues as one."""
    return [line.strip() for line in block.body.replace("\\\n", " ").splitlines()]


every_page = pytest.mark.parametrize(
    "page", [pytest.param(page, id=page.name) for page in current()]
)


def words_of(command: str) -> list[str]:
    """Return the words of one command, up to where the shell goes on."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars="();<>|&")
    lexer.whitespace_split = True
    words: list[str] = []
    for word in lexer:
        if _END_OF_COMMAND.match(word):
            break
        words.append(PLACEHOLDERS.get(word, word))
    return words


def called(page: Page) -> Iterator[str]:
    for block in shell(page):
        for line in lines(block):
            if (found := _CALL.search(line)) and not line.startswith(("#", "docker run")):
                yield (found["words"] or found["any"]).rstrip("'")


@every_page
def test_commands_can_be_called(page: Page):
    """Each command of a block is there, with its options and with all that it needs."""
    wrong: list[str] = []
    for command in called(page):
        try:
            app.parse_args(words_of(command), exit_on_error=False, print_error=False)
        except CycloptsError as error:
            wrong.append(f"{command}: {error}")
    assert [] == wrong


@every_page
def test_commands_in_a_sentence_are_there(page: Page):
    """A command that a sentence names has these words and options; it may lack the rest."""
    wrong: list[str] = []
    for found in _INLINE.finditer(_FENCES.sub("", page.text)):
        words = words_of(found["words"])
        if words[0] in {"COMMAND", "--version"} or "…" in found["words"]:
            continue
        try:
            app.parse_args(words, exit_on_error=False, print_error=False)
        except MissingArgumentError:
            pass  # the sentence is about the command, not about one call of it
        except CycloptsError as error:
            wrong.append(f"{found['words']}: {error}")
    assert [] == wrong


@pytest.mark.parametrize("words", commands())
def test_every_command_has_its_section(words: str):
    """The reference of the command line has a heading for each, alone or in its group."""
    titles = {title for _, title in Page(DOCS / "reference" / "cli.md").headings()}
    assert f"`kiro-py {words}`" in titles


@every_page
def test_shell_is_shell(page: Page):
    """Bash can read the blocks, and says nothing about them."""
    blocks = "\n".join(block.body for block in page.blocks() if block.language == "sh")
    done = subprocess.run(["bash", "-n"], input=blocks, capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)


@every_page
def test_code_and_data_can_be_read(page: Page):
    """Python, YAML and TOML are what they are called."""
    read = {"python": ast.parse, "yaml": yaml.safe_load, "toml": tomllib.loads}
    for block in page.blocks():
        if block.language in read:
            read[block.language](block.body)


@every_page
def test_variables_are_read(page: Page):
    """Each variable that is named belongs to a setting."""
    known = {setting.variable for setting in SETTINGS} | {
        LOG_VARIABLE,
        "KIRO_PY_PICTURES",
        "KIRO_PY_SOAK",
    }
    assert set() == {name for name in _VARIABLE.findall(page.text) if name[-1] != "_"} - known


def routes() -> set[tuple[str, str]]:
    """Return the methods and paths of the references, which are tested against the code."""
    document = json.loads((DOCS / "reference" / "admin-openapi.json").read_text("utf-8"))
    named = {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods
    }
    for name in ("api", "admin-api", "simulator"):
        text = (DOCS / "reference" / f"{name}.md").read_text("utf-8")
        named |= {(found["method"], found["path"]) for found in _ROUTE.finditer(text)}
    return named


def asked(page: Page) -> Iterator[tuple[str, str]]:
    """Yield the method and the path of each call of curl to a gateway or a simulator."""
    for block in shell(page):
        for command in re.split(r"\bcurl ", block.body.replace("\\\n", " "))[1:]:
            words = words_of(command.partition("\n\n")[0])
            method = "POST" if TAKES_A_BODY & set(words) else "GET"
            if "-X" in words:
                method = words[words.index("-X") + 1]
            for word in words:
                if re.match(r"(https?://127\.0\.0\.1|\$(ANTHROPIC_BASE_URL|SIMULATOR)\b)", word):
                    yield method, urlsplit(word.replace("$", "http://")).path


@every_page
def test_addresses_are_there(page: Page):
    """What curl asks is a route, with that method."""
    known = [
        (method, re.compile(_PLACE.sub("[^/]+", re.sub(r"\\([{}])", r"\1", re.escape(path)))))
        for method, path in routes()
    ]
    assert [] == [
        f"{method} {path}"
        for method, path in asked(page)
        if not any(method == each and pattern.fullmatch(path) for each, pattern in known)
    ]
