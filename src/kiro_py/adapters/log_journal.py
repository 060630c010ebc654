"""The journal as log lines: one per request, one per thing that an operator should know."""

import logging
import sys
from dataclasses import asdict
from typing import Final, Literal, assert_never

import structlog

from kiro_py.ports.journal import (
    AttemptFailed,
    Happening,
    ModelsUnlisted,
    QuotaRead,
    QuotaUnread,
    RenewalMissed,
    RequestEnded,
    StandingChanged,
    TokensRenewed,
    TokensUnsaved,
    UnknownEventSeen,
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
        structlog.dev.ConsoleRenderer()
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
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


class LogJournal:
    """Implements the `Journal` port; `detail` of failures is cut to `MAX_DETAIL` characters."""

    MAX_DETAIL: Final = 500

    def __init__(self) -> None:
        self._log: structlog.typing.FilteringBoundLogger = structlog.get_logger("kiro_py")

    def note(self, happening: Happening) -> None:  # noqa: C901 -- one arm for each happening
        """Write one line."""
        match happening:
            case RequestEnded():
                self._log.info("request ended", **asdict(happening))
            case AttemptFailed():
                facts = asdict(happening) | {"detail": happening.detail[: self.MAX_DETAIL]}
                self._log.warning("attempt failed", **facts)
            case TokensRenewed():
                self._log.info("tokens renewed", **asdict(happening))
            case RenewalMissed():
                self._log.error("renewal failed", **asdict(happening))
            case TokensUnsaved():
                self._log.error("rotated tokens are not saved", **asdict(happening))
            case UnknownEventSeen():
                self._log.debug("unknown event", name=happening.name)
            case StandingChanged():
                self._log.warning("credential stands elsewhere", **asdict(happening))
            case ModelsUnlisted():
                self._log.warning("the list of models did not come", why=happening.why)
            case QuotaRead():
                self._log.debug("quota read", **asdict(happening))
            case QuotaUnread():
                self._log.warning("quota not read", **asdict(happening))
            case _:
                assert_never(happening)

    def warn(self, text: str) -> None:
        """Write down what an operator should know and no happening tells."""
        self._log.warning(text)

    def report(self, request_id: str, failure: Exception) -> None:
        """Write down an exception that nobody foresaw, with its traceback."""
        self._log.error("unforeseen failure", request_id=request_id, exc_info=failure)
