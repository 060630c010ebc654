"""The command that asks a gateway whether it is well."""

import asyncio
import json
import socket
from pathlib import Path

import pytest

from house import running_gateway
from kiro_py.cli.app import app


def settings(folder: Path, port: int) -> str:
    path = folder / "config.json"
    path.write_text(json.dumps({"port": port}))
    return str(path)


async def test_a_gateway_that_is_well_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The exit code is 0, and its words are the result."""
    async with running_gateway("http://127.0.0.1:1") as url:
        words = ["health", "-c", settings(tmp_path, int(url.rpartition(":")[2]))]
        capsys.readouterr()
        code = await asyncio.to_thread(app, words)
        said = capsys.readouterr()
    assert (0, '{"status":"ok"}') == (code, said.out.strip())


def test_nobody_there_is_not_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The exit code is 1, and it is said beside the result."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code = app(["health", "--ready", "-c", settings(tmp_path, port)])
    said = capsys.readouterr()
    assert (1, "", True) == (code, said.out, "no answer" in said.err)
