"""The commands."""

import subprocess
import sys

import pytest

from kiro_py import __version__
from kiro_py.cli.app import COMMANDS, app


def test_the_version_is_the_package_s(capsys: pytest.CaptureFixture[str]):
    """`--version` prints it."""
    app(["--version"])

    assert __version__ == capsys.readouterr().out.strip()


def test_nothing_is_loaded_for_another_command():
    """The house is built by those who serve; the rest need not wait for what it is built of."""
    code = "import sys, kiro_py.cli.app; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(told.stdout.split())
    assert set() == loaded & {"sqlalchemy", "litestar", "aiohttp", "kiro_py.simulator.server"}


@pytest.mark.parametrize("place", COMMANDS)
def test_the_list_says_what_a_command_says_of_itself(place: str):
    """It is told before the command is loaded, in the words of the command's own first line."""
    command = app[place.rpartition(":")[2]]
    assert command.help is not None
    assert command.help.strip().splitlines()[0] == COMMANDS[place]


@pytest.mark.parametrize(
    "command",
    [
        *("serve", "demo", "simulate", "decode", "credentials", "login", "setup", "doctor"),
        *("health", "space"),
    ],
)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]):
    """Each has a help page that names it."""
    app([command, "--help"])

    assert f"kiro-py {command}" in capsys.readouterr().out
