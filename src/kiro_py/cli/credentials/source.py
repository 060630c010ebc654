"""What an import reads: a file, standard input, or the sign-in of one of Kiro's own programs."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import hexdigits
from typing import Final, cast

from kiro_py.cli.credentials.places import Machine, databases, profile_file, token_file
from kiro_py.cli.credentials.vault import read_vault
from kiro_py.config.document import parse, read_file
from kiro_py.config.foreign.detect import SQLITE_MAGIC, read_foreign
from kiro_py.config.foreign.documents import Beside
from kiro_py.config.foreign.found import Found
from kiro_py.config.foreign.kiro_cli import read_store
from kiro_py.errors import ConfigInvalid


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows came from; `is_shared` when a program of Kiro's goes on using them."""

    name: str
    rows: tuple[Found, ...]
    is_shared: bool = False


def read_source(where: str, machine: Machine) -> Source:
    """Return the sign-ins that `where` means: `kiro`, `kiro-cli`, `-` or a path.

    Raises `ConfigInvalid` when there is nothing to read.
    """
    match where:
        case "kiro":
            return _from_file(token_file(machine), machine)
        case "kiro-cli":
            places = databases(machine)
            return _from_file(next((path for path in places if path.exists()), places[0]), machine)
        case "-":
            return Source("standard input", read_foreign(sys.stdin.buffer.read(), "stdin"))
        case _:
            return _from_file(Path(where), machine)


def _from_file(path: Path, machine: Machine) -> Source:
    data = read_file(path)
    if data is None:
        raise ConfigInvalid(str(path), "", "there is no such file")
    if data.startswith(SQLITE_MAGIC):
        vault = read_vault(path)
        rows = read_store(vault.secrets, vault.states)
        return Source(str(path), rows or (_NOBODY,), is_shared=True)
    beside = Beside(lambda name: _client(path.parent, name), _profile(machine))
    is_kiros = path.name == token_file(machine).name
    return Source(str(path), read_foreign(data, str(path), beside), is_shared=is_kiros)


_NOBODY: Final = Found("the database", problems=("nobody is signed in with it",))


def _client(directory: Path, name: str) -> Mapping[str, object] | None:
    """Return the client that lies under a hash; anything but a hash might leave the directory."""
    return _object(directory / f"{name}.json") if set(name) <= set(hexdigits) else None


def _profile(machine: Machine) -> str | None:
    arn = (_object(profile_file(machine)) or {}).get("arn")
    return arn if isinstance(arn, str) else None


def _object(path: Path) -> Mapping[str, object] | None:
    """Return the object in a file that may be missing or spoilt."""
    try:
        data = read_file(path)
        found = None if data is None else parse(data, str(path))
    except ConfigInvalid:
        return None
    return cast("Mapping[str, object]", found) if isinstance(found, dict) else None
