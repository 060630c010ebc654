"""What the commands have in common: a new credential's members, and where it is done."""

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, TextIO

from cyclopts import Parameter

from kiro_py.cli.credentials.adding import Terminal
from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.wire.json import JsonObject

Anew = Annotated[int | None, Parameter(name="--credential")]
"""The option of a credential that signs in anew."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class New:
    """What a new credential has besides its sign-in."""

    priority: int | None = None
    """Lower comes first; only for a new credential."""
    email: str | None = None
    """Whose it is; only for a new credential."""
    group: Annotated[tuple[str, ...], Parameter(negative="")] = ()
    """A group that it belongs to; may be given several times; only for a new credential."""
    proxy: str | None = None
    """Its own proxy, or `direct` for none, for the sign-in too; only for a new credential."""
    proxy_username: str | None = None
    """The user name for its proxy."""
    proxy_password: Annotated[Literal["-"] | None, Parameter(allow_leading_hyphen=True)] = None
    """The password for its proxy: - takes it from standard input."""

    def members(self, stdin: TextIO) -> JsonObject:
        """Return what is given, under the names of the file; raises `ConfigInvalid`."""
        is_asked = self.proxy_password is not None
        password = ask_secret("proxyPassword: ", stdin) if is_asked else None
        found: dict[str, Any] = {
            "priority": self.priority,
            "email": self.email,
            "groups": list(self.group) or None,
            "proxyUrl": self.proxy,
            "proxyUsername": self.proxy_username,
            "proxyPassword": password,
        }
        return {name: value for name, value in found.items() if value is not None}


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Place:
    """Where it is done."""

    config: ConfigPath = CONFIG
    """The settings: hosts and proxies; the file need not be there."""
    credentials: CredentialsPath = CREDENTIALS
    """The file to put it into; it is made when there is none."""
    opens: Annotated[bool, Parameter(name="--open")] = True
    """Open the page in a browser, where there is one; --no-open leaves that to you."""


NOTHING: Final = New()
HERE: Final = Place()


def ask_secret(question: str, stdin: TextIO) -> str:
    """Return a secret that nobody sees; raises `ConfigInvalid` when none comes."""
    terminal = Terminal(stdin)
    answer = terminal.ask_secret(question) if stdin.isatty() else terminal.ask("")
    return answer.strip()
