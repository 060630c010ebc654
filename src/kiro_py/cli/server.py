"""I run an ASGI application on a socket."""

import gc
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn

from kiro_py.errors import ConfigInvalid

KEEP_ALIVE_SECONDS: Final = 75
"""How long an idle client keeps its connection: longer than a reverse proxy's usual 60 s."""

DRAIN_SECONDS: Final = 30
"""How long running streams may go on after a request to stop."""

BACKLOG: Final = 2048


def listen(host: str, port: int, settings: tuple[str, str] = ("host", "port")) -> socket.socket:
    """Return a listening socket.

    Raises `ConfigInvalid`, which names the `settings`, when the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        host.encode("idna")  # a socket would be left open by a name that cannot be said
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
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

    `on_ready` is called once it serves, `on_stop` before it waits for its clients to end.
    """

    def __init__(
        self,
        application: Any,  # noqa: ANN401 -- uvicorn's own type
        on_ready: Callable[[], None] = lambda: None,
        on_stop: Callable[[], None] = lambda: None,
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
                timeout_graceful_shutdown=DRAIN_SECONDS,
            )
        )
        self._on_ready, self._on_stop = on_ready, on_stop

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Stop on SIGINT and SIGTERM, and end as asked: uvicorn would raise the signal again."""
        with super().capture_signals():
            try:
                yield
            finally:
                self._captured_signals.clear()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve, and say so."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # what the house is built of stays: the collector need not look at it again
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let what runs come to its end, and what never would end now."""
        self._on_stop()
        await super().shutdown(sockets)
