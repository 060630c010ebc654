"""Where Kiro's own programs keep their sign-ins, on every system."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PRODUCTS: Final = ("kiro-cli", "amazon-q")
"""The command line's directories: today's, and the one it had under its former name."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What decides about places; `system` is as `sys.platform` has it."""

    home: Path
    environ: Mapping[str, str]
    system: str


def token_file(machine: Machine) -> Path:
    """Return Kiro's token file, which is in the same place everywhere."""
    return machine.home / ".aws" / "sso" / "cache" / "kiro-auth-token.json"


def profile_file(machine: Machine) -> Path:
    """Return the file that names the profile chosen in Kiro."""
    return _settings(machine) / "Kiro" / "User/globalStorage/kiro.kiroagent/profile.json"


def databases(machine: Machine) -> Sequence[Path]:
    """Return where the command line may keep its database, the likeliest first."""
    return tuple(root / product / "data.sqlite3" for product in PRODUCTS for root in _data(machine))


def _settings(machine: Machine) -> Path:
    match machine.system:
        case "darwin":
            return machine.home / "Library" / "Application Support"
        case "win32":
            return _named(machine, "APPDATA", "AppData/Roaming")
        case _:
            return _named(machine, "XDG_CONFIG_HOME", ".config")


def _data(machine: Machine) -> tuple[Path, ...]:
    match machine.system:
        case "darwin":
            return (_settings(machine),)
        case "win32":
            return (_named(machine, "LOCALAPPDATA", "AppData/Local"), _settings(machine))
        case _:
            return (_named(machine, "XDG_DATA_HOME", ".local/share"),)


def _named(machine: Machine, variable: str, otherwise: str) -> Path:
    named = machine.environ.get(variable, "")
    return Path(named) if named else machine.home / otherwise
