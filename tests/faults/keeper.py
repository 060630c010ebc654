"""The keeper of a gateway, who asks whichever of its processes he meets."""

from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from admin.keeping import V1
from faults.running import ADMIN_KEY

TIMES: Final = 12
"""Enough to have met each of three workers, but for one case in fifty."""


@dataclass
class Keeper:
    """He takes a new connection for each request, and with it a worker."""

    url: str
    headers: dict[str, str] = field(default_factory=lambda: {"x-api-key": ADMIN_KEY})

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask, and return the status and what is told."""
        async with (
            aiohttp.ClientSession(self.url, headers=self.headers) as client,
            client.request(method, path, json=body) as response,
        ):
            return response.status, await response.json()

    async def do(self, method: str, path: str, body: Any = None) -> Any:
        """Ask for what succeeds, and return what is told."""
        status, told = await self.ask(method, f"{V1}{path}", body)
        assert status < 300, (path, status, told)
        return told

    async def look(self, path: str) -> set[int]:
        """Return how it is answered, asked again and again."""
        asked = [await self.ask("GET", f"{V1}{path}") for _ in range(TIMES)]
        return {status for status, _ in asked}
