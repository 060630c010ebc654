"""What is printed."""

import json

import pytest

from kiro_py import __version__
from kiro_py.cli.doctor.finding import failure, not_checked, ok, warning
from kiro_py.cli.doctor.report import print_findings, print_report, versions

FINDINGS = [
    ok("port", "127.0.0.1:8080", "it is free"),
    warning("files", "[red]config.json", "others can use it", "run `chmod 600 config.json`"),
    failure("clock", "this machine", "it is wrong", "set it"),
    not_checked("host", "example.com", "nothing is asked"),
]


def test_lines_are_for_people(capsys: pytest.CaptureFixture[str]):
    """Verdicts are aligned, a mend is below its fault, and the last line counts."""
    print_report(FINDINGS)

    assert [
        versions(),
        "ok           port: 127.0.0.1:8080: it is free",
        "warning      files: [red]config.json: others can use it",
        "             mend: run `chmod 600 config.json`",
        "failure      clock: this machine: it is wrong",
        "             mend: set it",
        "not checked  host: example.com: nothing is asked",
        "1 failure, 1 warning",
    ] == capsys.readouterr().out.splitlines()


def test_json_is_for_scripts(capsys: pytest.CaptureFixture[str]):
    """Every finding is an object with the same members."""
    print_findings(FINDINGS[2:3])
    printed = json.loads(capsys.readouterr().out)

    assert versions() == printed["running"]
    assert [
        {
            "check": "clock",
            "subject": "this machine",
            "verdict": "failure",
            "told": "it is wrong",
            "mend": "set it",
        }
    ] == printed["findings"]


def test_versions_say_what_is_running():
    """The program's own stands first."""
    assert versions().startswith(f"kiro-py {__version__}, Python 3.")


def test_nothing_wrong_is_said_in_words(capsys: pytest.CaptureFixture[str]):
    """The last line of a sound report has no numbers."""
    print_report(FINDINGS[:1])

    assert "no failures, no warnings" == capsys.readouterr().out.splitlines()[-1]
