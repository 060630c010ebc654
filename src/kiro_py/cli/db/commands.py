"""The commands of the group `db`."""

from typing import Final

from cyclopts import App

from kiro_py.cli.db.resealing import reseal
from kiro_py.cli.db.status import status
from kiro_py.cli.db.upgrading import upgrade

db: Final = App(name="db", help="Look after the gateway's database.")
db.command(status)
db.command(upgrade)
db.command(reseal)
