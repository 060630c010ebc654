"""The journal as log lines: one per request, one per thing that an operator should know."""

import contextlib
import logging
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Final, Literal, TextIO, cast

import structlog

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

_LEVELS: Final[dict[LogLevel, int]] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def configure_logs(level: LogLevel) -> None:
    """Send log lines to stderr: for people at a terminal, as JSON otherwise."""
    is_terminal = sys.stderr.isatty()
    renderer: structlog.typing.Processor = (
        # Not the default, which shows every frame's variables: keys and prompts are there.
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if is_terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if is_terminal else [structlog.processors.format_exc_info]),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _StandardError())),
    )


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
        facts = asdict(happening)
        if isinstance(happening, AttemptFailed):
            facts["detail"] = happening.detail[: self.MAX_DETAIL]
        self._log.log(_LEVELS[level], line, **facts)

    def warn(self, text: str) -> None:
        """Write down what an operator should know and no happening tells."""
        self._log.warning(text)

    def report(self, request_id: str, failure: Exception) -> None:
        """Write down an exception that nobody foresaw, with its traceback."""
        self._log.error("unforeseen failure", request_id=request_id, exc_info=failure)
