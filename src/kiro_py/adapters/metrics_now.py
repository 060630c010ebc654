"""What metrics tell of the moment at which they are read."""

import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from prometheus_client import Metric
from prometheus_client.metrics_core import GaugeMetricFamily

from kiro_py import __version__
from kiro_py.adapters import metric_table as table


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessNow:
    """What one process has in hand."""

    in_flight: int = 0
    streams: int = 0
    waiting_for_credential: int = 0
    waiting_for_key: int = 0
    unsaved: int = 0


@dataclass(frozen=True, slots=True)
class QuotaNow:
    """The credits of one account."""

    credential_id: int
    limit: float
    remaining: float
    resets_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolNow:
    """How the pool stands; `states` names every state, `warnings` are counted by kind and level.

    `is_database_up` is `None` where there is none.
    """

    states: Mapping[str, int] = field(default_factory=dict[str, int])
    can_serve: bool = False
    warnings: Mapping[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    is_database_up: bool | None = None
    quotas: Sequence[QuotaNow] = ()


ReadsProcess: TypeAlias = Callable[[], ProcessNow]
ReadsPool: TypeAlias = Callable[[], PoolNow]


@dataclass(frozen=True, slots=True, eq=False)
class PoolCollector:
    """Tells of the pool as it stood at one moment."""

    now: PoolNow

    def collect(self) -> Iterator[Metric]:
        """Yield each family; those of which nothing is known have no samples."""
        pool = self.now
        yield _gauge(table.CREDENTIALS, (((state,), n) for state, n in pool.states.items()))
        yield _gauge(table.CAN_SERVE, [((), pool.can_serve)])
        yield _gauge(table.WARNINGS, pool.warnings.items())
        up = pool.is_database_up
        yield _gauge(table.DATABASE, [] if up is None else [((), up)])
        numbered = [((str(quota.credential_id),), quota) for quota in pool.quotas]
        yield _gauge(table.QUOTA_LIMIT, ((labels, quota.limit) for labels, quota in numbered))
        yield _gauge(table.QUOTA_LEFT, ((labels, quota.remaining) for labels, quota in numbered))
        yield _gauge(
            table.QUOTA_RESETS,
            (
                (labels, quota.resets_at)
                for labels, quota in numbered
                if quota.resets_at is not None
            ),
        )
        yield _gauge(table.BUILD, [((__version__, platform.python_version()), 1)])


def _gauge(family: table.Family, samples: Iterable[tuple[Sequence[str], float]]) -> Metric:
    gauge = GaugeMetricFamily(family.name, family.help, labels=family.labels)
    for labels, value in samples:
        gauge.add_metric(labels, value)
    return gauge
