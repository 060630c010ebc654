"""Who tells monitoring how the gateway is."""

from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiro_py.adapters.metrics import Metrics
from kiro_py.adapters.metrics_now import PoolNow, ProcessNow, QuotaNow
from kiro_py.compose.tower import Tower
from kiro_py.config.settings import Settings
from kiro_py.exchange.admission import Admission
from kiro_py.exchange.concerns import Account
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.seats import Seats
from kiro_py.pool.standing import State
from kiro_py.ports.journal import Journal
from kiro_py.public.metrics import Gauge

DISABLED: Final = "disabled"
"""What the state of a credential is called that is switched off."""

_UNWRITABLE: Final = "database unwritable"


@dataclass(frozen=True, slots=True)
class Monitoring:
    """What monitoring needs besides settings.

    The processes of one machine count together in `directory`; without one each is alone.
    """

    directory: Path | None = None


class Telemetry:
    """Tells monitoring; `journals` must hear of everything."""

    def __init__(self, settings: Settings, monitoring: Monitoring) -> None:
        self._metrics = None if settings.metrics == "off" else Metrics(monitoring.directory)
        self._needs_key = settings.metrics == "key"
        self.journals: tuple[Journal, ...] = () if self._metrics is None else (self._metrics,)

    @property
    def gauge(self) -> Gauge | None:
        """Who tells metrics at their route, if anybody does."""
        return None if self._metrics is None else Gauge(self._metrics.exposition, self._needs_key)

    @asynccontextmanager
    async def opened(
        self,
        seats: Seats,
        leases: Leases,
        admission: Admission,
        tower: Tower,
        *,
        has_database: bool,
    ) -> AsyncGenerator[None]:
        """Tell of these during the context, each time that somebody asks."""
        async with AsyncExitStack() as stack:
            if self._metrics is not None:
                self._metrics.reads(
                    _reads_process(seats, leases, admission),
                    lambda: pool_now(tower, has_database=has_database),
                )
                await stack.enter_async_context(self._metrics.kept())
            yield


def _reads_process(seats: Seats, leases: Leases, admission: Admission) -> Callable[[], ProcessNow]:
    return lambda: ProcessNow(
        in_flight=seats.taken,
        streams=seats.streams,
        waiting_for_credential=leases.waiting,
        waiting_for_key=admission.waiting,
        unsaved=len(leases.store.unsaved),
    )


def pool_now(tower: Tower, *, has_database: bool) -> PoolNow:
    """Return how the pool stands."""
    facts, warned = tower.facts(), tower.watch.warned()
    warnings = Counter((each.concern.kind, each.concern.level) for each in warned)
    is_well = not facts.database and not any(kind == _UNWRITABLE for kind, _ in warnings)
    return PoolNow(
        states=dict.fromkeys([*(state.value for state in State), DISABLED], 0)
        | Counter(map(_state, facts.accounts)),
        can_serve=facts.can_serve,
        warnings=warnings,
        is_database_up=is_well if has_database else None,
        quotas=[
            QuotaNow(each.id, each.outlook.limit, each.outlook.remaining, each.outlook.resets_at)
            for each in facts.accounts
            if each.outlook.limit > 0
        ],
    )


def _state(account: Account) -> str:
    return DISABLED if account.disabled else account.standing.state.value
