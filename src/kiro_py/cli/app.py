"""The commands and their options; what a command needs is loaded when it is called."""

import sys
from typing import Final

from cyclopts import App

from kiro_py import __version__
from kiro_py.cli.serve import serve

app = App(
    name="kiro-py",
    help="The Anthropic Messages API on top of your own Kiro subscription.",
    version=__version__,
    result_action="return_value",
)

COMMANDS: Final = {
    "demo:demo": (
        "Try the gateway without an account: a simulated Kiro, one question, one streamed answer."
    ),
    "simulate:simulate": (
        "Be Kiro on one port: strict, scripted, with faults on demand.  No account is needed."
    ),
    "decode:decode": "Print the frames of the event stream in FILE.",
    "credentials.commands:credentials": "Show and change the credentials.",
    "keys.commands:keys": "Give out keys to clients, and take them back.",
    "db.commands:db": "Look after the gateway's database.",
    "login.commands:login": "Sign in to Kiro.",
    "setup.command:setup": (
        "Show what a client needs to use this gateway, or write it into the client's settings."
    ),
    "doctor.command:doctor": "Say what is wrong with a set-up, and how to mend it.",
    "health:health": "Ask the gateway at `host` and `port` of the settings whether it is well.",
    "space:space": "Serve on a Hugging Face Space, configured by the environment alone.",
}
"""Where each command is in this room, and how the list of all tells of it."""

app.command(serve)
app.default(serve)
for place, told in COMMANDS.items():
    app.command(f"kiro_py.cli.{place}", help=told)


def main() -> None:
    """Run the command line; the exit code is what the command returns."""
    sys.exit(app(sys.argv[1:]))
