"""What a person changes: `remove`, `enable` and `disable`."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.cli.credentials.opening import CREDENTIALS, CredentialsPath, open_file
from kiro_py.cli.credentials.words import DONE, FAILED, UNUSABLE, complain, remark, say
from kiro_py.config.credentials import KEY_CREDENTIAL_ID, KEY_VARIABLE
from kiro_py.errors import ConfigInvalid, ConfigRefused, StoreUnwritable
from kiro_py.pool.standing import Standing

Change = Callable[[CredentialsFile, int], Coroutine[Any, Any, None]]
"""What is done to one credential."""


def remove(credential: int, /, *more: int, credentials: CredentialsPath = CREDENTIALS) -> int:
    """Take credentials out of the file; the previous file stays beside it as `.bak`.

    Parameters
    ----------
    credential
        Its number.
    more
        More of them.
    credentials
        The file to change.
    """
    return _change((credential, *more), credentials, _removing(credentials), "removed")


def enable(credential: int, /, *more: int, credentials: CredentialsPath = CREDENTIALS) -> int:
    """Use credentials again.

    Parameters
    ----------
    credential
        Its number.
    more
        More of them.
    credentials
        The file to change.
    """
    return _change((credential, *more), credentials, _setting(is_disabled=False), "enabled")


def disable(credential: int, /, *more: int, credentials: CredentialsPath = CREDENTIALS) -> int:
    """Leave credentials out, until they are enabled.

    Parameters
    ----------
    credential
        Its number.
    more
        More of them.
    credentials
        The file to change.
    """
    return _change((credential, *more), credentials, _setting(is_disabled=True), "disabled")


def _removing(path: Path) -> Change:
    async def take_out(file: CredentialsFile, credential: int) -> None:
        await file.remove(credential)
        # How it stood is nobody's any more.
        memory = StandingsFile(path, remark)
        memory.load()
        memory.save(credential, Standing())
        memory.settle()

    return take_out


def _setting(*, is_disabled: bool) -> Change:
    async def edit(file: CredentialsFile, credential: int) -> None:
        await file.edit(credential, {"disabled": True if is_disabled else None})

    return edit


def _change(numbers: tuple[int, ...], path: Path, change: Change, done: str) -> int:
    try:
        file = open_file(path)
    except ConfigInvalid as invalid:
        complain(invalid)
        return UNUSABLE
    return asyncio.run(_change_all(numbers, file, change, done))


async def _change_all(
    numbers: tuple[int, ...], file: CredentialsFile, change: Change, done: str
) -> int:
    code = DONE
    for number in dict.fromkeys(numbers):
        try:
            await change(file, number)
        except KeyError:
            is_guest = number == KEY_CREDENTIAL_ID
            why = f"it comes from {KEY_VARIABLE}" if is_guest else "it is not in the file"
        except (ConfigRefused, StoreUnwritable) as refused:
            why = str(refused)
        else:
            say(f"credential {number} is {done}")
            continue
        complain(f"credential {number} cannot be {done}: {why}")
        code = FAILED
    return code
