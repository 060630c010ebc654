"""Where Kiro's own programs keep their sign-ins."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from kiro_py.cli.credentials.places import Machine, databases, profile_file, token_file

HOME = Path("ada")
DATABASE = "data.sqlite3"
SETTINGS = "Kiro/User/globalStorage/kiro.kiroagent/profile.json"


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_the_token_file_is_in_one_place(system: str):
    """Every system has it below the home directory."""
    place = token_file(Machine(HOME, {}, system))
    assert HOME / ".aws/sso/cache/kiro-auth-token.json" == place


@pytest.mark.parametrize(
    ("system", "environ", "profile", "database"),
    [
        ("linux", {}, HOME / ".config", HOME / ".local/share"),
        ("linux", {"XDG_CONFIG_HOME": "c", "XDG_DATA_HOME": "d"}, Path("c"), Path("d")),
        ("linux", {"XDG_CONFIG_HOME": ""}, HOME / ".config", HOME / ".local/share"),
        (
            "darwin",
            {},
            HOME / "Library/Application Support",
            HOME / "Library/Application Support",
        ),
        ("win32", {}, HOME / "AppData/Roaming", HOME / "AppData/Local"),
        ("win32", {"APPDATA": "r", "LOCALAPPDATA": "l"}, Path("r"), Path("l")),
    ],
    ids=["linux", "xdg", "blank xdg", "mac", "windows", "windows elsewhere"],
)
def test_each_system_has_its_directories(
    system: str, environ: Mapping[str, str], profile: Path, database: Path
):
    """The environment decides where it says something; today's name comes first."""
    machine = Machine(HOME, environ, system)
    assert profile / SETTINGS == profile_file(machine)
    assert database / "kiro-cli" / DATABASE == databases(machine)[0]
    assert database / "amazon-q" / DATABASE in databases(machine)


def test_windows_has_two_places_for_each_name():
    """Both names are looked for in both, and today's first."""
    names = [path.parent.name for path in databases(Machine(HOME, {}, "win32"))]
    assert ["kiro-cli", "kiro-cli", "amazon-q", "amazon-q"] == names
