"""A SOCKS5 proxy (RFC 1928), with a user name and a password if it wants them (RFC 1929)."""

import asyncio
import ipaddress

from proxies.proxy import Meeting, Proxy, RefusedError

_NO_SIGN_IN, _PASSWORD, _NONE = 0, 2, 255
_IPV4, _NAME, _IPV6 = 1, 3, 4
_CONNECTED = bytes([5, 0, 0, _IPV4, 0, 0, 0, 0, 0, 0])


class SocksProxy(Proxy):
    """Connects to a name or an address, whichever it is given."""

    scheme = "socks5"

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Meeting:
        version, count = await reader.readexactly(2)
        assert version == 5
        method = _NO_SIGN_IN if self.admits("", "") else _PASSWORD
        if method not in await reader.readexactly(count):
            await _say(writer, bytes([5, _NONE]))
            raise RefusedError
        await _say(writer, bytes([5, method]))
        if method == _PASSWORD:
            await self._sign_in(reader, writer)
        _, command, _, kind = await reader.readexactly(4)
        assert command == 1
        host = await _host(reader, kind)
        port = int.from_bytes(await reader.readexactly(2))
        return Meeting((host, port), welcome=_CONNECTED)

    async def _sign_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, length = await reader.readexactly(2)
        username = (await reader.readexactly(length)).decode()
        (length,) = await reader.readexactly(1)
        is_admitted = self.admits(username, (await reader.readexactly(length)).decode())
        await _say(writer, bytes([1, not is_admitted]))
        if not is_admitted:
            raise RefusedError


async def _host(reader: asyncio.StreamReader, kind: int) -> str:
    if kind == _NAME:
        (length,) = await reader.readexactly(1)
        return (await reader.readexactly(length)).decode()
    packed = await reader.readexactly({_IPV4: 4, _IPV6: 16}[kind])
    return str(ipaddress.ip_address(packed))


async def _say(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()
