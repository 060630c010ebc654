"""The commands of the group `keys`."""

from typing import Final

from cyclopts import App

from kiro_py.cli.keys.changing import disable, edit, enable, remove
from kiro_py.cli.keys.listing import list_all
from kiro_py.cli.keys.making import add, rotate

keys: Final = App(name="keys", help="Give out keys to clients, and take them back.")
keys.command(list_all, name="list")
keys.command(add)
keys.command(edit)
keys.command(rotate)
keys.command(enable)
keys.command(disable)
keys.command(remove)
