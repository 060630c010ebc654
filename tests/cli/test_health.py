"""Asking a gateway whether it is well."""

import asyncio
import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from house import Roster, api_key, running_gateway
from kiro_py.cli.health import health


@pytest.mark.parametrize(
    ("store", "ready", "code"),
    [(api_key(), False, 0), (api_key(), True, 0), (Roster(), False, 0), (Roster(), True, 1)],
    ids=["alive", "ready", "alive with nobody to ask", "not ready"],
)
async def test_a_gateway_is_asked_where_its_settings_say(
    tmp_path: Path, store: Roster, *, ready: bool, code: int
):
    """The exit code is 0 for one that is well, and the key of the settings is not needed."""
    async with running_gateway("http://127.0.0.1:1", store) as url:
        config = tmp_path / "config.json"
        config.write_text(json.dumps({"host": "0.0.0.0", "port": urlsplit(url).port}))
        assert code == await asyncio.to_thread(health, config, ready=ready)


def test_nobody_there_is_not_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """It is said where nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"port": port}))
    assert 1 == health(config)
    assert f"127.0.0.1:{port}: no answer" in capsys.readouterr().err


def test_settings_that_cannot_be_read_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """An address that is wrong is nobody's."""
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"port": "many"}))
    assert 1 == health(config)
    assert "port" in capsys.readouterr().err
