"""TLS in front of something that speaks without it."""

import asyncio
from urllib.parse import urlsplit

from proxies.proxy import Meeting, Proxy
from proxies.trust import server_tls


class Front(Proxy):
    """Shows a certificate and hands on to `url`, whatever is said."""

    scheme = "https"

    def __init__(self, url: str) -> None:
        super().__init__(tls=server_tls())
        parts = urlsplit(url)
        self._behind = (parts.hostname or "", parts.port or 80)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Meeting:
        return Meeting(self._behind)
