"""The page and the data that a run leaves behind."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from bench.figures import Figure, Machine, Results
from bench.report import BEGIN, END, table, write

RESULTS = Results(
    command="make bench",
    seconds=12.3,
    machine=Machine(
        processor="a processor",
        processors=2,
        memory_gib=4.0,
        system="Linux 6.1",
        python="3.11.7",
        libraries={"uvloop": "1.0"},
        load_before=0.1,
    ),
    figures=[Figure("reuse", "connections", 0, "", 0)],
    series={"paced": [1.23456]},
)


@dataclass(frozen=True)
class Line:
    """A figure, and the line of the table that tells it."""

    figure: Figure
    told: str


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            Line(
                Figure("n", "a ratio", 1.499, "times", 1.6),
                "| a ratio | 1.50 times | ≤ 1.60 times | holds |",
            ),
            id="within its budget",
        ),
        pytest.param(
            Line(
                Figure("n", "memory", 123.4, "MB", 90), "| memory | 123 MB | ≤ 90 MB | **over** |"
            ),
            id="over it",
        ),
        pytest.param(
            Line(Figure("n", "a part", 12.34, "ms"), "| a part | 12.3 ms |  |  |"), id="without one"
        ),
        pytest.param(
            Line(Figure("n", "losses", 0, "", 0), "| losses | 0 | ≤ 0 | holds |"), id="a count"
        ),
    ],
)
def test_a_figure_is_a_line(line: Line):
    """A figure is told with three digits, its unit, its budget and whether it holds."""
    assert line.told == list(table([line.figure]))[-1]


def test_the_page_keeps_what_people_wrote(tmp_path: Path):
    """Only what stands between the two marks is replaced."""
    page = tmp_path / "performance.md"
    page.write_text(f"Before.\n{BEGIN}\nreplaced\n{END}\nAfter.\n")
    write(RESULTS, tmp_path)
    text = page.read_text()
    assert ("Before.\n", "\nAfter.\n") == (text.partition(BEGIN)[0], text.partition(END)[2])
    assert "replaced" not in text


def test_a_page_is_begun(tmp_path: Path):
    """Without a page, there is one with the command and the table."""
    write(RESULTS, tmp_path)
    text = (tmp_path / "performance.md").read_text()
    assert "`make bench` wrote this table in 12 seconds." in text
    assert "| connections | 0 | ≤ 0 | holds |" in text


def test_the_data_is_rounded(tmp_path: Path):
    """The data has three decimals, which is more than the measurements are good for."""
    write(RESULTS, tmp_path)
    assert {"paced": [1.235]} == json.loads((tmp_path / "performance.json").read_text())["series"]
