"""Metrics in the format of Prometheus.

With a directory, several processes of one machine count together in it, one file each, and
whichever is asked tells of all of them.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Metric,
    ProcessCollector,
    disable_created_metrics,
    values,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import (
    MultiProcessCollector,
    mark_process_dead,  # pyright: ignore[reportUnknownVariableType] -- it is not annotated
)

from kiro_py.adapters.measuring import Labels
from kiro_py.adapters.metric_table import FAMILIES, Family
from kiro_py.adapters.metrics_now import (
    PoolNow,
    ProcessNow,
    ReadsPool,
    ReadsProcess,
    pool_samples,
    process_samples,
)
from kiro_py.exchange.pending import Pending

LOOK_SECONDS: Final = 2.0
"""How old may be what a process has told the others of itself."""


@dataclass(frozen=True, slots=True)
class Exposition:
    """All metrics as text."""

    body: bytes
    content_type: str


class Metrics:
    """Counts, as a `Tally`; there is one for a process.

    A `directory` is shared by the processes of one machine: `empty` it before the first one, and
    `forget` those that have ended.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self._registry = None if directory is not None else CollectorRegistry()
        _settle_where(directory)
        self._counters = {
            each.name: Counter(each.name, each.help, each.labels, registry=self._registry)
            for each in FAMILIES
            if each.kind == "counter"
        }
        self._histograms = {
            each.name: Histogram(
                each.name, each.help, each.labels, buckets=each.buckets, registry=self._registry
            )
            for each in FAMILIES
            if each.kind == "histogram"
        }
        self._gauges = {
            each.name: Gauge(
                each.name,
                each.help,
                each.labels,
                registry=self._registry,
                multiprocess_mode="livesum",
            )
            for each in FAMILIES
            if each.source == "process"
        }
        if self._registry is not None:
            ProcessCollector(registry=self._registry)
        self._process: ReadsProcess = ProcessNow
        self._pool: ReadsPool = PoolNow

    def reads(self, process: ReadsProcess, pool: ReadsPool) -> None:
        """Take what is to be told of the moment from these two."""
        self._process, self._pool = process, pool

    def add(self, family: Family, labels: Labels, amount: float) -> None:
        """Add to a counter; a full disk ends the counting, and no request."""
        counter = self._counters[family.name]
        with suppress(OSError):
            (counter.labels(*labels) if labels else counter).inc(amount)

    def observe(self, family: Family, labels: Labels, value: float) -> None:
        """Put a value into its bucket; see `add`."""
        with suppress(OSError):
            self._histograms[family.name].labels(*labels).observe(value)

    async def exposition(self, accept: str) -> Exposition:
        """Return everything that is known, in the format that the `accept` header prefers."""
        self._look()
        registry = CollectorRegistry()
        if self._registry is not None:
            registry.register(self._registry)
        else:
            MultiProcessCollector(registry, str(self._directory))
        registry.register(_PoolCollector(self._pool()))
        encode, content_type = choose_encoder(accept)
        # Not in the loop: with a thousand credentials it takes tens of milliseconds.
        return Exposition(await asyncio.to_thread(encode, registry), content_type)

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Tell the other processes of this one during the context."""
        if self._directory is None:
            yield
            return
        async with Pending(self._look_on()):
            yield

    async def _look_on(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(LOOK_SECONDS)

    def _look(self) -> None:
        with suppress(OSError):
            for family, samples in process_samples(self._process()):
                gauge = self._gauges[family.name]
                for labels, value in samples:
                    (gauge.labels(*labels) if labels else gauge).set(value)


@dataclass(frozen=True, slots=True, eq=False)
class _PoolCollector:
    """Tells of the pool as it stood at one moment."""

    now: PoolNow

    def collect(self) -> Iterator[Metric]:
        """Yield each family."""
        for family, samples in pool_samples(self.now):
            gauge = GaugeMetricFamily(family.name, family.help, labels=family.labels)
            for labels, value in samples:
                gauge.add_metric(labels, value)
            yield gauge


def forget(directory: Path, process_id: int) -> None:
    """Let what a process had in hand go with it; what it has counted stays."""
    mark_process_dead(process_id, str(directory))


def empty(directory: Path) -> None:
    """Make `directory`, and begin to count at zero in it; before any process does."""
    directory.mkdir(parents=True, exist_ok=True)
    for path in directory.glob("*.db"):
        path.unlink()


def _settle_where(directory: Path | None) -> None:
    """Let the library keep what it counts in `directory`, or in memory.

    It would settle that when it is loaded, and asks the environment for the place again later.
    """
    disable_created_metrics()  # as many series again, which nothing reads
    if directory is None:
        values.ValueClass = values.MutexValue
        return
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(directory)  # noqa: TID251 -- said, not read
    values.ValueClass = values.MultiProcessValue()  # pyright: ignore[reportUnknownMemberType]
