"""CPU per event when events come as fast as they are taken, against the pure work on them."""

import time
from dataclasses import dataclass, field
from statistics import median

from bench.orders import Order
from bench.rig import Rig
from bench.sizes import Sizes
from bench.wire import Plan, frames
from kiro_py.eventstream.decoder import Decoder
from kiro_py.sse.encode import encode_all
from kiro_py.translate.incoming import read
from kiro_py.translate.reply import Reply, ReplyTerms
from kiro_py.translate.usage import Spending
from kiro_py.wire.anthropic.stream import StreamEvent

FRAMES_A_WRITE = 128


@dataclass(frozen=True, slots=True)
class Saturated:
    """Microseconds of CPU per event, one for each round."""

    pure: list[float] = field(default_factory=list[float])
    gateway: list[float] = field(default_factory=list[float])

    @property
    def ratio(self) -> float:
        """How many times the pure work the gateway costs, in the middle of the rounds."""
        return median(ours / pure for ours, pure in zip(self.gateway, self.pure, strict=True))


def measure(rig: Rig, sizes: Sizes) -> Saturated:
    """Measure both in turn."""
    out = Saturated()
    for _ in range(sizes.saturated_rounds):
        out.pure.append(_pure())
        out.gateway.append(_gateway(rig, sizes))
    return out


def _gateway(rig: Rig, sizes: Sizes) -> float:
    plan = Plan(sizes.saturated_events, frames=FRAMES_A_WRITE)
    before = rig.gateway.cpu_seconds
    rig.client.obey(Order("open", [rig.ask_gateway(plan)], sizes.saturated_streams))
    tally = rig.client.obey(Order("wait"))
    tally.must_be_whole()
    return (rig.gateway.cpu_seconds - before) / tally.events * 1e6


def _pure() -> float:
    """Return what decoding, translating and encoding cost by themselves, cut in the same pieces."""
    every = frames()
    pieces = [
        b"".join(every[begin : begin + FRAMES_A_WRITE])
        for begin in range(0, len(every), FRAMES_A_WRITE)
    ]
    decoder, reply = Decoder(), Reply(ReplyTerms("msg", "model", str), Spending(1, 200_000))
    started = time.process_time()
    for piece in pieces:
        events: list[StreamEvent] = []
        for frame in decoder.receive_data(piece):
            events += reply.receive(read(frame))
        encode_all(events)
    return (time.process_time() - started) / len(every) * 1e6
