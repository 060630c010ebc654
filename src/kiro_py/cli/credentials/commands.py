"""The commands of the group `credentials`."""

from typing import Final

from cyclopts import App

from kiro_py.cli.credentials.adding import add
from kiro_py.cli.credentials.changing import disable, enable, remove
from kiro_py.cli.credentials.exporting import export
from kiro_py.cli.credentials.importing import import_all
from kiro_py.cli.credentials.listing import list_all, show
from kiro_py.cli.credentials.refreshing import refresh
from kiro_py.cli.credentials.resetting import reset
from kiro_py.cli.credentials.usage import usage

credentials: Final = App(name="credentials", help="Show and change the credentials.")
credentials.command(list_all, name="list")
credentials.command(show)
credentials.command(add)
credentials.command(remove)
credentials.command(enable)
credentials.command(disable)
credentials.command(refresh)
credentials.command(usage)
credentials.command(reset)
credentials.command(import_all, name="import")
credentials.command(export)
