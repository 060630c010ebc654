"""Metrics in the format of Prometheus.

With a slot in a directory, several processes of one machine count together in it, and whichever is
asked tells of all of them.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
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
from prometheus_client.multiprocess import MultiProcessCollector

from kiro_py.adapters.measuring import Labels
from kiro_py.adapters.metric_files import Slot, Values
from kiro_py.adapters.metric_table import FAMILIES, Family
from kiro_py.adapters.metrics_now import (
    PoolNow,
    ProcessNow,
    ReadsPool,
    ReadsProcess,
    pool_samples,
    process_samples,
)
from kiro_py.exchange.ongoing import Ongoing

LOOK_SECONDS: Final = 2.0
"""How old may be what a process has told the others of itself."""


@dataclass(frozen=True, slots=True)
class Exposition:
    """All metrics as text."""

    body: bytes
    content_type: str


class Metrics:
    """Counts, as a `Tally`; there is one for a process.

    A `slot` is in a directory that is shared by the processes of one machine: `prepare` that before
    the first one, and `forget` those that have ended.
    """

    def __init__(self, slot: Slot | None = None) -> None:
        self._slot = slot
        self._registry = None if slot is not None else CollectorRegistry()
        disable_created_metrics()  # as many series again, which nothing reads
        values.ValueClass = values.MutexValue if slot is None else Values(slot)
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
        # Found anew for each value, the series of some labels would take longer than to count.
        self._counted: dict[tuple[str, Labels], Counter] = {}
        self._measured: dict[tuple[str, Labels], Histogram] = {}
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
        key = (family.name, labels)
        with suppress(OSError):
            counter = self._counted.get(key)
            if counter is None:
                whole = self._counters[family.name]
                counter = self._counted[key] = whole.labels(*labels) if labels else whole
            counter.inc(amount)

    def observe(self, family: Family, labels: Labels, value: float) -> None:
        """Put a value into its bucket; see `add`."""
        key = (family.name, labels)
        with suppress(OSError):
            histogram = self._measured.get(key)
            if histogram is None:
                histogram = self._histograms[family.name].labels(*labels)
                self._measured[key] = histogram
            histogram.observe(value)

    async def exposition(self, accept: str) -> Exposition:
        """Return everything that is known, in the format that the `accept` header prefers."""
        self._look()
        registry = CollectorRegistry()
        if self._registry is not None:
            registry.register(self._registry)
        if self._slot is not None:
            MultiProcessCollector(registry, str(self._slot.directory))
        registry.register(_PoolCollector(self._pool()))
        encode, content_type = choose_encoder(accept)
        # Not in the loop: with a thousand credentials it takes tens of milliseconds.
        return Exposition(await asyncio.to_thread(encode, registry), content_type)

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Tell the other processes of this one during the context."""
        if self._slot is None:
            yield
            return
        async with Ongoing(self._look_on):
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
