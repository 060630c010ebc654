"""The journal as log lines: one per request, one per thing that an operator should know."""

import contextlib
import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from dataclasses import fields
from functools import cache
from typing import Any, Final, Literal, TextIO, cast

import structlog
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.stdlib import ProcessorFormatter, add_logger_name

from kiro_py.adapters.scrubbing import scrub_text
from kiro_py.ports.journal import (
    AttemptEnded,
    AttemptFailed,
    FileUnread,
    Happening,
    KeeperActed,
    KeysUnread,
    ModelsUnlisted,
    ProfileFound,
    QuotaRead,
    QuotaUnread,
    RenewalMissed,
    RequestAnswered,
    RequestEnded,
    RosterChanged,
    SettingsChanged,
    SettingsUnread,
    StandingChanged,
    TokensRenewed,
    TokensSaved,
    TokensUnsaved,
    UnknownEventSeen,
    UsageKept,
    WarningBegan,
    WarningEnded,
    WarningUntold,
)

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["auto", "console", "json"]

_LEVELS: Final[dict[LogLevel, int]] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def configure_logs(level: LogLevel, form: LogFormat = "auto") -> None:
    """Send log lines to stderr, those of libraries among them.

    `auto` is for people at a terminal, and as JSON otherwise.  Libraries warn, whatever the level:
    what they tell besides may hold what they were given.
    """
    is_console = form == "console" or (form == "auto" and sys.stderr.isatty())
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
        if is_console
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    processors: list[structlog.typing.Processor] = [
        merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_traceback,
        _in_one_line,
    ]
    structlog.configure(
        processors=[*processors, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        # It writes a line at once, so that it is not broken by one of another process.
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _StandardError())),
    )
    formatter = ProcessorFormatter(
        foreign_pre_chain=[add_logger_name, *processors, _without_secrets],
        processors=[ProcessorFormatter.remove_processors_meta, renderer],
    )
    _hear_libraries(formatter, max(_LEVELS[level], logging.WARNING))


def about(request_id: str) -> contextlib.AbstractContextManager[None]:
    """Return a context in which every line names the request that it belongs to."""
    return bound_contextvars(request_id=request_id)


class _Pipe(logging.StreamHandler["TextIO"]):
    """Where libraries write to."""


def _hear_libraries(formatter: logging.Formatter, level: int) -> None:
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _Pipe)]:
        root.removeHandler(handler)
    pipe = _Pipe(cast("TextIO", _StandardError()))
    pipe.setFormatter(formatter)
    pipe.setLevel(level)
    root.addHandler(pipe)


@cache
def _names(kind: type[Happening]) -> tuple[str, ...]:
    """Return the fields of a happening, which are flat."""
    return tuple(each.name for each in fields(kind))


def _with_traceback(_: object, __: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Put a traceback into words: without variables, which hold keys and prompts."""
    found: object = line.pop("exc_info", None)
    failure = cast("tuple[object, ...]", found)[1] if isinstance(found, tuple) else found
    if isinstance(failure, BaseException):
        line["exception"] = scrub_text("".join(traceback.format_exception(failure)).rstrip())
    return line


def _in_one_line(_: object, __: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Spell out what would move a terminal's cursor or begin a line that nobody has written."""
    text = str(line["event"])
    if not text.isprintable():
        line["event"] = "".join(
            each if each.isprintable() else repr(each).strip("'") for each in text
        )
    return line


def _without_secrets(_: object, __: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    line["event"] = scrub_text(str(line["event"]))
    return line


class _StandardError:
    """Standard error as it is now; whoever has closed it ends the log and no request."""

    def write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()


LINES: Final[Mapping[type[Happening], tuple[LogLevel, str]]] = {
    RequestEnded: ("info", "request ended"),
    AttemptFailed: ("warning", "attempt failed"),
    AttemptEnded: ("debug", "attempt ended"),
    RequestAnswered: ("debug", "request answered"),
    UsageKept: ("debug", "usage kept"),
    TokensRenewed: ("info", "tokens renewed"),
    RenewalMissed: ("error", "renewal failed"),
    TokensUnsaved: ("error", "rotated tokens are not saved"),
    TokensSaved: ("info", "rotated tokens are saved now"),
    FileUnread: ("error", "the credentials file cannot be used as it is"),
    ProfileFound: ("info", "profile found"),
    StandingChanged: ("warning", "credential stands elsewhere"),
    QuotaRead: ("debug", "quota read"),
    QuotaUnread: ("warning", "quota not read"),
    ModelsUnlisted: ("warning", "the list of models did not come"),
    UnknownEventSeen: ("debug", "unknown event"),
    KeysUnread: ("error", "the keys of clients cannot be read"),
    KeeperActed: ("info", "changed through the admin API"),
    SettingsChanged: ("info", "settings changed"),
    SettingsUnread: ("error", "the settings cannot be used as they are"),
    RosterChanged: ("info", "credentials changed"),
    WarningBegan: ("warning", "to be seen to"),
    WarningEnded: ("info", "seen to"),
    WarningUntold: ("warning", "warnings are not posted to the webhook"),
}
"""What each happening is told as; its fields are those of the line."""


class LogJournal:
    """Implements the `Journal` port; `detail` of failures is cut to `MAX_DETAIL` characters."""

    MAX_DETAIL: Final = 500

    def __init__(self) -> None:
        self._log: structlog.typing.FilteringBoundLogger = structlog.get_logger("kiro_py")

    def note(self, happening: Happening) -> None:
        """Write one line."""
        level, line = LINES[type(happening)]
        log = self._log.bind()
        if not log.is_enabled_for(_LEVELS[level]):
            return
        facts = {name: getattr(happening, name) for name in _names(type(happening))}
        if isinstance(happening, AttemptFailed):
            facts["detail"] = scrub_text(happening.detail)[: self.MAX_DETAIL]
        log.log(_LEVELS[level], line, **facts)

    def warn(self, text: str) -> None:
        """Write down what an operator should know and no happening tells."""
        self._log.warning(text)

    def report(self, request_id: str, failure: Exception) -> None:
        """Write down an exception that nobody foresaw, with its traceback."""
        self._log.error("unforeseen failure", request_id=request_id, exc_info=failure)
