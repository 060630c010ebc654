"""The journal as lines of a log."""

import errno
import io
import json
import sys
from collections.abc import Iterator
from typing import Any, NoReturn, cast

import pytest
import structlog

from kiro_py.adapters.log_journal import LogJournal, LogLevel, configure_logs
from kiro_py.ports.journal import (
    AttemptFailed,
    Happening,
    ModelsUnlisted,
    QuotaRead,
    QuotaUnread,
    RenewalMissed,
    RequestEnded,
    SettingsChanged,
    TokensRenewed,
    TokensUnsaved,
    UnknownEventSeen,
    WarningBegan,
    WarningEnded,
    WarningUntold,
)

ENDED = RequestEnded(
    request_id="req_1",
    model="claude-sonnet-4-5",
    upstream_model="claude-sonnet-4.5",
    credential_id=1,
    outcome="end_turn",
    attempts=1,
    seconds=1.5,
    first_event_seconds=0.5,
    input_tokens=10,
    output_tokens=2,
    credits=0.1,
)
FAILED = AttemptFailed("req_1", 1, "0", 1, "throttled", "x" * 10_000)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Logging is one for the process: leave it as it was found."""
    yield
    structlog.reset_defaults()


def logged(
    capsys: pytest.CaptureFixture[str], happening: Happening, level: LogLevel = "debug"
) -> list[dict[str, Any]]:
    configure_logs(level)
    LogJournal().note(happening)
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize(
    ("happening", "level", "expected"),
    [
        pytest.param(ENDED, "info", {"outcome": "end_turn", "credits": 0.1}, id="request"),
        pytest.param(FAILED, "warning", {"verdict": "throttled", "attempt": 1}, id="attempt"),
        pytest.param(TokensRenewed(1, 5.0), "info", {"expires_at": 5.0}, id="renewed"),
        pytest.param(RenewalMissed(1, "HTTP 400", True), "error", {"is_final": True}, id="missed"),  # noqa: FBT003 -- its field
        pytest.param(TokensUnsaved(1, "disk full"), "error", {"why": "disk full"}, id="unsaved"),
        pytest.param(UnknownEventSeen("newEvent"), "debug", {"name": "newEvent"}, id="unknown"),
        pytest.param(QuotaRead(1, "KIRO PRO", 2.5, 50.0, 5.0), "debug", {"used": 2.5}, id="quota"),
        pytest.param(QuotaUnread(1, "HTTP 403"), "warning", {"why": "HTTP 403"}, id="no quota"),
        pytest.param(SettingsChanged("a is 1"), "info", {"what": "a is 1"}, id="settings"),
        pytest.param(WarningBegan("spent", 1, "x"), "warning", {"kind": "spent"}, id="warned"),
        pytest.param(WarningEnded("spent", 1), "info", {"kind": "spent"}, id="well again"),
        pytest.param(WarningUntold("HTTP 500"), "warning", {"why": "HTTP 500"}, id="untold"),
        pytest.param(ModelsUnlisted("HTTP 403"), "warning", {"why": "HTTP 403"}, id="models"),
    ],
)
def test_a_happening_is_one_line(
    capsys: pytest.CaptureFixture[str], happening: Happening, level: str, expected: dict[str, Any]
):
    """Each is a JSON object with its level, its time and its facts."""
    (line,) = logged(capsys, happening)
    assert expected | {"level": level} == {name: line[name] for name in (*expected, "level")}
    assert line["timestamp"].endswith("Z")


def test_what_kiro_said_is_cut(capsys: pytest.CaptureFixture[str]):
    """A page of HTML does not fill the log."""
    (line,) = logged(capsys, FAILED)
    assert LogJournal.MAX_DETAIL == len(line["detail"])


@pytest.mark.parametrize(("level", "expected"), [("info", 1), ("warning", 0), ("error", 0)])
def test_what_is_below_the_level_is_left_out(
    capsys: pytest.CaptureFixture[str], level: LogLevel, expected: int
):
    """Requests are told at `info`."""
    assert expected == len(logged(capsys, ENDED, level))


def test_an_unforeseen_failure_has_its_traceback(capsys: pytest.CaptureFixture[str]):
    """Whoever reads the log finds the line that failed, and whose request it was."""
    configure_logs("error")
    try:
        int("nobody foresaw this")
    except ValueError as failure:
        LogJournal().report("req_1", failure)
    line = json.loads(capsys.readouterr().err)
    assert "req_1" == line["request_id"]
    assert "nobody foresaw this" in line["exception"]


class Terminal(io.StringIO):
    """What somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_a_traceback_at_a_terminal_shows_no_variables(monkeypatch: pytest.MonkeyPatch):
    """The frames of a failure hold keys and prompts, which are nobody's to read."""
    monkeypatch.setattr("sys.stderr", Terminal())
    configure_logs("error")

    def fail() -> NoReturn:
        shown = {"x-api-key": "the-SECRET-key".lower()}
        raise ValueError(f"one of {len(shown)}")

    with pytest.raises(ValueError, match="one of 1") as failed:
        fail()
    LogJournal().report("req_1", failed.value)
    text = cast("Terminal", sys.stderr).getvalue()
    assert (True, True) == ("one of 1" in text, "Traceback" in text)
    assert "the-secret-key" not in text


def test_a_warning_is_a_line(capsys: pytest.CaptureFixture[str]):
    """What no happening tells is told in words."""
    configure_logs("warning")
    LogJournal().warn("the disk is full")
    assert "the disk is full" == json.loads(capsys.readouterr().err)["event"]


class Gone(io.StringIO):
    """An error stream whose reader has left."""

    def write(self, text: str) -> NoReturn:
        raise BrokenPipeError(errno.EPIPE, "nobody reads this")

    def flush(self) -> NoReturn:
        raise ValueError("I/O operation on closed file")


def test_a_log_that_nobody_takes_ends_no_request(monkeypatch: pytest.MonkeyPatch):
    """A closed standard error is no reason to fail."""
    configure_logs("info")
    monkeypatch.setattr("sys.stderr", Gone())
    LogJournal().warn("to nobody")
