"""What all commands say alike."""

import json

import pytest

from kiro_py.cli.credentials.words import (
    complain,
    formatted,
    lasting,
    print_json,
    print_table,
    remark,
    say,
    stamp,
)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h 0 min"),
        (86_399, "23 h 59 min"),
        (90_000, "1 d 1 h"),
        (-61, "1 min"),
    ],
)
def test_durations_have_two_units(seconds: float, told: str):
    """They are cut, never rounded up, and have no sign."""
    assert told == lasting(seconds)


def test_moments_are_utc():
    """They are RFC 3339, to the second."""
    assert "2027-01-15T08:00:00Z" == stamp(1_800_000_000.9)


def test_results_go_to_standard_output(capsys: pytest.CaptureFixture[str]):
    """Results and remarks can be told apart by a pipe, and brackets are no markup."""
    say("it [bold]is[/bold] done")
    complain("it [bold]failed")
    remark("[0].email is odd")
    told = capsys.readouterr()
    assert "it [bold]is[/bold] done\n" == told.out
    assert "it [bold]failed\n[0].email is odd\n" == told.err


def test_tables_are_whole_in_a_pipe(capsys: pytest.CaptureFixture[str]):
    """Long cells are not cut, and brackets are no markup."""
    print_table(("id", "note"), [["1", "[red]" + "x" * 200]])
    told = capsys.readouterr().out
    assert "[red]" in told
    assert 200 == told.count("x")


def test_a_table_without_headings_has_no_rule(capsys: pytest.CaptureFixture[str]):
    """Nothing stands for headings that are not there."""
    print_table(("", ""), [["state", "ready"]])
    assert ["state", "ready"] == capsys.readouterr().out.split()


def test_json_is_json(capsys: pytest.CaptureFixture[str]):
    """It ends its last line, and letters of any language stay as they are."""
    print_json([{"id": 1, "name": "Grüße"}])
    told = capsys.readouterr().out
    assert [{"id": 1, "name": "Grüße"}] == json.loads(told)
    assert formatted([{"id": 1, "name": "Grüße"}]) == told.encode()
    assert told.endswith("]\n")
