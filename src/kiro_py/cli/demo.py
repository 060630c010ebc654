"""I show the whole way on one machine: a simulated Kiro, the gateway, one streamed answer."""

import asyncio
import json
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from socket import socket
from typing import Final

import uvloop
from rich.console import Console
from rich.markup import escape

from kiro_py.adapters.config_file import ConfigFile
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.log_journal import configure_logs
from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.cli.server import Server, listen
from kiro_py.config.credentials import load_credentials
from kiro_py.config.load import load
from kiro_py.errors import ConfigInvalid
from kiro_py.exchange.pending import Pending
from kiro_py.simulator.server import Simulator

COMPLETE, INCOMPLETE = 0, 1

DEMO_KEY: Final = "demo-key"
DEMO_ADMIN_KEY: Final = "demo-admin-key"
DEMO_MODEL: Final = "claude-sonnet-4-5"
DEMO_PROMPT: Final = "Write 40 words to say hello."
DEMO_ACCOUNT: Final = "social"
DEMO_PACE: Final = 60.0
"""Tokens per second: slow enough to see the answer arrive."""

READY_SECONDS: Final = 30.0
"""How long the gateway may take to serve."""

_SHOWN: Final = Console(soft_wrap=True, highlight=False)


def demo(*, once: bool = False, host: str = "127.0.0.1", port: int = 8080) -> int:
    """Try the gateway without an account: a simulated Kiro, one question, one streamed answer.

    The question is asked with the official Anthropic SDK.  Afterwards the gateway stays up for
    other clients.  The exit code is 0 when the answer was complete.

    Parameters
    ----------
    once
        End after the answer.
    host
        The address to listen on.
    port
        The port to listen on; a free one is taken when it is in use.
    """
    configure_logs("warning")
    if find_spec("anthropic") is None:
        _SHOWN.print("the demo asks with the Anthropic SDK: pip install 'kiro-py\\[demo]'")
        return INCOMPLETE
    return uvloop.run(_demonstrate(_free(host, port), once=once))


async def _demonstrate(listening: socket, *, once: bool) -> int:
    host, port = listening.getsockname()[:2]
    url = f"http://{host}:{port}"
    async with Simulator(pace=DEMO_PACE) as kiro, _serving(kiro, listening) as serving:
        _SHOWN.print(f"[dim]a simulated Kiro is at {kiro.url}, the gateway at {url}[/dim]\n")
        is_complete = await _ask(url)
        if not once:
            _SHOWN.print(_hints(url))
            await serving.is_done_by(float("inf"))
    return COMPLETE if is_complete else INCOMPLETE


@asynccontextmanager
async def _serving(kiro: Simulator, listening: socket) -> AsyncGenerator[Pending[None]]:
    """Run the gateway on the simulator, with a sign-in that is kept in a file of its own."""
    from kiro_py.adapters.database.engine import Database, in_file  # noqa: PLC0415
    from kiro_py.compose.gateway import gateway  # noqa: PLC0415 -- not for `--version`
    from kiro_py.compose.keeping import Keeping  # noqa: PLC0415
    from kiro_py.compose.parts import Parts  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="kiro-py-demo-") as directory:
        path = Path(directory, "credentials.json")
        store = _store(kiro, path)
        planes = ("API", "MANAGEMENT", "AUTH", "OIDC")
        environ = {f"KIRO_PY_UPSTREAM_{plane}": kiro.url for plane in planes}
        environ |= {"KIRO_PY_API_KEY": DEMO_KEY, "KIRO_PY_ADMIN_API_KEY": DEMO_ADMIN_KEY}
        config = Path(directory, "config.json")
        database = Database(in_file(Path(directory, "kiro-py.db")))
        await database.prepare()
        parts = Parts(
            store=store,
            memory=StandingsFile(path),
            keeping=Keeping(store, ConfigFile(config), environ),
            database=database,
        )
        door = gateway(load(config, environ).settings, parts)
        ready = asyncio.Event()
        server = Server(door, ready.set, door.stop, closing=door.closing)
        async with Pending(server.serve([listening])) as serving:
            async with asyncio.timeout(READY_SECONDS):
                await ready.wait()
            try:
                yield serving
            finally:
                server.should_exit = True
                await serving.is_done_by(asyncio.get_running_loop().time() + READY_SECONDS)


def _store(kiro: Simulator, path: Path) -> CredentialsFile:
    """Return a store whose only sign-in must be renewed before its first use."""
    path.write_text(json.dumps(kiro.accounts.credential(DEMO_ACCOUNT, is_fresh=False)))
    loaded = load_credentials(path, {})
    return CredentialsFile(path, read=loaded.read, roster=loaded.roster)


async def _ask(url: str) -> bool:
    """Ask one question, show the answer as it arrives, and tell whether it was complete."""
    from anthropic import AsyncAnthropic  # noqa: PLC0415 -- the SDK is an extra, for this only

    _SHOWN.print(f"[bold]you[/bold]     {DEMO_PROMPT}")
    _SHOWN.print("[bold]claude[/bold]  ", end="")
    async with (
        AsyncAnthropic(base_url=url, api_key=DEMO_KEY) as client,
        client.messages.stream(
            model=DEMO_MODEL,
            max_tokens=1024,
            messages=[{"role": "user", "content": DEMO_PROMPT}],
        ) as stream,
    ):
        async for text in stream.text_stream:
            _SHOWN.print(escape(text), end="")
        message = await stream.get_final_message()
    usage = message.usage
    _SHOWN.print(
        f"\n\n[dim]{message.stop_reason}: "
        f"{usage.input_tokens} tokens in, {usage.output_tokens} out[/dim]"
    )
    return message.stop_reason == "end_turn" and bool(message.content)


def _hints(url: str) -> str:
    return (
        "\nThe gateway stays up. Point Claude Code at it:\n\n"
        f"  ANTHROPIC_BASE_URL={url} ANTHROPIC_API_KEY={DEMO_KEY} claude\n\n"
        "and ask it, for example, to `read README.md and run wc -l README.md`.\n\n"
        f"The admin page is {url}/admin, and its key is {DEMO_ADMIN_KEY}.\n"
        "[dim]ctrl-c ends it[/dim]"
    )


def _free(host: str, port: int) -> socket:
    try:
        return listen(host, port)
    except ConfigInvalid:
        return listen(host, 0)
