"""I start the processes of the bench, read what the system knows of them, and end them all."""

import subprocess
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from bench.orders import Order, Probed, Tally

Report = TypeVar("Report")

PAGE_BYTES: Final = 4096
END_SECONDS: Final = 5.0
"""How long a process may take to leave when it is asked to."""


class Child:
    """A process of the bench."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @property
    def cpu_seconds(self) -> float:
        """How long it has run on a processor."""
        # The clock of another process, made as clock_getcpuclockid(3) does on Linux.
        return time.clock_gettime((~self._process.pid << 3) | 2)

    @property
    def resident_bytes(self) -> int:
        """How much memory it holds."""
        statm = Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii")
        return int(statm.split()[1]) * PAGE_BYTES

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def hear(self, kind: type[Report]) -> Report:
        """Return the next thing that it says."""
        assert self._process.stdout is not None
        return msgspec.json.decode(self._process.stdout.readline(), type=kind)

    def tell(self, order: Order) -> None:
        """Hand it an order."""
        assert self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode(order) + b"\n")
        self._process.stdin.flush()

    def end(self) -> None:
        """End it, by its own means or not."""
        self._process.terminate()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def started(command: Sequence[str], *, talks: bool = True) -> Generator[Child]:
    """Run `command` for as long as the block lasts; one that `talks` does so in lines."""
    pipe = subprocess.PIPE if talks else subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
        child = Child(process)
        try:
            yield child
        finally:
            child.end()


class ClientProcess:
    """The load generator, ordered about."""

    def __init__(self, child: Child) -> None:
        self._child = child

    def obey(self, order: Order) -> Tally:
        """Return the tally after `order`."""
        self._child.tell(order)
        return self._child.hear(Tally)

    def probe(self, order: Order) -> list[list[float]]:
        """Return, for each round, the seconds to the first event of each ask."""
        self._child.tell(order)
        return self._child.hear(Probed).seconds
