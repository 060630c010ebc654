"""I run the simulated Kiro until I am told to stop."""

import asyncio
import ipaddress
import signal
from pathlib import Path
from typing import Annotated, Final

import structlog
import uvloop
from cyclopts import Parameter
from rich.console import Console
from rich.markup import escape

from kiro_py.adapters.log_journal import LogLevel, configure_logs
from kiro_py.config.load import LOG_VARIABLE
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.server import Simulator
from kiro_py.simulator.settings import Settings
from kiro_py.simulator.strictness.table import RULES

ENDED, REFUSED = 0, 1

_SAID: Final = Console(stderr=True, soft_wrap=True, highlight=False)


def simulate(
    *,
    host: str = "127.0.0.1",
    port: int = 8787,
    pace: float | None = None,
    streams: Path | None = None,
    tolerate: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    log_level: Annotated[LogLevel | None, Parameter(env_var=LOG_VARIABLE)] = None,
) -> int:
    """Be Kiro on one port: strict, scripted, with faults on demand.  No account is needed.

    The exit code is 0 after a request to stop, 1 when the options or the address cannot be used.

    Parameters
    ----------
    host
        The address to listen on; anything but loopback lets the whole network in.
    port
        The port to listen on, 0 for a free one.
    pace
        Tokens per second of every answer; by default as fast as possible.
    streams
        A directory with recorded streams for `play NAME`.
    tolerate
        The name of a rule that is not enforced; may be given several times.
    log_level
        How much to tell: every call at info.
    """
    configure_logs(log_level or "info")
    if (problem := _find_problem(pace, streams, tolerate)) is not None:
        return _refuse(problem)
    settings = Settings(streams=streams, tolerates=frozenset(tolerate))
    simulator = Simulator(pace=pace, settings=settings, host=host, port=port)
    try:
        uvloop.run(_run(simulator, host))
    except OSError as error:
        return _refuse(f"{host}:{port}: {error.strerror or error}")
    return ENDED


async def _run(simulator: Simulator, host: str) -> None:
    """Serve until SIGINT or SIGTERM."""
    is_over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, is_over.set)
    log: structlog.typing.FilteringBoundLogger = structlog.get_logger("kiro_py.simulator")

    def tell(call: Call) -> None:
        log.info(
            "call",
            operation=call.operation,
            path=call.path,
            account=call.account,
            status=call.status,
            rule=call.rule,
            ending=call.ending.value,
        )

    simulator.calls.watch(tell)
    async with simulator:
        _announce(simulator.url, host)
        await is_over.wait()


def _announce(url: str, host: str) -> None:
    _SAID.print(f"kiro-py simulates Kiro on {url} (ctrl-c ends it)")
    _SAID.print(f"credentials for it: {url}/_simulator/credentials")
    if not _is_loopback(host):
        _SAID.print(f"[yellow]warning:[/yellow] {escape(host)} is reachable from other machines")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _find_problem(
    pace: float | None, streams: Path | None, tolerated: tuple[str, ...]
) -> str | None:
    """Return what is wrong with the options."""
    if pace is not None and pace <= 0:
        return f"--pace {pace}: expected more than 0"
    if streams is not None and not streams.is_dir():
        return f"--streams {streams}: expected a directory"
    names = {rule.row.name for rule in RULES}
    unknown = [name for name in tolerated if name not in names]
    if unknown:
        return f"--tolerate {unknown[0]}: expected one of {', '.join(sorted(names))}"
    return None


def _refuse(problem: str) -> int:
    _SAID.print(f"[red]cannot start:[/red] {escape(problem)}")
    return REFUSED
