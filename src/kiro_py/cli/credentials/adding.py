"""What a person puts in by hand: `add`."""

import getpass
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import partial
from typing import Annotated, Final, Literal, TextIO, cast

from cyclopts import Parameter

from kiro_py.cli.credentials.dialogue import Person, complete
from kiro_py.cli.credentials.ground import Ground, on_ground
from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.words import DONE, UNUSABLE, AsJson, complain, print_json, say
from kiro_py.config.document import parse
from kiro_py.errors import ConfigInvalid, ConfigRefused, StoreUnwritable
from kiro_py.wire.json import JsonObject

STDIN: Final = "-"

Typed = Annotated[str | None, Parameter(allow_leading_hyphen=True)]
"""A secret, which is never an argument: `-` takes it from standard input."""

SECRETS: Final[Mapping[str, str]] = {
    "kiroApiKey": "--api-key",
    "refreshToken": "--refresh-token",
    "clientSecret": "--client-secret",
    "proxyPassword": "--proxy-password",
}
"""Their options, in the order of their lines on standard input."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Given:
    """What options say of a new credential; each is a field of the file."""

    auth_method: str | None = None
    """How it signs in: `api_key`, `social`, `idc`, `builder-id` or `external_idp`."""
    kiro_api_key: Annotated[Typed, Parameter(name="--api-key")] = None
    """An API key (`ksk_…`): - takes it from standard input."""
    refresh_token: Typed = None
    """What all but `api_key` renew themselves with: - takes it from standard input."""
    client_id: str | None = None
    """The OIDC client of `idc` and of `external_idp`."""
    client_secret: Typed = None
    """The secret of the client: - takes it from standard input."""
    token_endpoint: str | None = None
    """Where `external_idp` is renewed."""
    scopes: str | None = None
    """What `external_idp` asks for on renewal."""
    profile_arn: str | None = None
    """The profile to bill."""
    region: str | None = None
    """Where it signs in."""
    api_region: str | None = None
    """Where it asks for answers."""
    email: str | None = None
    """Whose it is."""
    priority: int | None = None
    """Lower comes first."""
    proxy_url: str | None = None
    """Its own proxy, or `direct` for none."""
    proxy_username: str | None = None
    """The user name for its proxy."""
    proxy_password: Typed = None
    """The password for its proxy: - takes it from standard input."""
    disabled: Annotated[bool, Parameter(negative="")] = False
    """Leave it out until it is enabled."""

    @property
    def members(self) -> JsonObject:
        """What is given, under the names of the file."""
        return {
            _member(one.name): value
            for one in fields(self)
            if (value := getattr(self, one.name)) is not None and value is not False
        }


NOTHING: Final = Given()


def add(
    source: Annotated[Literal["-"] | None, Parameter(allow_leading_hyphen=True)] = None,
    /,
    *,
    given: Given = NOTHING,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
    as_json: AsJson = False,
) -> int:
    """Add a credential from options, from answers at a terminal, or from JSON, and tell its number.

    Secrets are no arguments, which every program on the machine can read: each - takes the next
    line of standard input, and a terminal is asked without an echo.

    Parameters
    ----------
    source
        Give - to take one entry of the file, or a list of them, from standard input.
    given
        See `Given`.
    config
        The settings, which may allow further identity providers.
    credentials
        The file to put it into; it is made when there is none.
    as_json
        Print the numbers as JSON.
    """
    try:
        ids = on_ground(credentials, config, partial(_put, source, given))
    except (ConfigInvalid, ConfigRefused, StoreUnwritable) as refused:
        complain(refused)
        return UNUSABLE
    if as_json:
        print_json(ids)
    else:
        for number in ids:
            say(f"credential {number} is added")
    return DONE


class Terminal:
    """The person at the terminal; questions go to standard error, apart from the result."""

    def __init__(self, stdin: TextIO) -> None:
        self._stdin = stdin

    def ask(self, question: str) -> str:
        """Return an answer that may be seen."""
        sys.stderr.write(question)
        sys.stderr.flush()
        return _line(self._stdin)

    def ask_secret(self, question: str) -> str:
        """Return an answer that nobody sees."""
        try:
            return getpass.getpass(question, sys.stderr)
        except EOFError:
            raise _ended() from None


async def _put(source: Literal["-"] | None, given: Given, here: Ground) -> list[int]:
    # Nobody is asked for what could not be put anywhere.
    return await here.store.add(read_entries(source, given.members, sys.stdin))


def read_entries(source: str | None, given: JsonObject, stdin: TextIO) -> list[JsonObject]:
    """Return the new entries; at a terminal what lacks is asked for.

    Raises `ConfigInvalid` for what cannot be meant, and when `stdin` ends too early.
    """
    if source is not None:
        if beside := [option for name, option in SECRETS.items() if name in given]:
            told = "standard input cannot hold both JSON and a secret"
            raise ConfigInvalid("command line", beside[0], told)
        return [entry | given for entry in _objects(parse(stdin.buffer.read(), "standard input"))]
    person = Terminal(stdin) if stdin.isatty() else None
    if person is None and not given:
        told = "say --api-key -, or - alone for JSON: there is no terminal to ask at"
        raise ConfigInvalid("command line", "", told)
    entry = given | dict(_secrets(given, stdin, person))
    return [entry if person is None else complete(entry, person)]


def _secrets(given: JsonObject, stdin: TextIO, person: Person | None) -> Iterator[tuple[str, str]]:
    """Yield the secrets that are to be read."""
    for name, option in SECRETS.items():
        if name not in given:
            continue
        if given[name] != STDIN:
            told = "a secret is no argument, which every program can read: give - instead"
            raise ConfigInvalid("command line", option, told)
        secret = _line(stdin) if person is None else person.ask_secret(f"{name}: ")
        yield name, secret.strip()


def _line(stdin: TextIO) -> str:
    if not (line := stdin.readline()):
        raise _ended()
    return line


def _ended() -> ConfigInvalid:
    return ConfigInvalid("standard input", "", "it ended too early: nothing is added")


def _objects(document: object) -> Iterator[JsonObject]:
    listed = cast("Iterable[object]", document if isinstance(document, list) else [document])
    for index, entry in enumerate(listed):
        if not isinstance(entry, dict):
            raise ConfigInvalid("standard input", f"[{index}]", "expected an object")
        yield cast("JsonObject", entry)


def _member(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
