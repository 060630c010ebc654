"""What the person types while something else is waited for."""

import asyncio
import os
from io import UnsupportedOperation
from typing import Final, TextIO

MAX_BYTES: Final = 65_536


def descriptor_of(stdin: TextIO) -> int | None:
    """Return where to read from, `None` where there is nobody to read from."""
    try:
        return stdin.fileno()
    except (UnsupportedOperation, OSError, ValueError):
        return None


class Typing:
    """Lines of a terminal or a pipe, as they come; waiting for one can be given up at any time."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._held = b""

    async def line(self) -> str:
        """Return the next line without its end; raises `EOFError` when none will come."""
        while b"\n" not in self._held:
            await self._readable()
            data = os.read(self._descriptor, MAX_BYTES)
            if not data:
                if not self._held:
                    raise EOFError
                data = b"\n"
            self._held += data
        line, _, self._held = self._held.partition(b"\n")
        return line.decode("utf-8", "replace").rstrip("\r")

    async def _readable(self) -> None:
        """Wait until there is something to read; a file always has."""
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        try:
            loop.add_reader(self._descriptor, ready.set)
        except (PermissionError, NotImplementedError):
            return
        try:
            await ready.wait()
        finally:
            loop.remove_reader(self._descriptor)
