"""I draw what was measured."""
# matplotlib types only half of its functions.
# pyright: reportUnknownMemberType=false

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from bench.memory import SAMPLE_SECONDS
from bench.run import Series


def draw(series: Series, directory: Path) -> None:
    """Write `performance.png`."""
    with mpl.rc_context({"font.size": 8}):
        drawing = Drawing(figsize=(10, 6), layout="constrained")
        at_pace, poured, first, soak = drawing.subplots(2, 2).flat
        _costs(
            at_pace,
            "CPU per event, streams at a pace",
            {
                "bare relay": series.paced.relay,
                "aiohttp and uvicorn": series.paced.libraries,
                "gateway": series.paced.gateway,
            },
        )
        _costs(
            poured,
            "CPU per event, saturated",
            {"pure work": series.saturated.pure, "gateway": series.saturated.gateway},
        )
        _first_events(first, series)
        _soak(soak, series.memory.soak)
        drawing.savefig(directory / "performance.png", dpi=110)


def _costs(axes: Axes, title: str, costs: Mapping[str, Sequence[float]]) -> None:
    """Draw every round as a point, since their spread tells how quiet the machine was."""
    for name, rounds in costs.items():
        axes.plot([name] * len(rounds), rounds, "o", alpha=0.6)
    axes.set(title=title, ylabel="µs", ylim=(0, None))
    axes.margins(x=0.2)


def _first_events(axes: Axes, series: Series) -> None:
    for measured, when in ((series.alone, "alone"), (series.among, "among streams")):
        for values, way in ((measured.straight, "straight"), (measured.gateway, "gateway")):
            shares = [(rank + 1) / len(values) for rank in range(len(values))]
            axes.plot(sorted(values), shares, label=f"{way}, {when}")
    axes.set(title="Time to the first event", xlabel="ms", ylabel="share", xscale="log")
    axes.legend()


def _soak(axes: Axes, samples: Sequence[int]) -> None:
    seconds = [SAMPLE_SECONDS * index for index in range(len(samples))]
    megabytes = [sample / 1e6 for sample in samples]
    axes.plot(seconds, megabytes)
    axes.set(title="Memory of the gateway over the soak", xlabel="s", ylabel="MB")
    axes.set_ylim(0, 1.2 * max(megabytes))
