"""The journal as lines of a log."""

import errno
import io
import json
import logging
import socket
import subprocess
import sys
from typing import Any, NoReturn, cast

import pytest

from kiro_py.adapters.log_journal import LogFormat, LogJournal, LogLevel, about, configure_logs
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


NOTING = """
from kiro_py.adapters.log_journal import LogJournal, configure_logs
configure_logs("info")
for word in ("one", "two" * 2000):
    LogJournal().warn(word)
"""


def test_a_line_is_written_at_once():
    """What another process says at the same time comes before it or after it."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with here, there:
        subprocess.run([sys.executable, "-c", NOTING], stderr=there.fileno(), check=True)
        lines = [here.recv(65_536) for _ in range(2)]
    assert ["one", "two" * 2000] == [json.loads(line)["event"] for line in lines]
    assert all(line.endswith(b"}\n") for line in lines)


@pytest.mark.parametrize("form", ["console", "json"])
def test_no_text_looks_like_another_line(capsys: pytest.CaptureFixture[str], form: LogFormat):
    """Nor does it do anything to the terminal of whoever reads it."""
    configure_logs("info", form)
    LogJournal().warn("bad \x1b[2J\nforged \x9b31m \u2028 end")
    logging.getLogger("library").warning("bad \x1b[2J\nforged \x9b31m \u2028 end")
    own, heard = capsys.readouterr().err.splitlines()
    for line in (own, heard):
        told = json.loads(line)["event"] if form == "json" else line
        assert r"bad \x1b[2J\nforged \x9b31m \u2028 end" in told


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


@pytest.mark.parametrize(
    ("form", "at_a_terminal", "expected"),
    [
        pytest.param("auto", False, True, id="auto, to a program"),
        pytest.param("auto", True, False, id="auto, at a terminal"),
        pytest.param("json", True, True, id="JSON at a terminal"),
        pytest.param("console", False, False, id="a console for a program"),
    ],
)
def test_the_format_is_the_owner_s_choice(
    monkeypatch: pytest.MonkeyPatch,
    form: LogFormat,
    at_a_terminal: bool,  # noqa: FBT001 -- a column of the table
    expected: bool,  # noqa: FBT001 -- a column of the table
):
    """Left to itself it depends on who reads."""
    stream = Terminal() if at_a_terminal else io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    configure_logs("info", form)
    LogJournal().warn("the disk is full")
    assert expected is stream.getvalue().startswith("{")


def test_a_line_names_the_request_that_it_belongs_to(capsys: pytest.CaptureFixture[str]):
    """Also where nobody has said so; a line of another request keeps its own."""
    configure_logs("debug")
    with about("req_2"):
        LogJournal().note(UnknownEventSeen("newEvent"))
        LogJournal().note(ENDED)
    LogJournal().warn("the disk is full")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert ["req_2", "req_1", None] == [line.get("request_id") for line in lines]


def test_libraries_write_to_the_same_log(capsys: pytest.CaptureFixture[str]):
    """Each line names the library, and the request where there is one."""
    configure_logs("info")
    with about("req_1"):
        logging.getLogger("uvicorn.error").error("Exception in ASGI application\n")
    logging.getLogger("asyncio").warning("Executing %s took %s seconds", "it", 5)
    first, second = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert ("uvicorn.error", "error", "req_1") == (
        first["logger"],
        first["level"],
        first["request_id"],
    )
    assert ("asyncio", "Executing it took 5 seconds") == (second["logger"], second["event"])


def test_a_traceback_of_a_library_is_part_of_its_line(capsys: pytest.CaptureFixture[str]):
    """One line of JSON stays one line."""
    configure_logs("info")
    try:
        int("no number")
    except ValueError:
        logging.getLogger("asyncio").exception("Task exception was never retrieved")
    (line,) = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert "no number" in line["exception"]


@pytest.mark.parametrize(("level", "expected"), [("debug", 1), ("warning", 1), ("error", 0)])
def test_libraries_only_warn(capsys: pytest.CaptureFixture[str], level: LogLevel, expected: int):
    """At their lower levels some of them tell what they were given."""
    configure_logs(level)
    logging.getLogger("aiosqlite").setLevel(logging.DEBUG)
    logging.getLogger("aiosqlite").debug("executing INSERT with ksk_example")
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    logging.getLogger("aiosqlite").setLevel(logging.NOTSET)
    assert expected == len(capsys.readouterr().err.splitlines())


def test_logs_that_are_set_up_again_are_not_doubled(capsys: pytest.CaptureFixture[str]):
    """The format is known only once the settings are read."""
    configure_logs("info")
    configure_logs("info", "json")
    logging.getLogger("asyncio").warning("slow")
    assert 1 == len(capsys.readouterr().err.splitlines())


@pytest.mark.parametrize("secret", ["ksk_0123456789abcdef", "Bearer aoaAAAAA0123456789abcdef"])
def test_what_strangers_say_is_cleaned(capsys: pytest.CaptureFixture[str], secret: str):
    """Kiro's words, those of a library, and those of an exception may repeat what they got."""
    configure_logs("debug")
    LogJournal().note(AttemptFailed("req_1", 1, "0", 1, "refused", f"bad token {secret}"))
    LogJournal().report("req_1", ValueError(f"bad token {secret}"))
    logging.getLogger("aiohttp").warning("bad token %s", secret)
    text = capsys.readouterr().err
    assert (3, 3) == (len(text.splitlines()), text.count("bad token"))
    assert secret not in text
