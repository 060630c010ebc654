"""I am the one port behind which all of Kiro's hosts stand."""

import asyncio
from collections.abc import Iterable
from http import HTTPStatus
from itertools import count
from types import TracebackType
from typing import Any, NoReturn, Self, assert_never

import msgspec
from aiohttp import web

from kiro_py.simulator.accounts.account import DEFAULT_ACCOUNTS, Account
from kiro_py.simulator.accounts.book import Accounts
from kiro_py.simulator.address import locate
from kiro_py.simulator.answers.generate import replay
from kiro_py.simulator.answers.table import answer, find_account
from kiro_py.simulator.clock import Clock
from kiro_py.simulator.control import CONTROL_PREFIX, ControlDoor
from kiro_py.simulator.faults.effects import Answer, Drop, Effect, Empty, Replay, Silence
from kiro_py.simulator.faults.queue import Faults
from kiro_py.simulator.ledger import Call, Ending, Ledger
from kiro_py.simulator.model.actor import perform
from kiro_py.simulator.model.answer import Recording
from kiro_py.simulator.model.scene import Script
from kiro_py.simulator.replies import GrantError, Json, Redirect, Refusal, Reply, Stream
from kiro_py.simulator.sender import Sender, Whole
from kiro_py.simulator.settings import Settings
from kiro_py.simulator.world import World, build_world

_STOP_SECONDS = 0.05
"""How long a stop waits for answers under way before it cuts them."""


class Simulator:
    """Kiro on a loopback port, for `async with`.

    `script` answers instead of the built-in model, `accounts` replace the default ones, `pace` is
    in tokens per second (`None`: as fast as possible).  Port 0 takes a free one.
    """

    def __init__(
        self,
        *,
        script: Script = perform,
        accounts: Iterable[Account] = DEFAULT_ACCOUNTS,
        pace: float | None = None,
        settings: Settings | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.world: World = build_world(
            settings=settings or Settings(), script=script, accounts=accounts, pace=pace
        )
        self._host = host
        self._port = port
        self._numbers = count(1)
        self._runner: web.ServerRunner | None = None
        self._control = ControlDoor(self.world)

    @property
    def url(self) -> str:
        """Where the simulator listens, without a slash at the end."""
        return f"http://{self._host}:{self._port}"

    @property
    def faults(self) -> Faults:
        """The faults to come."""
        return self.world.faults

    @property
    def calls(self) -> Ledger:
        """Every call so far."""
        return self.world.calls

    @property
    def accounts(self) -> Accounts:
        """Who is signed in, and what they have used."""
        return self.world.accounts

    @property
    def clock(self) -> Clock:
        """The simulator's time, which can jump."""
        return self.world.clock

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; raises `OSError` when the port is taken."""
        server = web.Server(self._serve, handler_cancellation=True, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=_STOP_SECONDS)
        await self._runner.setup()
        await self.open_door()

    async def stop(self) -> None:
        """Stop listening and cut what is still being sent."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def open_door(self) -> None:
        """Accept connections (again)."""
        runner = self._running()
        await web.TCPSite(runner, self._host, self._port, backlog=2048).start()
        self._port = runner.addresses[0][1]
        self.accounts.origin = self.url

    async def close_door(self) -> None:
        """Refuse new connections and cut the existing ones, until the door is opened again."""
        runner = self._running()
        for site in runner.sites:
            await site.stop()
        if runner.server is not None:
            for connection in runner.server.connections:
                connection.force_close()

    def _running(self) -> web.ServerRunner:
        if self._runner is None:
            raise RuntimeError("the simulator is not running: use `async with`")
        return self._runner

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path.startswith(CONTROL_PREFIX):
            return await self._control.serve(request)
        call = await self._read(request)
        self.calls.open(call)
        try:
            response, ending = await self._respond(call, request)
        except (asyncio.CancelledError, ConnectionError):
            self.calls.close(call.number, Ending.CLIENT_LEFT)
            raise
        self.calls.close(call.number, ending)
        return response

    async def _read(self, request: web.BaseRequest) -> Call:
        raw = await _read_body(request, self.world.settings.max_body_bytes)
        headers = {name.lower(): value for name, value in request.headers.items()}
        address = locate(request.method, request.path, headers.get("x-amz-target"))
        return Call(
            number=next(self._numbers),
            address=address,
            operation=address.operation.value if address.operation else "Unknown",
            method=request.method,
            path=request.path,
            query=dict(request.query),
            headers=headers,
            raw=raw,
            body=_parse(raw),
        )

    async def _respond(
        self, call: Call, request: web.BaseRequest
    ) -> tuple[web.StreamResponse, Ending]:
        account = find_account(call, self.world)
        effects = self.faults.take(call.operation, account)
        now = self.world.clock.now()
        sender = Sender(request, call.address, f"simulated-{call.number}", now)
        for effect in effects:
            if isinstance(effect, Silence) and effect.at == "before-headers":
                await _pause(effect.seconds)
        drop = next((effect for effect in effects if isinstance(effect, Drop)), None)
        if drop is not None:
            if drop.is_carried_out:
                answer(call, self.world)
            await self._drop(call, sender, drop)
        reply = _instead(effects, self.world) or answer(call, self.world)
        status = _status(reply)
        rule = reply.rule if isinstance(reply, Refusal) else None
        self.calls.answer(call.number, status, rule=rule, account=account)
        if isinstance(reply, Whole):
            return await sender.send_whole(reply, effects)
        return await sender.send(reply, effects)

    async def _drop(self, call: Call, sender: Sender, drop: Drop) -> NoReturn:
        """Break the connection, which cancels this task."""
        self.calls.close(call.number, Ending.CUT_BY_FAULT)
        await sender.hang_up(drop.how)
        await asyncio.Event().wait()
        raise ConnectionResetError


def _instead(effects: tuple[Effect, ...], world: World) -> Reply | Whole | None:
    """Return what is answered without carrying out the operation, if the faults say so."""
    for effect in effects:
        match effect:
            case Answer(status=status, body=None, text=text, headers=headers):
                return Whole(status, headers, (text or "").encode())
            case Answer(status=status, body=body, headers=headers):
                plain = {"content-type": "application/json", **headers}
                return Whole(status, plain, msgspec.json.encode(body))
            case Empty():
                return Stream(())
            case Replay(name=name, chunk_bytes=chunk_bytes, seconds_between=seconds):
                data = world.recordings.find(name) or b""
                return replay(Recording(data, chunk_bytes, seconds))
            case _:
                pass
    return None


def _status(reply: Reply | Whole) -> int:
    match reply:
        case Stream():
            return HTTPStatus.OK.value
        case Redirect():
            return HTTPStatus.FOUND.value
        case Whole() | Refusal() | Json() | GrantError():
            return reply.status
        case _:
            assert_never(reply)


async def _pause(seconds: float | None) -> None:
    """Wait so long, or until the client leaves and the task is cancelled."""
    if seconds is None:
        await asyncio.Event().wait()
    else:
        await asyncio.sleep(seconds)


async def _read_body(request: web.BaseRequest, max_bytes: int) -> bytes:
    """Read a body until its end, or until it is longer than anybody wants."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.content.iter_any():
        chunks.append(chunk)
        size += len(chunk)
        if size > max_bytes:
            break
    return b"".join(chunks)


def _parse(raw: bytes) -> Any:  # noqa: ANN401 -- JSON is anything
    try:
        return msgspec.json.decode(raw) if raw else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
