"""I run every measurement once and make the figures of them."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from bench import first_token, memory, paced, request, reuse, saturated
from bench.figures import Figure
from bench.first_token import FirstToken
from bench.memory import Memory
from bench.paced import Paced
from bench.request import Request
from bench.rig import rig
from bench.saturated import Saturated
from bench.sizes import Sizes

TIMES = "×"  # noqa: RUF001 -- the sign, as readers of tables know it


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """All that was measured in one run."""

    paced: Paced
    saturated: Saturated
    alone: FirstToken
    among: FirstToken
    opened: int
    request: Request
    memory: Memory


def measure(sizes: Sizes, gateway_command: str) -> Series:
    """Measure everything once; `gateway_command` takes the options of `serve`."""
    with rig(gateway_command) as warm:
        _say(f"CPU per event: {sizes.streams} streams at a pace")
        at_pace = paced.measure(warm, sizes)
        _say("CPU per event: saturated")
        poured = saturated.measure(warm, sizes)
        _say("time to the first event")
        alone = first_token.measure_alone(warm, sizes)
        among = first_token.measure_among_streams(warm, sizes)
        opened = reuse.measure(warm, sizes)
    _say("a large request")
    asked = request.measure(sizes)
    with rig(gateway_command) as fresh:
        _say(f"memory: {sizes.many_streams} streams, then a soak of {sizes.soak_seconds:.0f} s")
        held = memory.measure(fresh, sizes)
    return Series(
        paced=at_pace,
        saturated=poured,
        alone=alone,
        among=among,
        opened=opened,
        request=asked,
        memory=held,
    )


def figures(series: Series, sizes: Sizes) -> list[Figure]:
    """Return the lines of the table."""
    among = f"among {sizes.streams} streams"
    again = f"connections that {sizes.reuses} further requests open"
    return [
        *_paced(series.paced, sizes),
        *_saturated(series.saturated),
        *_first_event(series.alone, "first_event_alone", "alone"),
        *_first_event(series.among, "first_event_among", among),
        Figure("reuse", again, series.opened, "", 0),
        *_request(series.request),
        *_memory(series.memory, sizes),
    ]


def _paced(paced: Paced, sizes: Sizes) -> Iterator[Figure]:
    of = f"CPU per event, {sizes.streams} streams of {sizes.events_per_second:.0f} events/s"
    yield Figure(
        "paced_ratio", f"{of}: times the bare relay", paced.ratio_to(paced.relay), TIMES, 1.6
    )
    libraries = paced.ratio_to(paced.libraries)
    yield Figure(
        "paced_libraries_ratio", "… times a relay of aiohttp and uvicorn", libraries, TIMES
    )
    yield Figure("paced_gateway", "… the gateway", median(paced.gateway), "µs")
    yield Figure(
        "paced_libraries", "… a relay of aiohttp and uvicorn", median(paced.libraries), "µs"
    )
    yield Figure("paced_relay", "… the bare relay", median(paced.relay), "µs")


def _saturated(saturated: Saturated) -> Iterator[Figure]:
    gateway, pure = median(saturated.gateway), median(saturated.pure)
    most = max(12.0, 2 * pure)
    yield Figure("saturated_gateway", "CPU per event, saturated", gateway, "µs", most)
    yield Figure("saturated_ratio", "… times pure decoding and encoding", saturated.ratio, TIMES)
    yield Figure("saturated_pure", "… pure decoding and encoding", pure, "µs")


def _first_event(measured: FirstToken, name: str, when: str) -> Iterator[Figure]:
    what = f"added time to the first event, {when}"
    yield Figure(f"{name}_p50", f"{what}, p50", measured.added(0.50), "ms", 2)
    yield Figure(f"{name}_p99", f"{what}, p99", measured.added(0.99), "ms", 15)


def _request(asked: Request) -> Iterator[Figure]:
    yield Figure("request", f"a request of {asked.size / 1e6:.2f} MB", asked.total, "ms", 25)
    yield Figure("request_parse", "… parse", asked.parse, "ms")
    yield Figure("request_translate", "… translate", asked.translate, "ms")
    yield Figure("request_estimate", "… estimate tokens", asked.estimate, "ms")
    yield Figure("request_encode", "… encode", asked.encode, "ms")


def _memory(held: Memory, sizes: Sizes) -> Iterator[Figure]:
    many = f"{held.streams} streams"
    yield Figure("memory_rest", "memory at rest", held.rest / 1e6, "MB", 90)
    yield Figure("memory_stream", f"memory per stream, {many}", held.per_stream / 1e3, "KB", 60)
    soak = f"{sizes.soak_seconds:.0f} s and {held.soak_requests} requests of soak"
    yield Figure("memory_growth", f"memory grown in {soak}", held.growth / 1e6, "MB", 2)
    lost = held.tally.lost + held.tally.disordered + held.tally.failed
    yield Figure("lost", f"events lost or out of order, {many}", lost, "", 0)


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)
