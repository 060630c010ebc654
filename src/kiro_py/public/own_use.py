"""What the holder of a key is shown of it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final

from kiro_py.clients.client import Client, Key
from kiro_py.clients.limits import Use
from kiro_py.ports.clock import Clock
from kiro_py.ports.keys import DaySums, KeyUsage
from kiro_py.wire.admin.usage import OwnLimits, OwnUsage, OwnUse, SeriesPoint, Totals

DAYS: Final = 30
"""How many days are shown, today included."""

_DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class OwnBook:
    """Tells a client what it may use and has used.

    `key` finds a key by its number; without `usage` nothing is known of earlier days.
    """

    key: Callable[[int], Key | None]
    use_of: Callable[[int | None], Use]
    usage: KeyUsage | None
    clock: Clock

    async def of(self, client: Client) -> OwnUsage:
        """Return what `client` is shown."""
        since = self.clock.now() - (DAYS - 1) * _DAY
        days = () if self.usage is None else await self.usage.days(client.id, since)
        key = None if client.id is None else self.key(client.id)
        expires_at = None if key is None else key.expires_at
        return OwnUsage(
            name=client.name,
            prefix="" if key is None else key.prefix,
            models=client.models,
            expires_at=None if expires_at is None else _instant(expires_at),
            limits=OwnLimits(**asdict(client.limits)),
            use=_use(self.use_of(client.id)),
            days=tuple(SeriesPoint(at=_instant(day.at), totals=_totals(day)) for day in days),
        )


def _use(use: Use) -> OwnUse:
    return OwnUse(
        in_flight=use.in_flight,
        requests_this_minute=use.this_minute,
        tokens_today=use.day.tokens,
        tokens_this_month=use.month.tokens,
        credits_today=use.day.credits,
        credits_this_month=use.month.credits,
        day_ends_at=_instant(use.day_ends_at),
        month_ends_at=_instant(use.month_ends_at),
    )


def _totals(day: DaySums) -> Totals:
    return Totals(
        requests=day.requests,
        failures=day.failures,
        input_tokens=day.input_tokens,
        output_tokens=day.output_tokens,
        cache_read_tokens=day.cache_read_tokens,
        cache_write_tokens=day.cache_write_tokens,
        credits=day.credits,
        mean_first_token_seconds=_mean(day.first_token_seconds, day.first_tokens),
        mean_seconds=_mean(day.seconds, day.requests),
    )


def _mean(total: float, count: int) -> float | None:
    return total / count if count else None


def _instant(epoch_seconds: float) -> datetime:
    return datetime.fromtimestamp(epoch_seconds, UTC)
