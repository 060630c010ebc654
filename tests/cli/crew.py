"""Workers that do nothing but end, each in its own way: `python -m cli.crew WAY COUNT`.

Each says its number and its process when it begins, and how it was told to end.
"""

import asyncio
import os
import signal
import sys
import tempfile
from pathlib import Path

from kiro_py.adapters.log_journal import configure_logs
from kiro_py.cli.server import Server
from kiro_py.cli.workers import Crew, Worker


def say(line: str) -> None:
    """Say it in one piece, since all of them speak at once."""
    os.write(1, f"{line}\n".encode())


class Doing(Server):
    """Serves nobody: it waits to be told."""

    def __init__(self, way: str) -> None:
        super().__init__(None)
        self.way, self.told = way, asyncio.Event()

    def stop(self) -> None:
        say("stop")
        if self.way == "polite":
            self.told.set()

    def stop_now(self) -> None:
        say("stop now")
        if self.way != "deaf":
            self.told.set()


async def do(way: str, worker: Worker) -> int:
    server = Doing(way)
    worker.serves(server)
    await server.told.wait()
    return 0


def serve(way: str, worker: Worker) -> int:
    say(f"worker {worker.number} {os.getpid()}")
    if way == "broken":
        raise RuntimeError("it cannot begin")
    if way == "late":
        signal.pause()
    return asyncio.run(do(way, worker))


def main() -> int:
    configure_logs("info")
    way, count = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as directory:
        crew = Crew(
            count,
            lambda worker: serve(way, worker),
            [],
            directory=Path(directory),
            patience=60,
            on_ready=lambda: say("ready"),
            on_end=lambda number: say(f"buried {number}"),
        )
        return crew.run()


if __name__ == "__main__":
    sys.exit(main())
