"""The credentials file, opened for a look or for a change."""

import os
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.config.credentials import LoadedCredentials, load_credentials
from kiro_py.config.load import load
from kiro_py.errors import ConfigRefused
from kiro_py.kiro.provider import PROVIDERS

CredentialsPath = Annotated[Path, Parameter(name="--credentials")]
"""The option that every command has."""

ConfigPath = Annotated[Path, Parameter(name=["--config", "-c"])]
"""The option of commands for which the settings matter."""

CREDENTIALS: Final = Path("credentials.json")
CONFIG: Final = Path("config.json")


def look(path: Path, config: Path = CONFIG) -> LoadedCredentials:
    """Return what the file and the environment say; raises `ConfigInvalid` when they cannot be.

    `config` may allow further identity providers; it need not be there.
    """
    environ = os.environ  # noqa: TID251 -- handed to config, which reads it
    try:
        providers = load(config, environ).settings.address_book.providers
    except ConfigRefused:
        providers = PROVIDERS
    # A machine id is the gateway's to write: the settings may name one for all.
    return load_credentials(path, environ, derives_machine_ids=False, providers=providers)


def open_file(path: Path, config: Path = CONFIG) -> CredentialsFile:
    """Return the file as something that can be changed; see `look`."""
    loaded = look(path, config)
    return CredentialsFile(path, read=loaded.read, roster=loaded.roster, guests=loaded.guests)
