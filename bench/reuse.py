"""How many connections a credential's further requests open."""

from bench.orders import Order
from bench.rig import Rig
from bench.sizes import Sizes
from bench.wire import Plan


def measure(rig: Rig, sizes: Sizes) -> int:
    """Return how many connections so many requests open, one after the other, after a first one."""
    ask = rig.ask_gateway(Plan(1))
    rig.prober.probe(Order("probe", [ask], 1))
    before = rig.counts()
    rig.prober.probe(Order("probe", [ask], sizes.reuses))
    return rig.counts().connections - before.connections - 1  # the second count's own
