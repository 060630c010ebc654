"""The commands of the group `credentials`; each is loaded when it is called."""

from typing import Final

from cyclopts import App

credentials: Final = App(name="credentials", help="Show and change the credentials.")
credentials.command("kiro_py.cli.credentials.listing:list_all", name="list")
credentials.command("kiro_py.cli.credentials.listing:show")
credentials.command("kiro_py.cli.credentials.adding:add")
credentials.command("kiro_py.cli.credentials.changing:remove")
credentials.command("kiro_py.cli.credentials.changing:enable")
credentials.command("kiro_py.cli.credentials.changing:disable")
credentials.command("kiro_py.cli.credentials.refreshing:refresh")
credentials.command("kiro_py.cli.credentials.usage:usage")
credentials.command("kiro_py.cli.credentials.resetting:reset")
credentials.command("kiro_py.cli.credentials.importing:import_all", name="import")
credentials.command("kiro_py.cli.credentials.exporting:export")
