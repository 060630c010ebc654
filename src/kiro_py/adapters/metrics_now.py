"""What metrics tell of the moment at which they are read."""

import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

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

Sample: TypeAlias = tuple[tuple[str, ...], float]
"""The values of the labels, and the value."""


def process_samples(now: ProcessNow) -> Iterator[tuple[table.Family, Sequence[Sample]]]:
    """Yield each family of a process."""
    yield table.IN_FLIGHT, [((), now.in_flight)]
    yield table.STREAMS, [((), now.streams)]
    waiting = {"credential": now.waiting_for_credential, "key": now.waiting_for_key}
    yield table.WAITING, [((cause,), number) for cause, number in waiting.items()]
    yield table.UNSAVED, [((), now.unsaved)]


def pool_samples(pool: PoolNow) -> Iterator[tuple[table.Family, Sequence[Sample]]]:
    """Yield each family of the pool; those of which nothing is known have no samples."""
    yield table.CREDENTIALS, [((state,), number) for state, number in pool.states.items()]
    yield table.CAN_SERVE, [((), int(pool.can_serve))]
    yield table.WARNINGS, list(pool.warnings.items())
    up = pool.is_database_up
    yield table.DATABASE, [] if up is None else [((), int(up))]
    numbered = [((str(quota.credential_id),), quota) for quota in pool.quotas]
    yield table.QUOTA_LIMIT, [(labels, quota.limit) for labels, quota in numbered]
    yield table.QUOTA_LEFT, [(labels, quota.remaining) for labels, quota in numbered]
    resets = [(labels, quota.resets_at) for labels, quota in numbered]
    yield table.QUOTA_RESETS, [(labels, at) for labels, at in resets if at is not None]
    yield table.BUILD, [((__version__, platform.python_version()), 1)]
