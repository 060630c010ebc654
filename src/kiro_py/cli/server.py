"""I run an ASGI application on sockets, and let it come to its end when it is asked to stop.

Rule 1.  A request to stop is announced at once; for `Drain.delay_seconds` all goes on as before,
except that no connection is kept for another request.

Rule 2.  Then nobody is let in, and what runs has `Drain.seconds` to end by itself.

Rule 3.  What still runs then is told to end, and has `LAST_SECONDS` to tell its client.

Rule 4.  A second request to stop skips all waiting, a third one everything.
"""

import asyncio
import gc
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from types import FrameType
from typing import Any, Final

import uvicorn

from kiro_py.errors import ConfigInvalid
from kiro_py.public.closing import ClosingTime

KEEP_ALIVE_SECONDS: Final = 75
"""How long an idle client keeps its connection: longer than a reverse proxy's usual 60 s."""

LAST_SECONDS: Final = 5.0
"""How long clients have to take what they are told when time is up."""

ABORT_SECONDS: Final = 1.0
"""How long work has to clean up whose client did not take its end."""

LATE_SECONDS: Final = 0.25
"""How long an idle connection is kept after the door is shut: a request may be on its way."""

ONE_WISH_SECONDS: Final = 0.005
"""Signals that come closer together are one: `timeout` sends its own twice."""

BACKLOG: Final = 2048

EVERY_INTERFACE: Final = "::"
"""Of IPv6, and of IPv4 where the system can, as other servers understand it."""

_LOOK_SECONDS: Final = 0.05
_CLOSE: Final = (b"connection", b"close")
_ABORTED: Final = 1


@dataclass(frozen=True, slots=True)
class Drain:
    """How long requests are still taken after a request to stop, and how long they may go on."""

    delay_seconds: float = 0.0
    seconds: float = 30.0


def listen(host: str, port: int, settings: tuple[str, str] = ("host", "port")) -> socket.socket:
    """Return a listening socket; `::` is that of IPv4, too.

    Raises `ConfigInvalid`, which names the `settings`, when the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        host.encode("idna")  # a socket would be left open by a name that cannot be said
        listening = socket.create_server(
            (host, port),
            family=family,
            backlog=BACKLOG,
            dualstack_ipv6=host == EVERY_INTERFACE and socket.has_dualstack_ipv6(),
        )
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        raise ConfigInvalid(
            "config", ", ".join(settings), f"cannot listen on {host}:{port}: {why or error}"
        ) from error
    # Connections inherit it.  asyncio sets it only on sockets that it made itself, and without it
    # the first bytes of a body wait some 40 ms for the client to acknowledge the headers.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


class Server(uvicorn.Server):
    """A uvicorn server on sockets that are open already.

    `on_ready` is called once it serves; `on_stop` when nobody is let in any more, so that what
    would never end by itself can be ended.  `closing` is what the application asks how far the end
    has come.
    """

    def __init__(
        self,
        application: Any,  # noqa: ANN401 -- uvicorn's own type
        on_ready: Callable[[], None] = lambda: None,
        on_stop: Callable[[], None] = lambda: None,
        *,
        closing: ClosingTime | None = None,
        drain: Drain | None = None,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                application,
                http="httptools",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
            )
        )
        self._on_ready, self._on_stop = on_ready, on_stop
        self._closing, self._drain = closing or ClosingTime(), drain or Drain()
        self._asked_at = 0.0

    def stop(self) -> None:
        """Begin to end, as after a first signal; asked again, it does nothing."""
        self._closing.announce()
        self.should_exit = True
        if self.config.loaded and _CLOSE not in self.config.encoded_headers:
            self.config.encoded_headers.append(_CLOSE)
            now = self.server_state.default_headers
            self.server_state.default_headers = [*now, _CLOSE]

    def stop_now(self) -> None:
        """End without waiting for anybody, as after a second signal."""
        self.stop()
        self.force_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 -- uvicorn's
        """Take a signal for what it is: the first, the second or the third request to stop."""
        now = monotonic()
        if not self.should_exit:
            self.stop()
        elif now - self._asked_at < ONE_WISH_SECONDS:
            return
        elif not self.force_exit:
            self.stop_now()
        else:
            os._exit(_ABORTED)
        self._asked_at = now

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve, and say so."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # what the house is built of stays: the collector need not look at it again
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let what runs come to its end, and close the house."""
        self.stop()
        await self._wait(self._drain.delay_seconds)
        self._shut(sockets or ())
        await self._wait(LATE_SECONDS, until=self._is_quiet)
        for connection in tuple(self.server_state.connections):
            connection.shutdown()
        await self._wait(self._drain.seconds, until=self._is_quiet)
        self._closing.end()
        await self._wait(LAST_SECONDS, until=self._is_quiet, is_last=True)
        await self._leave()
        await self.lifespan.shutdown()

    def _shut(self, sockets: Sequence[socket.socket]) -> None:
        """Let nobody in any more."""
        for server in self.servers:
            server.close()
        for each in sockets:
            each.close()
        self._closing.shut()
        self._on_stop()

    async def _leave(self) -> None:
        """Take leave of whoever does not take it: first of the client, then of the work for it."""
        for connection in tuple(self.server_state.connections):
            connection.transport.abort()
        await self._wait(ABORT_SECONDS, until=self._is_quiet, is_last=True)
        for task in tuple(self.server_state.tasks):
            task.cancel()

    def _is_quiet(self) -> bool:
        return not self.server_state.connections and not self.server_state.tasks

    async def _wait(
        self,
        seconds: float,
        until: Callable[[], bool] = lambda: False,
        *,
        is_last: bool = False,
    ) -> None:
        """Wait for so long, or `until` then; a second request to stop ends all but a last wait."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + seconds
        while not until() and (is_last or not self.force_exit):
            left = ends_at - loop.time()
            if left <= 0:
                return
            await asyncio.sleep(min(left, _LOOK_SECONDS))
