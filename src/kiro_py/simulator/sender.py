"""I put replies on the socket, and break the socket when a fault says so."""

import asyncio
import fcntl
import socket
import struct
import termios
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from typing import assert_never

import msgspec
from aiohttp import web

from kiro_py.simulator.address import Address
from kiro_py.simulator.faults.delivery import Close, Send, Step, Wait, deliver
from kiro_py.simulator.faults.effects import Closing, Effect, Relabel
from kiro_py.simulator.ledger import Ending
from kiro_py.simulator.replies import (
    GrantError,
    Json,
    Piece,
    PieceKind,
    Redirect,
    Refusal,
    Reply,
    Stream,
    error_body,
    error_headers,
)

EVENT_STREAM = "application/vnd.amazon.eventstream"
_JSON = "application/json"
_AWS_JSON = "application/x-amz-json-1.0"
_MAX_LAG_SECONDS = 1.0
_FLUSH_POLL_SECONDS = 0.001
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Whole:
    """An answer whose length is known."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def whole(reply: Json | Redirect | Refusal | GrantError, address: Address) -> Whole:
    """Return a reply that is no stream as status, headers and body."""
    content_type = _JSON if address.is_rest else _AWS_JSON
    headers = {"content-type": content_type}
    match reply:
        case Json(body, status):
            return Whole(status, headers, msgspec.json.encode(body))
        case Redirect(location):
            return Whole(HTTPStatus.FOUND.value, {"location": location}, b"")
        case Refusal():
            body = error_body(reply, address)
            return Whole(reply.status, headers | error_headers(reply, address), body)
        case GrantError(error, description, status):
            body = {"error": error, "error_description": description}
            return Whole(status, headers, msgspec.json.encode(body))
        case _:
            assert_never(reply)


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends one answer on one connection; `now` is the simulator's time, which dates it."""

    request: web.BaseRequest
    address: Address
    request_id: str
    now: float

    async def send(
        self, reply: Reply, effects: tuple[Effect, ...]
    ) -> tuple[web.StreamResponse, Ending]:
        """Send `reply` with `effects`; return the response and how it ended.

        A fault that breaks the connection never returns: the task is cancelled with it.
        """
        if isinstance(reply, Stream):
            return await self._send_stream(reply, effects)
        return await self.send_whole(whole(reply, self.address), effects)

    async def send_whole(
        self, answer: Whole, effects: tuple[Effect, ...]
    ) -> tuple[web.StreamResponse, Ending]:
        """Send an answer of known length."""
        headers = self._headers(answer.headers, effects)
        if not effects:
            plain = web.Response(status=answer.status, headers=headers, body=answer.body)
            return plain, Ending.COMPLETE
        response = web.StreamResponse(status=answer.status, headers=headers)
        response.content_length = len(answer.body)
        pieces = [Piece(answer.body, PieceKind.RAW)]
        return response, await self._carry_out(response, deliver(pieces, effects, None))

    async def _send_stream(
        self, stream: Stream, effects: tuple[Effect, ...]
    ) -> tuple[web.StreamResponse, Ending]:
        headers = {"content-type": EVENT_STREAM}
        if self.address.is_rest and stream.conversation_id is not None:
            headers["x-amzn-codewhisperer-conversation-id"] = stream.conversation_id
        response = web.StreamResponse(headers=self._headers(headers, effects))
        response.enable_chunked_encoding()
        steps = deliver(stream.pieces, effects, stream.seconds_between)
        return response, await self._carry_out(response, steps)

    def _headers(self, headers: Mapping[str, str], effects: tuple[Effect, ...]) -> dict[str, str]:
        date = formatdate(self.now, usegmt=True)
        complete = {"x-amzn-requestid": self.request_id, "date": date, **headers}
        for effect in effects:
            if isinstance(effect, Relabel):
                complete["content-type"] = effect.value
        return complete

    async def _carry_out(self, response: web.StreamResponse, steps: Iterable[Step]) -> Ending:
        """Do one step after the other; pauses are kept on average, however late one is."""
        await response.prepare(self.request)
        due = asyncio.get_running_loop().time()
        for step in steps:
            match step:
                case Send(data):
                    await response.write(data)
                case Wait(seconds) if seconds is None:
                    await asyncio.Event().wait()
                case Wait(seconds):
                    due = await sleep_until(due + (seconds or 0.0))
                case Close(how):
                    return await self._close(response, how)
        await response.write_eof()
        return Ending.COMPLETE

    async def _close(self, response: web.StreamResponse, how: Closing) -> Ending:
        if how == "end":
            await response.write_eof()
        else:
            await self.hang_up(how)
        return Ending.CUT_BY_FAULT

    async def hang_up(self, how: Closing) -> None:
        """Break the connection after what was sent has arrived at the other side."""
        transport = self.request.transport
        if transport is None:
            return
        connection: socket.socket = transport.get_extra_info("socket")
        # Neither the transport's buffer nor the kernel's has an event for being empty.
        while not transport.is_closing() and (  # noqa: ASYNC110
            transport.get_write_buffer_size() or _unacknowledged_bytes(connection)
        ):
            await asyncio.sleep(_FLUSH_POLL_SECONDS)
        if transport.is_closing() or how != "reset":
            transport.close()
            return
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        transport.abort()


def _unacknowledged_bytes(connection: socket.socket) -> int:
    """Return what the kernel still holds: a reset would throw it away.

    Where the kernel does not tell, this is 0.
    """
    answer = bytearray(struct.calcsize("i"))
    try:
        fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, answer)
    except OSError:
        return 0
    (held,) = struct.unpack("i", answer)
    return held


async def sleep_until(due: float) -> float:
    """Sleep until `due` and return it; one long past is forgotten, so that no burst makes up."""
    now = asyncio.get_running_loop().time()
    if due > now:
        await asyncio.sleep(due - now)
    return now if now - due > _MAX_LAG_SECONDS else due
