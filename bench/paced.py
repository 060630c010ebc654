"""CPU per event of many streams at a pace: the gateway against its floors, turn by turn."""

import time
from dataclasses import dataclass, field
from statistics import median

from bench.children import Child
from bench.orders import Ask, Order
from bench.rig import Rig
from bench.sizes import Sizes
from bench.wire import Plan

SETTLE_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Paced:
    """Microseconds of CPU per event, one for each round, and streams that were not whole."""

    relay: list[float] = field(default_factory=list[float])
    libraries: list[float] = field(default_factory=list[float])
    gateway: list[float] = field(default_factory=list[float])

    def ratio_to(self, floor: list[float]) -> float:
        """Return how many times `floor` the gateway costs, in the middle of the rounds."""
        return median(ours / theirs for ours, theirs in zip(self.gateway, floor, strict=True))


def measure(rig: Rig, sizes: Sizes) -> Paced:
    """Measure one after the other, several times, so that a noisy moment hits all of them."""
    lasting = sizes.paced_seconds + 2 * SETTLE_SECONDS
    plan = Plan(int(sizes.events_per_second * lasting), sizes.events_per_second)
    out = Paced()
    for _ in range(sizes.paced_rounds):
        out.relay.append(_window(rig, rig.relay, rig.ask_relay(plan), sizes))
        out.libraries.append(_window(rig, rig.libraries, rig.ask_libraries(plan), sizes))
        out.gateway.append(_window(rig, rig.gateway, rig.ask_gateway(plan), sizes))
    return out


def _window(rig: Rig, under: Child, ask: Ask, sizes: Sizes) -> float:
    rig.client.obey(Order("open", [ask], sizes.streams))
    time.sleep(SETTLE_SECONDS)
    before, cpu_before = rig.client.obey(Order("tell")), under.cpu_seconds
    time.sleep(sizes.paced_seconds)
    after, cpu_after = rig.client.obey(Order("tell")), under.cpu_seconds
    rig.client.obey(Order("wait")).must_be_whole()
    return (cpu_after - cpu_before) / (after.events - before.events) * 1e6
