"""I run the gateway until I am told to stop."""

import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import uvloop
from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Console
from rich.markup import escape

from kiro_py.adapters.log_journal import LogLevel, configure_logs
from kiro_py.cli.server import Drain, Server, listen
from kiro_py.cli.stores import Start, Stores, open_stores
from kiro_py.cli.workers import Crew, Worker, WorkerServer
from kiro_py.config.live import taking_over
from kiro_py.config.load import LOG_VARIABLE, load
from kiro_py.config.otlp import read_otlp
from kiro_py.config.settings import Settings
from kiro_py.errors import ConfigInvalid, ConfigRefused, StoreUnwritable

if TYPE_CHECKING:  # it takes a while to load, which whoever serves alone shall not wait for
    from kiro_py.adapters.metric_files import Slot

ENDED, REFUSED = 0, 1

ADMIN_HOST: Final = "127.0.0.1"
"""Where `adminPort` is served that nobody has named an address for."""

MOST_FILES: Final = 65_536
"""How many open files one process asks for: more than it could have streams."""

_SAID: Final = Console(stderr=True, soft_wrap=True, highlight=False)


def _warn(warnings: Iterable[str]) -> None:
    for warning in warnings:
        _SAID.print(f"[yellow]warning:[/yellow] {escape(warning)}")


def serve(
    config: Annotated[Path, Parameter(name=["--config", "-c"])] = Path("config.json"),
    *,
    credentials: Path = Path("credentials.json"),
    log_level: Annotated[LogLevel | None, Parameter(env_var=LOG_VARIABLE)] = None,
    record: Path | None = None,
    workers: Annotated[int | None, Parameter(validator=Number(gte=1, lte=64))] = None,
) -> int:
    """Serve the Anthropic Messages API.

    The exit code is 0 after a request to stop, 1 when the settings, the credentials or the address
    cannot be used, or when no worker comes to serve.

    Parameters
    ----------
    config
        The settings; every one of them can come from the environment instead.
    credentials
        The ways into Kiro; rotated tokens are written back to this file.
    log_level
        How much to tell.
    record
        A directory in which to keep what Kiro sends, with secrets taken out.
    workers
        How many processes serve, instead of what the settings say.
    """
    configure_logs(log_level or "info")
    _spare_reloads()
    signal.signal(signal.SIGTERM, _leave)
    _take_files()
    environ = os.environ  # noqa: TID251 -- handed to config, which reads it
    start = Start(config, credentials, environ, record)
    try:
        loaded = load(config, environ)
        configure_logs(log_level or "info", loaded.settings.log_format)
        _warn(loaded.warnings)
        stores = open_stores(start, loaded.settings, _warn)
        sockets = listen_all(loaded.settings)
    except (ConfigInvalid, ConfigRefused, StoreUnwritable) as refused:
        return _refuse(refused)

    def ready() -> None:
        _SAID.print(told(sockets, has_admin=loaded.settings.admin_api_key is not None))

    count = workers or loaded.settings.workers
    if count == 1:
        return serve_here(start, loaded.settings, stores, sockets, lambda _: ready())
    del stores  # each process opens its own
    return _serve_by_many(count, start, loaded.settings, sockets, ready)


def serve_here(
    start: Start,
    settings: Settings,
    stores: Stores,
    sockets: Sequence[socket.socket],
    ready: Callable[[Server], None],
    *,
    worker: Worker | None = None,
) -> int:
    """Be one process that serves, alone or as a `worker`; return the exit code."""
    from kiro_py.compose.gateway import gateway  # noqa: PLC0415 -- not for what ends before it
    from kiro_py.compose.keeping import Keeping  # noqa: PLC0415
    from kiro_py.compose.parts import Parts  # noqa: PLC0415
    from kiro_py.compose.telemetry import Monitoring  # noqa: PLC0415

    parts = Parts(
        store=stores.credentials,
        memory=stores.memory,
        counts=stores.counts,
        keeping=Keeping(stores.credentials, stores.settings, start.environ),
        record=start.record,
        database=stores.database,
        monitoring=Monitoring(
            None if worker is None else _slot_of(worker),
            read_otlp(start.environ, _warn_one) if settings.telemetry else None,
        ),
        sharing=stores.sharing,
    )
    door = gateway(settings, parts)
    make = Server if worker is None else WorkerServer
    drain = Drain(settings.drain_delay_seconds, settings.drain_seconds)
    server = make(door, lambda: ready(server), door.stop, closing=door.closing, drain=drain)
    uvloop.run(server.serve(list(sockets)))
    return ENDED if server.started else REFUSED


def _serve_by_many(
    count: int,
    start: Start,
    settings: Settings,
    sockets: Sequence[socket.socket],
    ready: Callable[[], None],
) -> int:
    from kiro_py.adapters.metric_files import Slot, forget  # noqa: PLC0415 -- not for one alone
    from kiro_py.cli.workplace import metrics_of, workplace  # noqa: PLC0415

    import_module("kiro_py.compose.gateway")  # once for all of them, before they are forked

    try:
        with workplace(count) as directory:
            crew = Crew(
                count,
                partial(_serve_as, start, settings, sockets),
                sockets,
                directory=directory,
                patience=settings.drain_delay_seconds + settings.drain_seconds,
                on_ready=ready,
                on_end=lambda number: forget(Slot(metrics_of(directory), number)),
            )
            return crew.run()
    except StoreUnwritable as refused:
        return _refuse(refused)


def _serve_as(
    start: Start, settings: Settings, sockets: Sequence[socket.socket], worker: Worker
) -> int:
    settings = settings_of_worker(start, settings)
    stores = open_stores(start, settings, _unsaid, worker.path)
    mine = [*sockets, worker.listen()]
    return serve_here(start, settings, stores, mine, worker.serves, worker=worker)


def settings_of_worker(start: Start, settings: Settings) -> Settings:
    """Return `settings`, which all began with, with what can change at run time as it is now.

    What needs a restart stays: one that takes the place of another has the same keys as the rest.
    """
    with suppress(ConfigInvalid, ConfigRefused):
        return taking_over(settings, load(start.config, start.environ).settings)
    return settings


def _slot_of(worker: Worker) -> "Slot":
    from kiro_py.adapters.metric_files import Slot  # noqa: PLC0415 -- not for one alone
    from kiro_py.cli.workplace import metrics_of  # noqa: PLC0415

    return Slot(metrics_of(worker.directory), worker.number)


def _refuse(refused: Exception) -> int:
    _SAID.print(f"[red]cannot start:[/red] {escape(str(refused))}")
    return REFUSED


def _spare_reloads() -> None:
    """Ignore SIGHUP, with which services are told to read their files again: we look ourselves.

    From a terminal it says that the terminal is gone, and ends us as before.
    """
    if not sys.stderr.isatty():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _take_files() -> None:
    """Be allowed as many open files as we may ask for: each stream needs two.

    The usual first limit is kept low for programs that could not do with a higher one.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    """End at once: nobody is served yet.  As the first process of a container we must say so."""
    raise SystemExit(ENDED)


def listen_all(settings: Settings) -> list[socket.socket]:
    """Return a socket for clients, and one for the admin side where it has its own.

    Raises `ConfigInvalid` when one cannot be had, and leaves none open then.
    """
    public = listen(settings.host, settings.port)
    if settings.admin_port is None:
        return [public]
    host = settings.admin_host or ADMIN_HOST
    try:
        own = listen(host, settings.admin_port, ("adminHost", "adminPort"))
    except ConfigInvalid:
        public.close()
        raise
    return [public, own]


def told(sockets: Sequence[socket.socket], *, has_admin: bool) -> str:
    """Return what the owner is told once the gateway serves."""
    public, admin = _url(sockets[0]), _url(sockets[-1])
    page = f"; the admin page is {admin}/admin" if has_admin else ""
    return f"kiro-py serves {public}{page} (ctrl-c ends it)"


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _unsaid(_warnings: Iterable[str]) -> None:
    """Say nothing: the parent has."""


def _warn_one(warning: str) -> None:
    _warn((warning,))
