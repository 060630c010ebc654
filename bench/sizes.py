"""How much is measured: enough for a figure, enough for a look, or just enough to run at all."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The defaults are those of the figures that are published.

    `opening_seconds`: how long it may take until many streams are open; `churn_seconds`: how long
    each stream lasts, where one follows the other.
    """

    streams: int = 100
    events_per_second: float = 30.0
    paced_rounds: int = 6
    paced_seconds: float = 3.0

    saturated_rounds: int = 5
    saturated_streams: int = 4
    saturated_events: int = 40_960

    probes: int = 300

    reuses: int = 20

    request_bytes: int = 1_000_000
    request_rounds: int = 30

    many_streams: int = 1_000
    many_events_per_second: float = 2.0
    many_seconds: float = 6.0
    opening_seconds: float = 5.0

    soak_streams: int = 50
    soak_seconds: float = 60.0
    churn_seconds: float = 2.0


FULL = Sizes()
QUICK = Sizes(
    paced_rounds=3,
    paced_seconds=1.0,
    saturated_rounds=2,
    probes=40,
    request_rounds=10,
    many_streams=300,
    many_seconds=2.0,
    opening_seconds=2.0,
    soak_seconds=4.0,
    churn_seconds=1.0,
)
SMOKE = Sizes(
    streams=4,
    paced_rounds=1,
    paced_seconds=0.2,
    saturated_rounds=1,
    saturated_streams=1,
    saturated_events=1_024,
    probes=3,
    reuses=2,
    request_bytes=20_000,
    request_rounds=1,
    many_streams=8,
    many_seconds=0.2,
    opening_seconds=0.5,
    soak_streams=2,
    soak_seconds=0.5,
    churn_seconds=0.2,
)
