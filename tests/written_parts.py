"""I write the parts of the documentation that the code knows; run me after changing one.

PYTHONPATH=tests python -m written_parts
"""

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from functools import cache
from inspect import Parameter
from pathlib import Path

from cyclopts import App
from cyclopts.argument import Argument

from kiro_py.cli.app import app
from pages import DOCS, ROOT, Page
from site_map import SITE, site

COMMAND_LINE = Page(DOCS / "reference" / "cli.md")
TUTORIALS = [Page(folder / "tutorial" / "first-answer.md") for folder in (DOCS, DOCS / "zh-CN")]
TRANSCRIPT = ROOT / "tests" / "clients" / "transcripts" / "claude_code_reads_and_runs.txt"

COMMANDS = tuple(name for name in app if not name.startswith("-"))
"""What stands first after `kiro-py`: commands, and groups of them."""

DEMO_SECONDS = 60
DEMO_COLUMNS = 72


def command_line() -> str:
    """Return the reference of the command line, each command's table in its place."""
    page = COMMAND_LINE.text
    for words, command in commands().items():
        page = _with_part(page, words, _table(command))
    return page


def commands() -> dict[str, App]:
    """Return every command by the words that call it, those of a group one by one."""
    found: dict[str, App] = {}
    for name in COMMANDS:
        group = {f"{name} {part}": app[name][part] for part in app[name] if part[0] != "-"}
        found |= group or {name: app[name]}
    return found


def tutorial(written: Page) -> str:
    """Return the tutorial with what the demo says and what Claude Code did."""
    page = _with_part(written.text, "demo", _as_text(_wrapped(demo())))
    return _with_part(page, "transcript", _as_text(TRANSCRIPT.read_text("utf-8")))


@cache
def demo() -> str:
    """Return the question, the answer and the figures, as the demo shows them."""
    ended = subprocess.run(
        [sys.executable, "-m", "kiro_py", "demo", "--once", "--port", "0"],
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
        timeout=DEMO_SECONDS,
        check=True,
    )
    _, _, shown = ended.stdout.partition("\n\n")
    return shown


def arguments(command: App) -> list[Argument]:
    """Return what a command takes; what only groups others is none of it."""
    taken = command.assemble_argument_collection(parse_docstring=True)
    return [argument for argument in taken if argument.name != "*"]


def _with_part(page: str, name: str, part: str) -> str:
    """Return `page` with `part` between its two marks."""
    before, mark, rest = page.partition(f"<!-- {name} -->\n")
    if not mark:
        raise ValueError(f"no place is marked for {name!r}")
    _, end, after = rest.partition("<!-- end -->\n")
    return f"{before}{mark}\n{part}\n{end}{after}"


def _as_text(shown: str) -> str:
    return f"```text\n{shown.strip()}\n```\n"


def _wrapped(shown: str) -> str:
    return "\n".join(
        "\n".join(textwrap.wrap(line, DEMO_COLUMNS, subsequent_indent=" " * 8))
        for line in shown.splitlines()
    )


def _table(command: App) -> str:
    """Return what a command takes, as a table in Markdown."""
    rows = [
        "| option | value | default | meaning |",
        "| --- | --- | --- | --- |",
        *(_row(argument) for argument in arguments(command)),
    ]
    return "\n".join(rows) + "\n"


def _row(argument: Argument) -> str:
    names = [name for name in argument.names if not name.startswith("--no-")]
    if argument.required and argument.name.startswith("--"):
        names.insert(0, argument.name.removeprefix("--").upper())
    cells = (
        ", ".join(f"`{name}`" for name in names),
        _value(argument),
        _default(argument),
        " ".join(_meaning(argument)),
    )
    return f"| {' | '.join(cells)} |"


def _value(argument: Argument) -> str:
    words = {Path: "a path", str: "text", int: "a whole number", float: "a number"}
    meant = next((word for kind, word in words.items() if _is_about(kind, argument.hint)), None)
    if choices := argument.get_choices():
        told = ", ".join(f"`{choice}`" for choice in choices)
        return told if meant is None else f"{meant}, or {told}"
    if argument.hint is bool:
        return "none"
    return meant or "text"


def _is_about(kind: object, hint: object) -> bool:
    return kind is hint or kind in getattr(hint, "__args__", ())


def _default(argument: Argument) -> str:
    if argument.required:
        return "**required**"
    default: object = argument.field_info.default
    return f"`{default}`" if default not in {None, False, (), Parameter.empty} else ""


def _meaning(argument: Argument) -> Iterator[str]:
    yield argument.parameter.help or ""
    for variable in argument.parameter.env_var or ():
        yield f"From the environment: `{variable}`."


if __name__ == "__main__":
    COMMAND_LINE.path.write_text(command_line(), "utf-8")
    for each in TUTORIALS:
        each.path.write_text(tutorial(each), "utf-8")
    SITE.write_text(site(), "utf-8")
