"""What replicas share, opened for one process: each has a name of its own."""

import os
import socket
from collections.abc import Mapping
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Final

from kiro_py.config.credentials import LoadedCredentials, environment_credential, read_roster
from kiro_py.config.secret_key import secret_keys
from kiro_py.config.settings import Settings
from kiro_py.pool.roster import Roster

if TYPE_CHECKING:
    from kiro_py.adapters.sealing import Sealer

SOURCE: Final = "the database"
"""What problems of entries name in the place of a file."""

LONGEST_NAME: Final = 40
"""How much of a machine's name is part of a process's: columns have room for 64 in all."""


def process_name() -> str:
    """Return a name that no other process has or has ever had."""
    return f"{socket.gethostname()[:LONGEST_NAME]}-{os.getpid()}-{token_hex(4)}"


def sealer_of(settings: Settings) -> "Sealer":
    """Return who seals credentials.  Raises `ConfigInvalid` when there is no fit key."""
    from kiro_py.adapters.sealing import Sealer  # noqa: PLC0415 -- not for every command

    keys = secret_keys(settings)
    return Sealer(keys.key, keys.previous)


def reading_of(settings: Settings, environ: Mapping[str, str]) -> LoadedCredentials:
    """Return how entries of credentials are read, and who comes from the environment."""
    read = partial(
        read_roster,
        source=SOURCE,
        derives_machine_ids=settings.machine_id is None,
        providers=settings.address_book.providers,
    )
    guest = environment_credential(environ, ())
    return LoadedCredentials(Roster(document=[]), read, () if guest is None else (guest,))
