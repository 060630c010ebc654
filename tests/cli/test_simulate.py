"""`kiro-py simulate`: what it says, what it serves, how it ends."""

import asyncio
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import msgspec
import pytest

from kiro_py.cli.simulate import simulate

PATIENCE_SECONDS = 30


@asynccontextmanager
async def running(*options: str) -> AsyncGenerator[tuple[Process, str]]:
    """Run the command; yield the process and the URL it has told."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kiro_py", "simulate", "--port", "0", *options), stderr=PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            url = re.search(r"http://\S+", await next_line(process))
        assert url is not None
        yield process, url[0]
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def next_line(process: Process) -> str:
    assert process.stderr is not None
    return (await process.stderr.readline()).decode()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_serves_until_it_is_told_to_stop(number: signal.Signals):
    """It tells its address, answers, and ends with 0."""
    async with running() as (process, url), aiohttp.ClientSession() as client:
        async with client.get(f"{url}/_simulator/credentials") as answer:
            credentials = await answer.json()
        process.send_signal(number)
        async with asyncio.timeout(PATIENCE_SECONDS):
            status = await process.wait()

    assert (5, 0) == (len(credentials), status)


async def test_it_tells_every_call():
    """Each call is a line of the log, with the rule that refused it."""
    async with running() as (process, url), aiohttp.ClientSession() as client:
        await next_line(process)
        async with client.post(f"{url}/generateAssistantResponse", data=b"no JSON") as answer:
            await answer.read()
        async with asyncio.timeout(PATIENCE_SECONDS):
            line = msgspec.json.decode(await next_line(process))

    assert ("call", "GenerateAssistantResponse", 400, "body-not-json", "complete") == tuple(
        line[name] for name in ("event", "operation", "status", "rule", "ending")
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param({"pace": 0.0}, "--pace 0.0: expected more than 0", id="pace"),
        pytest.param(
            {"streams": Path("none")}, "--streams none: expected a directory", id="streams"
        ),
        pytest.param(
            {"tolerate": ("everything",)},
            "--tolerate everything: expected one of bytes-not-base64,",
            id="tolerate",
        ),
    ],
)
def test_wrong_options_are_told(
    capsys: pytest.CaptureFixture[str], options: dict[str, object], expected: str
):
    """An option that cannot be used ends it with 1 and a sentence."""
    status = simulate(**options)  # pyright: ignore[reportArgumentType] -- one option at a time

    assert (1, True) == (status, expected in capsys.readouterr().err)


def test_a_port_in_use_is_told(capsys: pytest.CaptureFixture[str]):
    """A port that somebody else has ends it with 1 and a sentence."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status = simulate(port=port)

    assert (1, True) == (status, f"127.0.0.1:{port}" in capsys.readouterr().err)


async def test_other_machines_are_warned_of():
    """An address that others can reach is served with a warning."""
    async with running("--host", "0.0.0.0") as (process, _):
        await next_line(process)
        async with asyncio.timeout(PATIENCE_SECONDS):
            warning = await next_line(process)

    assert "0.0.0.0 is reachable from other machines" in warning
