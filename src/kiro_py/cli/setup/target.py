"""The gateway that a client is to use: its address, and a key that opens it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from kiro_py.config.document import read_file
from kiro_py.config.kinds import LOOPBACK, TOKEN, Unfit, explain
from kiro_py.config.load import load
from kiro_py.errors import ConfigInvalid, ConfigRefused
from kiro_py.secret import Secret

STDIN: Final = "-"

_EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 -- to be replaced, not listened on

Ask = Callable[[], str]
"""Asks for a key; raises `ConfigInvalid` when none comes."""


@dataclass(frozen=True, slots=True)
class Target:
    """A gateway: `url` without a slash at its end."""

    url: str
    key: Secret

    @property
    def is_exposed(self) -> bool:
        """Whether the key would travel over a network in the clear."""
        parts = urlsplit(self.url)
        return parts.scheme == "http" and parts.hostname not in LOOPBACK


def find_target(
    config: Path, environ: Mapping[str, str], url: str | None, key_file: str | None, ask: Ask
) -> Target:
    """Return the gateway of the settings, or what `url` and `key_file` say instead of them.

    With `-` for a file the key is asked for.  Raises `ConfigInvalid` and `ConfigRefused`.
    """
    key = None if key_file is None else _key(key_file, ask)
    if url is not None and key is not None:
        return Target(_address(url), key)
    try:
        settings = load(config, environ).settings
    except ConfigRefused as refused:
        told = "say --url and --key-file, or name the gateway's settings with -c"
        raise ConfigRefused([*refused.problems, ConfigInvalid("setup", "", told)]) from None
    where = _address(url) if url is not None else _local(settings.host, settings.port)
    return Target(where, key or settings.api_key)


def _local(host: str, port: int) -> str:
    """Return how this machine reaches a gateway that listens there."""
    name = "127.0.0.1" if host in _EVERYWHERE else host
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def _address(url: str) -> str:
    """Return the base of an address: clients add `/v1` themselves."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ConfigInvalid("command line", "--url", "this is no URL") from None
    has_more = parts.query or parts.fragment or parts.username or parts.password
    if parts.scheme not in {"http", "https"} or not parts.hostname or has_more:
        raise ConfigInvalid("command line", "--url", "write http://host:port, or https://host")
    return url.rstrip("/").removesuffix("/v1")


def _key(where: str, ask: Ask) -> Secret:
    text = ask() if where == STDIN else _read(Path(where))
    try:
        return TOKEN.read(text)
    except Unfit as unfit:
        problem = explain(TOKEN, text, str(unfit))
        raise ConfigInvalid("command line", "--key-file", problem) from None


def _read(path: Path) -> str:
    data = read_file(path)
    if data is None:
        raise ConfigInvalid(str(path), "", "there is no such file")
    return data.decode("utf-8", "replace")
