"""Who tells monitoring how the gateway is."""

from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.journals import Books
from kiro_py.adapters.measuring import Measuring
from kiro_py.adapters.metric_files import Slot
from kiro_py.adapters.metrics import Metrics
from kiro_py.adapters.metrics_now import PoolNow, ProcessNow, QuotaNow
from kiro_py.adapters.otlp_settings import OtlpSettings
from kiro_py.compose.tower import Tower
from kiro_py.config.settings import Settings
from kiro_py.exchange.admission import Admission
from kiro_py.exchange.concerns import Account
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.record import Record
from kiro_py.exchange.seats import Seats
from kiro_py.pool.standing import State
from kiro_py.ports.journal import Journal
from kiro_py.public.metrics import Gauge

if TYPE_CHECKING:  # it belongs to the extra `otel`, which need not be there
    from kiro_py.adapters.otlp import Otlp

MISSING: Final = (
    "`telemetry` is on, but what it needs is not installed: install kiro-py[otel]; nothing is sent"
)

DISABLED: Final = "disabled"
"""What the state of a credential is called that is switched off."""

_UNWRITABLE: Final = "database unwritable"


@dataclass(frozen=True, slots=True)
class Monitoring:
    """What monitoring needs besides settings.

    The processes of one machine have a `slot` each to count together; without one each is alone.
    `otlp` says where telemetry is sent to, if it is.
    """

    slot: Slot | None = None
    otlp: OtlpSettings | None = None


class Telemetry:
    """Tells monitoring; `journals` must hear of everything.

    `warn` hears when telemetry is not sent; `load` finds who sends it.
    """

    def __init__(
        self,
        settings: Settings,
        monitoring: Monitoring,
        warn: Callable[[str], None],
        *,
        load: Callable[[], "type[Otlp]"] | None = None,
    ) -> None:
        self._metrics = None if settings.metrics == "off" else Metrics(monitoring.slot)
        self._needs_key = settings.metrics == "key"
        self._otlp = None
        if settings.telemetry and monitoring.otlp is not None:
            self._otlp = _sender(monitoring.otlp, warn, load or _loaded)
        tallies = [each for each in (self._metrics, self._otlp) if each is not None]
        self.journals: tuple[Journal, ...] = ()
        if tallies:
            measuring = Measuring(tallies)
            books = [measuring] if self._otlp is None else [measuring, self._otlp]
            self.journals = (Record(Books(books)), measuring)

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
        database: Database | None,
    ) -> AsyncGenerator[None]:
        """Tell of these during the context, each time that somebody asks."""
        async with AsyncExitStack() as stack:
            for each in (self._metrics, self._otlp):
                if each is not None:
                    each.reads(
                        _reads_process(seats, leases, admission),
                        lambda: pool_now(tower, database),
                    )
                    await stack.enter_async_context(each.kept())
            yield


def _loaded() -> "type[Otlp]":
    from kiro_py.adapters.otlp import Otlp  # noqa: PLC0415 -- see above

    return Otlp


def _sender(
    settings: OtlpSettings, warn: Callable[[str], None], load: Callable[[], "type[Otlp]"]
) -> "Otlp | None":
    try:
        sender = load()
    except ImportError:
        warn(MISSING)
        return None
    return sender(settings, warn)


def _reads_process(seats: Seats, leases: Leases, admission: Admission) -> Callable[[], ProcessNow]:
    return lambda: ProcessNow(
        in_flight=seats.taken,
        streams=seats.streams,
        waiting_for_credential=leases.waiting,
        waiting_for_key=admission.waiting,
        unsaved=len(leases.store.unsaved),
    )


def pool_now(tower: Tower, database: Database | None) -> PoolNow:
    """Return how the pool stands."""
    facts, warned = tower.facts(), tower.watch.warned()
    warnings = Counter((each.concern.kind, each.concern.level) for each in warned)
    is_well = not (facts.database or any(kind == _UNWRITABLE for kind, _ in warnings))
    return PoolNow(
        states=dict.fromkeys([*(state.value for state in State), DISABLED], 0)
        | Counter(map(_state, facts.accounts)),
        can_serve=facts.can_serve,
        warnings=warnings,
        is_database_up=None if database is None else is_well and not database.problem,
        quotas=[
            QuotaNow(each.id, each.outlook.limit, each.outlook.remaining, each.outlook.resets_at)
            for each in facts.accounts
            if each.outlook.limit > 0
        ],
    )


def _state(account: Account) -> str:
    return DISABLED if account.disabled else account.standing.state.value
