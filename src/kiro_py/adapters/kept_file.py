"""A file beside the credentials that is written behind the work, and lost only with the machine."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from kiro_py.adapters.durable_file import create_durably
from kiro_py.exchange.ongoing import Ongoing


def beside(credentials: Path, suffix: str) -> Path:
    """Return the file of that suffix that belongs to a credentials file."""
    return credentials.with_name(credentials.name.removesuffix(".json") + suffix)


class KeptFile(ABC):
    """Keeps something at `path`; `what` says of it what is lost when it cannot be written.

    `warn` is told once when that begins, and the content then lives on in memory.
    """

    def __init__(self, path: Path, what: str, warn: Callable[[str], None]) -> None:
        self.path = path
        self._what = what
        self._warn = warn
        self._is_failing = False

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Look after the file during the context; all that was saved is kept at its end."""
        try:
            async with Ongoing(self._keep):
                yield
        finally:
            await asyncio.shield(asyncio.to_thread(self.settle))

    @abstractmethod
    def settle(self) -> None:
        """Write what was saved.  It blocks."""

    @abstractmethod
    async def _keep(self) -> None:
        """Settle now and then, for ever."""

    def _put(self, data: bytes) -> bool:
        """Write the file, and tell whether that was possible."""
        try:
            create_durably(self.path, data)
        except OSError as error:
            if not self._is_failing:
                self._warn(f"{self.path}: {self._what} is not kept: {error.strerror}")
            self._is_failing = True
            return False
        self._is_failing = False
        return True
