"""How much memory a fresh gateway holds at rest, with many streams open, and in the long run."""

import time
from dataclasses import dataclass
from statistics import median

from bench.orders import Order, Tally
from bench.rig import Rig
from bench.sizes import Sizes
from bench.wire import Plan

SAMPLE_SECONDS = 0.1
SOAK_RATE = 10.0


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes at rest and with many streams, what became of their events, and bytes over a soak."""

    rest: int
    loaded: int
    streams: int
    tally: Tally
    soak: list[int]
    soak_requests: int

    @property
    def per_stream(self) -> float:
        """Bytes that each open stream adds."""
        return (self.loaded - self.rest) / self.streams

    @property
    def growth(self) -> float:
        """Bytes from the second quarter of the soak to its last."""
        quarter = max(1, len(self.soak) // 4)
        return median(self.soak[-quarter:]) - median(self.soak[quarter : 2 * quarter])


def measure(rig: Rig, sizes: Sizes) -> Memory:
    """Measure a gateway that has served nothing yet."""
    rig.prober.probe(Order("probe", [rig.ask_gateway(Plan(1))], 1))
    rest = rig.gateway.resident_bytes
    loaded, tally = _with_many_streams(rig, sizes)
    soak, requests = _soak(rig, sizes)
    return Memory(rest, loaded, sizes.many_streams, tally, soak, requests)


def _with_many_streams(rig: Rig, sizes: Sizes) -> tuple[int, Tally]:
    rate = sizes.many_events_per_second
    plan = Plan(1 + int(rate * (sizes.many_seconds + sizes.opening_seconds)), rate)
    rig.client.obey(Order("open", [rig.ask_gateway(plan)], sizes.many_streams))
    samples = _sample(rig, sizes.many_seconds)
    return max(samples), rig.client.obey(Order("wait"))


def _soak(rig: Rig, sizes: Sizes) -> tuple[list[int], int]:
    plan = Plan(int(SOAK_RATE * sizes.churn_seconds), SOAK_RATE)
    rig.client.obey(Order("churn", [rig.ask_gateway(plan)], sizes.soak_streams))
    samples = _sample(rig, sizes.soak_seconds)
    tally = rig.client.obey(Order("wait"))
    tally.must_be_whole()
    return samples, tally.asked


def _sample(rig: Rig, seconds: float) -> list[int]:
    """Return the memory of the gateway, again and again for so many seconds."""
    samples: list[int] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        samples.append(rig.gateway.resident_bytes)
        time.sleep(SAMPLE_SECONDS)
    return samples
