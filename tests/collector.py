"""A collector of OpenTelemetry on a loopback socket, which keeps what it is sent."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass
class Collector:
    """Who takes what is sent; it can refuse, and it can be silent."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list[bytes])
    headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    traces: list[ExportTraceServiceRequest] = field(default_factory=list[ExportTraceServiceRequest])
    measures: list[ExportMetricsServiceRequest] = field(
        default_factory=list[ExportMetricsServiceRequest]
    )
    status: int = 200
    is_silent: bool = False
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.asked.set()
        if self.is_silent:
            await asyncio.sleep(60)
        self.bodies.append(body)
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        if self.status == 200:
            if request.path.endswith("traces"):
                self.traces.append(ExportTraceServiceRequest.FromString(body))
            else:
                self.measures.append(ExportMetricsServiceRequest.FromString(body))
        return web.Response(status=self.status)

    @property
    def spans(self) -> list[Span]:
        """All spans, in the order in which they were sent."""
        return [
            span
            for sent in self.traces
            for resource in sent.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def metrics(self) -> dict[str, Metric]:
        """Return the last of each metric."""
        return {metric.name: metric for metric in self._metrics()}

    def _metrics(self) -> Iterator[Metric]:
        for sent in self.measures:
            for resource in sent.resource_metrics:
                for scope in resource.scope_metrics:
                    yield from scope.metrics


@asynccontextmanager
async def collecting() -> AsyncGenerator[Collector]:
    """Run a collector."""
    collector = Collector()
    app = web.Application()
    app.router.add_post("/{path:.*}", collector.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    collector.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield collector
    finally:
        await site.stop()
        await everybody_is_met()
        await runner.cleanup()


async def everybody_is_met() -> None:
    """Let the loop turn: who was let in a moment ago is nobody's yet, and would never be closed."""
    for _ in range(10):
        await asyncio.sleep(0)


def plain(attributes: Any) -> dict[str, Any]:
    """Return attributes as Python has them."""
    return {each.key: _plain(each) for each in attributes}


def _plain(pair: KeyValue) -> Any:
    kind = pair.value.WhichOneof("value")
    if kind == "array_value":
        return [each.string_value for each in pair.value.array_value.values]
    return getattr(pair.value, kind or "string_value")
