"""`python -m bench` measures the gateway of this checkout and writes the page about it."""

import shlex
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import FrameType

from cyclopts import App

from bench import report
from bench.figures import Results
from bench.machine import this_machine
from bench.plot import draw
from bench.rig import THIS_GATEWAY
from bench.run import figures, measure
from bench.sizes import FULL, QUICK, SMOKE

PAGES = Path(__file__).parent.parent / "docs" / "reference"

app = App(name="python -m bench", help=__doc__, version_flags=[])


@app.default
def bench(
    *,
    quick: bool = False,
    smoke: bool = False,
    soak: float | None = None,
    out: Path | None = None,
    gateway: str = THIS_GATEWAY,
) -> None:
    """Measure, print the table, and write it where it belongs.

    Parameters
    ----------
    quick
        Half a minute; writes nothing unless told where.
    smoke
        Only find out whether the bench itself runs; writes nothing unless told where.
    soak
        How many seconds the memory of the gateway is watched.
    out
        The directory to write to, instead of the documentation's.
    gateway
        The command to measure instead of this checkout's; it gets the options of `kiro-py serve`.
    """
    signal.signal(signal.SIGTERM, _leave)
    sizes = SMOKE if smoke else QUICK if quick else FULL
    if soak is not None:
        sizes = replace(sizes, soak_seconds=soak)
    machine, started = this_machine(), time.monotonic()
    series = measure(sizes, gateway)
    found = figures(series, sizes)
    print("\n".join(report.table(found)))
    directory = out or (None if quick or smoke else PAGES)
    if directory is not None:
        seconds = round(time.monotonic() - started, 1)
        report.write(Results(_command(), seconds, machine, found, series), directory)
        draw(series, directory)
        print(f"written to {directory}")


def _leave(_: int, __: FrameType | None) -> None:
    """End as an exception does, so that every child is ended on the way."""
    sys.exit(1)


def _command() -> str:
    given = shlex.join(sys.argv[1:])
    return f"make bench ARGS={shlex.quote(given)}" if given else "make bench"


if __name__ == "__main__":
    app()
