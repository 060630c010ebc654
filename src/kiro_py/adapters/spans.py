"""Requests as spans of OpenTelemetry, made of what is known when they are over.

One span for a request, one below it for each attempt, all of them with the times at which they
were.  No prompt and no answer is among what they tell, and nothing that Kiro has said.
"""

from typing import Final

from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from kiro_py.adapters import gen_ai
from kiro_py.exchange.record import LEFT, SERVED
from kiro_py.ports.usage import NOBODY, Entry, Request, Try

_W3C: Final = TraceContextTextMapPropagator()
_NANOSECONDS: Final = 1_000_000_000


class Spans:
    """Implements `UsageBook`: hands the spans of each request to `tracer`."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    def keep(self, entry: Entry) -> None:
        """Trace a request, as a part of what its client is tracing."""
        request = entry.request
        begin, end = _nanoseconds(request.at), _nanoseconds(request.at + request.seconds)
        span = self._tracer.start_span(
            f"{gen_ai.OPERATION} {request.model}" if request.upstream_model else gen_ai.OPERATION,
            context=_context(entry),
            kind=SpanKind.SERVER,
            attributes=_of_request(request),
            start_time=begin,
        )
        context = set_span_in_context(span)
        for each in entry.tries:
            # Each time is taken for itself, so that they may differ by the tick of a clock.
            at = min(max(_nanoseconds(each.at), begin), end)
            self._trace(each, request, context, at, end)
        _settle(span, gen_ai.error_type(request))
        span.end(end)

    def _trace(self, each: Try, request: Request, context: Context, at: int, end: int) -> None:
        model = request.upstream_model
        span = self._tracer.start_span(
            f"{gen_ai.OPERATION} {model}",
            context=context,
            kind=SpanKind.CLIENT,
            attributes=_of_try(each, model),
            start_time=at,
        )
        _settle(span, "" if each.verdict == SERVED else each.verdict)
        span.end(min(at + _nanoseconds(each.seconds or 0.0), end))


def _context(entry: Entry) -> Context:
    return _W3C.extract(
        {"traceparent": entry.traceparent, "tracestate": entry.tracestate}, Context()
    )


def _of_request(request: Request) -> dict[str, AttributeValue]:
    found: dict[str, AttributeValue] = {
        "gen_ai.operation.name": gen_ai.OPERATION,
        "gen_ai.provider.name": gen_ai.PROVIDER,
        "gen_ai.request.model": request.model,
        "gen_ai.request.stream": request.is_streamed,
        "http.response.status_code": request.status,
        "url.path": request.path,
        "kiro_py.request_id": request.request_id,
        "kiro_py.key_id": request.key_id or NOBODY,
        "kiro_py.attempts": request.attempts,
    }
    if request.host:
        found |= gen_ai.address(request.host)
    if request.credential_id is not None:
        found["kiro_py.credential_id"] = request.credential_id
    if request.upstream_model:
        found["gen_ai.response.model"] = request.upstream_model
        found["gen_ai.usage.input_tokens"] = gen_ai.input_tokens(request)
        found["gen_ai.usage.output_tokens"] = request.output_tokens
        found["gen_ai.usage.cache_read.input_tokens"] = request.cache_read_tokens
        found["gen_ai.usage.cache_write.input_tokens"] = request.cache_write_tokens
    if request.first_token_seconds is not None:
        found["gen_ai.response.time_to_first_chunk"] = request.first_token_seconds
    if request.credits is not None:
        found["kiro_py.credits"] = request.credits
    if not gen_ai.error_type(request):
        found["gen_ai.response.finish_reasons"] = [request.outcome]
    return found


def _of_try(each: Try, model: str) -> dict[str, AttributeValue]:
    found: dict[str, AttributeValue] = {
        "gen_ai.operation.name": gen_ai.OPERATION,
        "gen_ai.provider.name": gen_ai.PROVIDER,
        "gen_ai.request.model": model,
        "kiro_py.attempt": each.number,
    }
    if each.seconds is not None:
        found |= gen_ai.address(each.host)
    if each.credential_id is not None:
        found["kiro_py.credential_id"] = each.credential_id
    if each.status is not None:
        found["http.response.status_code"] = each.status
    return found


def _settle(span: Span, error: str) -> None:
    """Say what went wrong; a client that leaves has its reasons, and is no error."""
    if error:
        span.set_attribute("error.type", error)
    if error and error != LEFT:
        span.set_status(Status(StatusCode.ERROR))


def _nanoseconds(seconds: float) -> int:
    return int(seconds * _NANOSECONDS)
