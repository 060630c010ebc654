"""Traces and metrics for a collector of OpenTelemetry, by OTLP over HTTP: the extra `otel`.

Rule 1: everything is sent by threads of the library, in batches of a bounded queue, so that nothing
waits for a collector.  Rule 2: a collector that cannot be reached is one warning.  Rule 3: it is
the operator's own address, so that no proxy is asked.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Final, Protocol
from uuid import uuid4

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import CallbackOptions, Counter, Histogram, Meter, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import (
    MetricExportResult,
    MetricsData,
    PeriodicExportingMetricReader,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult
from requests import Session

from kiro_py import __version__
from kiro_py.adapters.measuring import Labels
from kiro_py.adapters.metric_table import FAMILIES, Family
from kiro_py.adapters.metrics_now import (
    PoolNow,
    ProcessNow,
    ReadsPool,
    ReadsProcess,
    Sample,
    pool_samples,
    process_samples,
)
from kiro_py.adapters.otlp_settings import Destination, OtlpSettings
from kiro_py.adapters.spans import Spans
from kiro_py.exchange.ongoing import Ongoing
from kiro_py.ports.usage import Entry

SCOPE: Final = "kiro_py"

EXPORT_SECONDS: Final = 5.0
"""How long the library tries to send a batch: at the end of the gateway it is waited for."""

LOOK_SECONDS: Final = 5.0
"""How old may be what is told of the moment: it is looked at in the loop, and sent by a thread."""


@dataclass(slots=True)
class _Link:
    """What is known of the way to the collector; each outage is told once."""

    warn: Callable[[str], None]
    patience_seconds: float
    is_down: bool = False
    is_closing: bool = False

    @property
    def is_hopeless(self) -> bool:
        """Whether there is no use in waiting for it once more."""
        return self.is_closing and self.is_down

    def tell(self, *, is_sent: bool) -> None:
        """Take in whether a batch was sent."""
        if not is_sent and not self.is_down:
            self.warn("telemetry cannot be sent to its collector: what happens meanwhile is lost")
        self.is_down = not is_sent


class _SpanExporter(OTLPSpanExporter):
    def __init__(self, destination: Destination, link: _Link) -> None:
        super().__init__(destination.url, **_options(destination, link.patience_seconds))
        self._link = link

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        if self._link.is_hopeless:
            return SpanExportResult.FAILURE
        result = super().export(spans)
        self._link.tell(is_sent=result is SpanExportResult.SUCCESS)
        return result


class _MetricExporter(OTLPMetricExporter):
    def __init__(self, destination: Destination, link: _Link) -> None:
        super().__init__(destination.url, **_options(destination, link.patience_seconds))
        self._link = link

    def export(
        self,
        metrics_data: MetricsData,
        timeout_millis: float | None = 10_000,
        **kwargs: Any,  # noqa: ANN401 -- the library's own
    ) -> MetricExportResult:
        if self._link.is_hopeless:
            return MetricExportResult.FAILURE
        result = super().export(  # pyright: ignore[reportUnknownMemberType] -- its **kwargs
            metrics_data, timeout_millis, **kwargs
        )
        self._link.tell(is_sent=result is MetricExportResult.SUCCESS)
        return result


def _options(destination: Destination, timeout: float) -> dict[str, Any]:
    session = Session()
    session.trust_env = False
    headers = {name: value.reveal() for name, value in destination.headers.items()}
    return {"headers": headers, "timeout": timeout, "session": session}


class _Provider(Protocol):
    def shutdown(self) -> object: ...


@dataclass(slots=True)
class _Moment:
    """What was seen when somebody looked last."""

    process: ProcessNow = field(default_factory=ProcessNow)
    pool: PoolNow = field(default_factory=PoolNow)

    def samples(self, family: Family) -> Sequence[Sample]:
        found: Mapping[str, Sequence[Sample]] = {
            each.name: samples
            for each, samples in (*process_samples(self.process), *pool_samples(self.pool))
        }
        return found[family.name]


class Otlp:
    """Counts, as a `Tally`, and traces, as a `UsageBook`; `warn` hears of an outage.

    Use it inside `kept`.
    """

    def __init__(
        self,
        settings: OtlpSettings,
        warn: Callable[[str], None],
        *,
        export_seconds: float = EXPORT_SECONDS,
    ) -> None:
        # The link tells what there is to be told, where the library would for each batch.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL + 1)
        self._link = _Link(warn, export_seconds)
        self._providers: list[_Provider] = []
        self._moment = _Moment()
        self._process: ReadsProcess = ProcessNow
        self._pool: ReadsPool = PoolNow
        resource = Resource(
            {
                "service.version": __version__,
                "service.instance.id": str(uuid4()),  # processes on one machine are several
                "telemetry.sdk.language": "python",
                "telemetry.sdk.name": "opentelemetry",
                **settings.resource,
            }
        )
        self._spans = self._trace(settings, resource)
        self._instruments = self._measure(settings, resource)

    def keep(self, entry: Entry) -> None:
        """Trace a request that is over."""
        if self._spans is not None:
            self._spans.keep(entry)

    def add(self, family: Family, labels: Labels, amount: float) -> None:
        """Add to a counter."""
        counter = self._instruments.get(family.name)
        if isinstance(counter, Counter):
            counter.add(amount, _attributes(family, labels))

    def observe(self, family: Family, labels: Labels, value: float) -> None:
        """Put a value into its bucket."""
        histogram = self._instruments.get(family.name)
        if isinstance(histogram, Histogram):
            histogram.record(value, _attributes(family, labels))

    def reads(self, process: ReadsProcess, pool: ReadsPool) -> None:
        """Take what is to be told of the moment from these two."""
        self._process, self._pool = process, pool

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Look at the moment during the context; at its end all is sent that can be."""
        try:
            async with Ongoing(self._look_on):
                yield
        finally:
            self._look()
            self._link.is_closing = True
            await self._close()

    async def _close(self) -> None:
        """Send what is left, for twice as long as a batch may take: there are two of them.

        A collector that answers a byte now and then would keep its thread for ever; so nobody
        waits for that thread, as one of the loop's own would be waited for.
        """
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        def close() -> None:
            for provider in self._providers:
                provider.shutdown()
            with suppress(RuntimeError):  # the loop has not waited
                loop.call_soon_threadsafe(done.set)

        Thread(target=close, daemon=True).start()
        with suppress(TimeoutError):
            async with asyncio.timeout(2 * self._link.patience_seconds):
                await done.wait()

    async def _look_on(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(LOOK_SECONDS)

    def _look(self) -> None:
        self._moment = _Moment(self._process(), self._pool())

    def _trace(self, settings: OtlpSettings, resource: Resource) -> Spans | None:
        if settings.traces is None:
            return None
        provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        exporter = _SpanExporter(settings.traces, self._link)
        provider.add_span_processor(
            BatchSpanProcessor(exporter, schedule_delay_millis=1000 * settings.delay_seconds)
        )
        self._providers.append(provider)
        return Spans(provider.get_tracer(SCOPE, __version__))

    def _measure(
        self, settings: OtlpSettings, resource: Resource
    ) -> Mapping[str, Counter | Histogram]:
        if settings.metrics is None:
            return {}
        exporter = _MetricExporter(settings.metrics, self._link)
        reader = PeriodicExportingMetricReader(
            exporter, export_interval_millis=1000 * settings.interval_seconds
        )
        provider = MeterProvider([reader], resource=resource, shutdown_on_exit=False)
        self._providers.append(provider)
        meter = provider.get_meter(SCOPE, __version__)
        for family in FAMILIES:
            if family.source != "heard":
                meter.create_observable_gauge(
                    convention(family), [self._observes(family)], _unit(family), family.help
                )
        return {each.name: _made(meter, each) for each in FAMILIES if each.source == "heard"}

    def _observes(self, family: Family) -> Callable[[CallbackOptions], Iterable[Observation]]:
        def observe(_: CallbackOptions) -> Iterable[Observation]:
            return [
                Observation(value, _attributes(family, labels))
                for labels, value in self._moment.samples(family)
            ]

        return observe


def convention(family: Family) -> str:
    """Return what a family is called in OpenTelemetry: no kind and no unit is in its name."""
    if family.convention:
        return family.convention
    bare = family.name.removeprefix("kiro_py_").removesuffix("_total").removesuffix("_seconds")
    return f"kiro_py.{bare}"


def _made(meter: Meter, family: Family) -> Counter | Histogram:
    if family.kind == "counter":
        return meter.create_counter(convention(family), _unit(family), family.help)
    return meter.create_histogram(
        convention(family),
        _unit(family),
        family.help,
        explicit_bucket_boundaries_advisory=family.buckets,
    )


def _unit(family: Family) -> str:
    return {"": "1", "seconds": "s", "tokens": "{token}", "credits": "{credit}"}[family.unit]


def _attributes(family: Family, labels: Sequence[str | int]) -> dict[str, str | int]:
    """Return the labels by their names; what is empty is left out."""
    names = map(_dotted, family.labels) if family.convention else family.labels
    return {name: value for name, value in zip(names, labels, strict=True) if value != ""}


def _dotted(label: str) -> str:
    """Return the attribute that a label of a convention stands for."""
    return label.replace("_", ".").replace("gen.ai.", "gen_ai.")
