"""Asking a gateway whether it is well, for next to nothing."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from house import Roster, api_key, running_gateway
from kiro_py.cli.pulse import Pulse, feel


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.mark.parametrize(
    ("store", "ready", "is_well"),
    [
        (api_key(), False, True),
        (api_key(), True, True),
        (Roster(), False, True),
        (Roster(), True, False),
    ],
    ids=["alive", "ready", "alive with nobody to ask", "not ready"],
)
async def test_a_gateway_is_asked_where_its_settings_say(
    tmp_path: Path, store: Roster, *, ready: bool, is_well: bool
):
    """An address for every interface is asked on this machine, and no key is needed."""
    async with running_gateway("http://127.0.0.1:1", store) as url:
        config = tmp_path / "config.json"
        config.write_text(json.dumps({"host": "0.0.0.0", "port": urlsplit(url).port}))
        told = await asyncio.to_thread(feel, config, {"KIRO_PY_API_KEY": " "}, ready=ready)
    assert (is_well, True) == (told.is_well, "status" in told.words)


def test_nobody_there_is_not_well(tmp_path: Path):
    """It is said where nobody answers."""
    port = free_port()
    told = feel(tmp_path / "none.json", {"KIRO_PY_PORT": str(port)})
    words = f"127.0.0.1:{port}: no answer: [Errno 111] Connection refused"
    assert Pulse(is_well=False, words=words) == told


def test_settings_that_cannot_be_read_are_told(tmp_path: Path):
    """An address that is wrong is nobody's."""
    told = feel(tmp_path / "none.json", {"KIRO_PY_PORT": "many"})
    assert (False, True) == (told.is_well, "KIRO_PY_PORT" in told.words)


@pytest.mark.parametrize(
    "written",
    [
        '{{"port": {port}, "pauseAtPercent": "many"}}',
        '{{"port": {port}, "proxyUsername": "x"}}',
        "{{",
    ],
    ids=["a wrong value", "what makes no sense", "cut off"],
)
async def test_a_gateway_is_well_whatever_is_written_meanwhile(tmp_path: Path, written: str):
    """It goes on with the settings that it has, and whoever restarted it would end that."""
    async with running_gateway("http://127.0.0.1:1") as url:
        port, config = urlsplit(url).port, tmp_path / "config.json"
        config.write_text(written.format(port=port))
        environ = {"KIRO_PY_PORT": str(port)} if written == "{{" else {}
        told = await asyncio.to_thread(feel, config, environ)
    assert (True, True) == (told.is_well, str(config) in told.words)


async def test_a_container_asks_without_the_command_line(tmp_path: Path):
    """The module is a program of its own, with the same exit codes."""
    async with running_gateway("http://127.0.0.1:1") as url:
        codes = [
            await asyncio.to_thread(program, tmp_path, port)
            for port in (urlsplit(url).port, free_port())
        ]
    assert [0, 1] == codes


def program(folder: Path, port: int | None) -> int:
    return subprocess.run(
        [sys.executable, "-m", "kiro_py.cli.pulse"],
        cwd=folder,
        env={"PATH": os.defpath, "KIRO_PY_PORT": str(port)},
        capture_output=True,
        timeout=60,
        check=False,
    ).returncode


@pytest.mark.parametrize("module", ["aiohttp", "cyclopts", "rich", "litestar"])
def test_next_to_nothing_is_loaded(module: str):
    """It is asked for twice a minute, on machines that have other things to do."""
    code = f"import sys, kiro_py.cli.pulse; sys.exit({module!r} in sys.modules)"
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode
