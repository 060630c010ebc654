"""Another process that takes an order a line, and answers each with a line."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parents[1]
ANSWER_SECONDS = 60


@dataclass(frozen=True)
class Servant:
    """The process, seen from here."""

    process: asyncio.subprocess.Process

    async def obey(self, order: str) -> str:
        """Give an order and return what the process says to it."""
        reader, writer = self.process.stdout, self.process.stdin
        assert reader is not None
        assert writer is not None
        writer.write(f"{order}\n".encode())
        async with asyncio.timeout(ANSWER_SECONDS):
            line = await reader.readline()
        assert line, f"the process ended at {order!r}"
        return line.decode().rstrip("\n")


@asynccontextmanager
async def servant(module: str, *arguments: str | Path) -> AsyncGenerator[Servant]:
    """Run a module of the tests until the end of the block; it ends with its input."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", module, *map(str, arguments)),
        cwd=TESTS,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Servant(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(ANSWER_SECONDS):
            await process.wait()
