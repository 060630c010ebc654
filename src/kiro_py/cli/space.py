"""I serve on a Hugging Face Space, where the environment is all there is to configure with."""

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.durable_file import create_durably
from kiro_py.adapters.kept_file import beside
from kiro_py.cli.credentials.words import complain, remark
from kiro_py.config.credentials import load_credentials
from kiro_py.config.document import read_file
from kiro_py.config.load import ENVIRONMENT, load
from kiro_py.config.origin import Origin, Origins, Plan, planned, read_origins
from kiro_py.config.settings import Settings
from kiro_py.config.space import Space, in_short_words, read_space
from kiro_py.errors import ConfigInvalid, ConfigRefused, StoreUnwritable

REFUSED: Final = 1

STORAGE: Final = Path("/data")
"""Where a Space has what outlives it, if its owner has taken persistent storage."""

CONFIG: Final = "config.json"
CREDENTIALS: Final = "credentials.json"

ORIGIN_SUFFIX: Final = ".origin.json"
"""What the file is called, after the credentials file's name without `.json`."""


def space(*, data: Path | None = None) -> int:
    """Serve on a Hugging Face Space, configured by the environment alone.

    The sign-ins of the environment become a credentials file, in which rotated tokens are kept.
    The exit code is 0 after a request to stop, 1 when the environment cannot be served with.

    Parameters
    ----------
    data
        Where to keep files; by default /data if that can be written, else the working directory.
    """
    environ = os.environ  # noqa: TID251 -- handed to config, which reads it
    folder = data or storage(STORAGE)
    try:
        told = read_space(environ)
        for warning in told.warnings:
            remark(warning)
        make_config(folder)
        _check(load(folder / CONFIG, told.environ).settings)
        for warning in furnish(folder / CREDENTIALS, told):
            remark(warning)
    except ConfigRefused as refused:
        for problem in refused.problems:
            complain(in_short_words(problem, environ))
        return REFUSED
    except (ConfigInvalid, StoreUnwritable) as refused:
        complain(refused)
        return REFUSED
    # What serves need not know the sign-ins that it was furnished with.
    return os.execve(sys.executable, command(folder), dict(told.environ))  # noqa: S606 -- ourselves


def storage(persistent: Path) -> Path:
    """Return where files are kept."""
    can_write = persistent.is_dir() and os.access(persistent, os.W_OK | os.X_OK)
    return persistent if can_write else Path()


def make_config(folder: Path) -> None:
    """Make settings that say nothing, where there are none, so that the page can change some.

    Raises `StoreUnwritable`.
    """
    path = folder / CONFIG
    if not path.exists():
        _create(path, b"{}\n")


def furnish(path: Path, told: Space) -> Sequence[str]:
    """Bring the sign-ins of the environment into the credentials file at `path`; return warnings.

    Raises `ConfigInvalid`, `ConfigRefused` and `StoreUnwritable`.
    """
    kept_at = beside(path, ORIGIN_SUFFIX)
    loaded = load_credentials(path, {}, derives_machine_ids=False)
    # Without the credentials it does not matter what they were made from: all begins anew.
    data = read_file(kept_at) if path.exists() else None
    origins = read_origins(str(kept_at), data)
    plan = planned(told.sign_ins, origins, loaded.roster)
    file = CredentialsFile(path, read=loaded.read, roster=loaded.roster)
    made = (*plan.kept, *asyncio.run(_carry_out(plan, file)))
    if made != origins.made:
        _create(kept_at, msgspec.json.encode(Origins(made)))
    return [
        f"{path}: credential {number} of the environment was taken out of it, and stays out"
        for number in plan.missed
    ]


async def _carry_out(plan: Plan, file: CredentialsFile) -> Sequence[Origin]:
    """Change the file, and return the origins of what is new in it."""
    ids = await file.add([members for members, _ in plan.new]) if plan.new else []
    if plan.changed:
        await file.edit_all(plan.changed)
    if plan.gone:
        await file.remove(*plan.gone)
    return [
        msgspec.structs.replace(origin, id=number)
        for number, (_, origin) in zip(ids, plan.new, strict=True)
    ]


def command(folder: Path) -> list[str]:
    """Return what serves with the files in `folder`."""
    files = ("--config", str(folder / CONFIG), "--credentials", str(folder / CREDENTIALS))
    return [sys.executable, "-m", "kiro_py", "serve", *files]


def _check(settings: Settings) -> None:
    url = settings.database_url
    if url is not None and url.reveal().startswith("postgres"):
        told = "a Space keeps its sign-ins in a file: leave it out, or use `kiro-py serve`"
        raise ConfigInvalid(ENVIRONMENT, "KIRO_PY_DATABASE_URL", told)


def _create(path: Path, data: bytes) -> None:
    try:
        create_durably(path, data)
    except OSError as error:
        raise StoreUnwritable(str(path), why=error.strerror or str(error)) from error
