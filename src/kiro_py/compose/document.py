"""The document of the admin API, made of the routes that a real house serves.

`python -m kiro_py.compose.document docs/reference/admin-openapi.json` brings it up to date, and
the table in `admin-api.md` beside it.
"""

import sys
import tempfile
from pathlib import Path
from typing import Final

from kiro_py.adapters.config_file import ConfigFile
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.adapters.web_fetch import WebFetch
from kiro_py.admin.door import Routes
from kiro_py.admin.openapi import document, table
from kiro_py.compose.house import House
from kiro_py.compose.keeping import Keeping, keeper_s_side, wheel_of
from kiro_py.compose.parts import Parts
from kiro_py.config.credentials import load_credentials
from kiro_py.config.load import load
from kiro_py.config.reference import with_table

PAGE: Final = "admin-api.md"

_KEYS: Final = {"KIRO_PY_API_KEY": "key", "KIRO_PY_ADMIN_API_KEY": "admin-key"}


def every_route(folder: Path) -> Routes:
    """Return all routes of the keeper's door, of a house in an empty folder that never opens."""
    settings = load(folder / "config.json", _KEYS).settings
    path = folder / "credentials.json"
    loaded = load_credentials(path, {})
    store = CredentialsFile(path, read=loaded.read, roster=loaded.roster)
    web = WebFetch(settings.tls_backend)
    database = Database(in_file(folder / "kiro-py.db"))
    parts = Parts(store=store, memory=StandingsFile(path), web=web, database=database)
    house = House(settings, parts)
    keeping, insides = Keeping(store, ConfigFile(folder / "config.json")), house.insides
    side = keeper_s_side(settings, keeping, insides, wheel_of(keeping, insides))
    return side.routes if side is not None else ()


def write(path: Path) -> None:
    """Write the document to `path`, and its routes into the reference beside it."""
    with tempfile.TemporaryDirectory(prefix="kiro-py-") as folder:
        written = document(every_route(Path(folder)))
    path.write_bytes(written)
    page = path.with_name(PAGE)
    page.write_text(with_table(page.read_text("utf-8"), table(written)), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
