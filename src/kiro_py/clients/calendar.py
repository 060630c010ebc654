"""Days and months of UTC, by which use is counted, and how clients are told when they end."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """A time from its first instant to the first one after it, in epoch seconds."""

    begins_at: float
    ends_at: float


def day_of(now: float) -> Span:
    """Return the day that `now` is in."""
    first = datetime.fromtimestamp(now, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Span(first.timestamp(), (first + timedelta(days=1)).timestamp())


def month_of(now: float) -> Span:
    """Return the calendar month that `now` is in."""
    first = datetime.fromtimestamp(day_of(now).begins_at, UTC).replace(day=1)
    year, month = (first.year, first.month + 1) if first.month < 12 else (first.year + 1, 1)  # noqa: PLR2004
    return Span(first.timestamp(), first.replace(year=year, month=month).timestamp())


def to_the_minute(epoch_seconds: float) -> str:
    """Return a moment as clients are told it, for people."""
    return datetime.fromtimestamp(epoch_seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
