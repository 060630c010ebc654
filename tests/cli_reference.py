"""I write the tables of `docs/reference/cli.md` from the commands; run me after changing one.

PYTHONPATH=tests python -m cli_reference
"""

from collections.abc import Iterator
from pathlib import Path

from cyclopts import App, ArgumentCollection
from cyclopts.argument import Argument

from kiro_py.cli.app import app

REFERENCE = Path(__file__).parents[1] / "docs" / "reference" / "cli.md"

COMMANDS = tuple(name for name in app if not name.startswith("-"))


def arguments(command: App) -> ArgumentCollection:
    return command.assemble_argument_collection(parse_docstring=True)


def table(name: str) -> str:
    """Return what a command takes, as a table in Markdown."""
    rows = [
        "| option | value | default | meaning |",
        "| --- | --- | --- | --- |",
        *(_row(argument) for argument in arguments(app[name])),
    ]
    return "\n".join(rows) + "\n"


def _row(argument: Argument) -> str:
    names = [name for name in argument.names if not name.startswith("--no-")]
    if argument.required:
        names.insert(0, argument.name.removeprefix("--").upper())
    cells = (
        ", ".join(f"`{name}`" for name in names),
        _value(argument),
        _default(argument),
        " ".join(_meaning(argument)),
    )
    return f"| {' | '.join(cells)} |"


def _value(argument: Argument) -> str:
    if choices := argument.get_choices():
        return ", ".join(f"`{choice}`" for choice in choices)
    if argument.hint is bool:
        return "none"
    words = {Path: "a path", str: "text", int: "a whole number", float: "a number"}
    return next((word for kind, word in words.items() if _is_about(kind, argument.hint)), "text")


def _is_about(kind: object, hint: object) -> bool:
    return kind is hint or kind in getattr(hint, "__args__", ())


def _default(argument: Argument) -> str:
    if argument.required:
        return "**required**"
    default: object = argument.field_info.default
    return f"`{default}`" if default not in {None, False, ()} else ""


def _meaning(argument: Argument) -> Iterator[str]:
    yield argument.parameter.help or ""
    for variable in argument.parameter.env_var or ():
        yield f"From the environment: `{variable}`."


def with_tables(page: str) -> str:
    """Return `page` with every command's table between its two marks."""
    for name in COMMANDS:
        before, mark, rest = page.partition(f"<!-- {name} -->\n")
        if not mark:
            raise ValueError(f"docs/reference/cli.md has no place for {name!r}")
        _, end, after = rest.partition("<!-- end -->\n")
        page = f"{before}{mark}\n{table(name)}\n{end}{after}"
    return page


if __name__ == "__main__":
    REFERENCE.write_text(with_tables(REFERENCE.read_text("utf-8")), "utf-8")
