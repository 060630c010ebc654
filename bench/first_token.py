"""How much later the first event comes by way of the gateway than straight from the sender."""

import time
from dataclasses import dataclass

from bench.figures import quantile
from bench.orders import Order
from bench.rig import Rig
from bench.sizes import Sizes
from bench.wire import Plan


@dataclass(frozen=True, slots=True)
class FirstToken:
    """Milliseconds to the first event, straight and by way of the gateway, asked in turn."""

    straight: list[float]
    gateway: list[float]

    def added(self, share: float) -> float:
        """Return how far apart the two distributions are at `share`."""
        return quantile(self.gateway, share) - quantile(self.straight, share)


def measure_alone(rig: Rig, sizes: Sizes) -> FirstToken:
    """Measure while nothing else goes on."""
    probe = Plan(1)
    asks = [rig.ask_sender(probe), rig.ask_gateway(probe)]
    rounds = rig.prober.probe(Order("probe", asks, sizes.probes))
    return FirstToken(
        straight=[straight * 1e3 for straight, _ in rounds],
        gateway=[gateway * 1e3 for _, gateway in rounds],
    )


def measure_among_streams(rig: Rig, sizes: Sizes) -> FirstToken:
    """Measure while as many streams as usual go through the gateway."""
    plan = Plan(int(sizes.events_per_second * sizes.churn_seconds), sizes.events_per_second)
    rig.client.obey(Order("churn", [rig.ask_gateway(plan)], sizes.streams))
    time.sleep(sizes.churn_seconds)
    measured = measure_alone(rig, sizes)
    rig.client.obey(Order("wait")).must_be_whole()
    return measured
