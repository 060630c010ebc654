"""The commands."""

import subprocess
import sys

import pytest

from kiro_py import __version__
from kiro_py.cli.app import app


def test_the_version_is_the_package_s(capsys: pytest.CaptureFixture[str]):
    """`--version` prints it."""
    app(["--version"])

    assert __version__ == capsys.readouterr().out.strip()


@pytest.mark.parametrize("module", ["sqlalchemy", "litestar"])
def test_nothing_is_loaded_for_another_command(module: str):
    """The house is built by those who serve; the rest need not wait for what it is built of."""
    code = f"import sys, kiro_py.cli.app; sys.exit({module!r} in sys.modules)"
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


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
