"""An HTTP proxy: tunnels, and whole addresses."""

import asyncio
import base64
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from proxies.proxy import Address, Meeting, Proxy, RefusedError

REFUSAL = (
    b"HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class HttpProxy(Proxy):
    """With `tls` its scheme is `https`; `methods` are those that it met."""

    def __init__(
        self,
        *,
        wants: tuple[str, str] | None = None,
        knows: Mapping[str, Address] | None = None,
        tls: ssl.SSLContext | None = None,
        is_silent: bool = False,
    ) -> None:
        super().__init__(wants=wants, knows=knows, tls=tls, is_silent=is_silent)
        self.scheme = "http" if tls is None else "https"
        self.methods: list[str] = []

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Meeting:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        request, *lines = head.removesuffix("\r\n\r\n").split("\r\n")
        method, target, version = request.split(" ")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        if not self.admits(*_sign_in(headers.pop("proxy-authorization", ""))):
            writer.write(REFUSAL)
            await writer.drain()
            raise RefusedError
        self.methods.append(method)
        if method == "CONNECT":
            host, _, port = target.rpartition(":")
            return Meeting((host, int(port)), welcome=b"HTTP/1.1 200 Connected\r\n\r\n")
        parts = urlsplit(target)
        path = target.removeprefix(f"{parts.scheme}://{parts.netloc}") or "/"
        headers["connection"] = "close"  # the next address may be another one
        kept = (f"{name}: {value}" for name, value in headers.items())
        first = "\r\n".join([f"{method} {path} {version}", *kept, "", ""]).encode("latin-1")
        return Meeting((parts.hostname or "", parts.port or 80), first=first)


def _sign_in(header: str) -> tuple[str, str]:
    kind, _, words = header.partition(" ")
    if kind != "Basic":
        return "", ""
    username, _, password = base64.b64decode(words).decode().partition(":")
    return username, password
