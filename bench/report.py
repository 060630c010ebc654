"""I write what was measured: as JSON, and as a table inside the page of the documentation."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import msgspec

from bench.figures import Figure, Results

BEGIN = "<!-- measured: `make bench` writes from here -->"
END = "<!-- measured: to here -->"
PAGE = f"# Performance\n\n{BEGIN}\n{END}\n"


def write(results: Results, directory: Path) -> None:
    """Write `performance.json`, and the measured part of `performance.md`."""
    (directory / "performance.json").write_text("".join(_json(results)), encoding="utf-8")
    page = directory / "performance.md"
    text = page.read_text(encoding="utf-8") if page.exists() else PAGE
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    measured = "\n".join(_measured(results))
    page.write_text(f"{before}{BEGIN}\n{measured}\n{END}{after}", encoding="utf-8")


def table(figures: Iterable[Figure]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| what | measured | budget | |"
    yield "|---|--:|--:|---|"
    for figure in figures:
        budget = (
            "" if figure.budget is None else f"≤ {_number(figure.budget)} {figure.unit}".strip()
        )
        verdict = "" if figure.budget is None else "holds" if figure.holds else "**over**"
        value = f"{_number(figure.value)} {figure.unit}".strip()
        yield f"| {figure.what} | {value} | {budget} | {verdict} |"


def _measured(results: Results) -> Iterator[str]:
    machine = results.machine
    yield f"`{results.command}` wrote this table in {results.seconds:.0f} seconds."
    yield ""
    yield from table(results.figures)
    yield ""
    yield "![The same figures, drawn](performance.png)"
    yield ""
    yield (
        f"Machine: {machine.processors} of {machine.processor}, {machine.memory_gib} GiB, "
        f"{machine.system}, Python {machine.python}, load {machine.load_before} before the run."
    )
    libraries = ", ".join(f"{name} {version}" for name, version in machine.libraries.items())
    yield f"Libraries: {libraries}."


def _json(results: Results) -> Iterator[str]:
    """Yield the results with one member a line, since the series are long."""
    members = cast("dict[str, object]", _rounded(msgspec.to_builtins(results)))
    begin = "{\n"
    for name, member in members.items():
        yield f'{begin}"{name}": {msgspec.json.encode(member).decode()}'
        begin = ",\n"
    yield "\n}\n"


def _rounded(value: object) -> object:
    """Return `value` with three decimals wherever there are more."""
    match value:
        case float():
            return round(value, 3)
        case dict():
            members = cast("dict[str, object]", value)
            return {name: _rounded(member) for name, member in members.items()}
        case list() | tuple():
            return [_rounded(item) for item in cast("Iterable[object]", value)]
        case _:
            return value


def _number(value: float) -> str:
    """Return a number with three figures, or all of those before the point."""
    if value == int(value):
        return str(int(value))
    digits = max(0, 2 - len(str(int(abs(value)))) + 1)
    return f"{value:.{digits}f}"
