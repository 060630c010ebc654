"""The commands and their options."""

import sys

from cyclopts import App

from kiro_py import __version__
from kiro_py.cli.credentials.commands import credentials
from kiro_py.cli.db.commands import db
from kiro_py.cli.decode import decode
from kiro_py.cli.demo import demo
from kiro_py.cli.doctor.command import doctor
from kiro_py.cli.health import health
from kiro_py.cli.keys.commands import keys
from kiro_py.cli.login.commands import login
from kiro_py.cli.serve import serve
from kiro_py.cli.setup.command import setup
from kiro_py.cli.simulate import simulate
from kiro_py.cli.space import space

app = App(
    name="kiro-py",
    help="The Anthropic Messages API on top of your own Kiro subscription.",
    version=__version__,
    result_action="return_value",
)
app.command(serve)
app.command(demo)
app.command(simulate)
app.command(decode)
app.command(credentials)
app.command(keys)
app.command(db)
app.command(login)
app.command(setup)
app.command(doctor)
app.command(health)
app.command(space)
app.default(serve)


def main() -> None:
    """Run the command line; the exit code is what the command returns."""
    sys.exit(app(sys.argv[1:]))
