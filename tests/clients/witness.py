"""I stand between a client and a gateway and write down who asked what."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

import msgspec
from aiohttp import ClientSession, web

HOP_HEADERS: Final = {"connection", "content-length", "host", "keep-alive", "transfer-encoding"}


@dataclass(frozen=True, slots=True)
class Seen:
    """A request and the status of its answer; `is_streamed` is `None` where nobody says."""

    method: str
    path: str
    status: int
    is_streamed: bool | None = None


class _Body(msgspec.Struct):
    stream: bool | None = None


class Witness:
    """A relay on a port of its own, for `async with`.

    It serves as an HTTP proxy, too: whatever a client wants elsewhere is refused and seen.
    """

    def __init__(self, gateway: str) -> None:
        self.seen: list[Seen] = []
        self._gateway = gateway
        self._session = ClientSession(auto_decompress=False)
        self._runner = web.ServerRunner(web.Server(self._serve, access_log=None))
        self.url = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()
        await self._session.close()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        if not request.raw_path.startswith("/"):
            self.seen.append(Seen(request.method, request.raw_path, 502))
            return web.Response(status=502)
        return await self._relay(request)

    async def _relay(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        url = self._gateway + request.raw_path
        headers = _passed(request.headers)
        async with self._session.request(request.method, url, headers=headers, data=body) as answer:
            is_streamed = msgspec.json.decode(body, type=_Body).stream if body else None
            self.seen.append(Seen(request.method, request.raw_path, answer.status, is_streamed))
            response = web.StreamResponse(status=answer.status, headers=_passed(answer.headers))
            await response.prepare(request)
            async for chunk in answer.content.iter_any():
                await response.write(chunk)
            await response.write_eof()
            return response


def _passed(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in HOP_HEADERS}
