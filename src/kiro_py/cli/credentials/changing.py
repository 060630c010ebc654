"""What a person changes: `remove`, `enable` and `disable`."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from kiro_py.cli.credentials.ground import Ground, on_ground
from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.words import DONE, FAILED, UNUSABLE, complain, say
from kiro_py.config.credentials import KEY_CREDENTIAL_ID, KEY_VARIABLE
from kiro_py.errors import ConfigInvalid, ConfigRefused, StoreUnwritable
from kiro_py.pool.standing import Standing

Change = Callable[[Ground, int], Awaitable[None]]
"""What is done to one credential."""


def remove(
    credential: int,
    /,
    *more: int,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
) -> int:
    """Take credentials out of the file; the previous file stays beside it as `.bak`.

    Parameters
    ----------
    credential
        Its number.
    more
        More of them.
    config
        The settings, which may name a database that replicas share.
    credentials
        The file to change.
    """
    return _change((credential, *more), credentials, config, _take_out, "removed")


def enable(
    credential: int,
    /,
    *more: int,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
) -> int:
    """Use credentials again.

    Parameters
    ----------
    credential
        Its number.
    more
        More of them.
    config
        The settings, which may name a database that replicas share.
    credentials
        The file to change.
    """
    return _change((credential, *more), credentials, config, _setting(is_disabled=False), "enabled")


def disable(
    credential: int,
    /,
    *more: int,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
) -> int:
    """Leave credentials out, until they are enabled.

    Parameters
    ----------
    credential
        Its number.
    more
        More of them.
    config
        The settings, which may name a database that replicas share.
    credentials
        The file to change.
    """
    return _change((credential, *more), credentials, config, _setting(is_disabled=True), "disabled")


async def _take_out(here: Ground, credential: int) -> None:
    await here.store.remove(credential)
    # How it stood is nobody's any more.
    here.memory.save(credential, Standing())


def _setting(*, is_disabled: bool) -> Change:
    async def edit(here: Ground, credential: int) -> None:
        await here.store.edit(credential, {"disabled": True if is_disabled else None})

    return edit


def _change(numbers: tuple[int, ...], path: Path, config: Path, change: Change, done: str) -> int:
    try:
        return on_ground(path, config, partial(_change_all, numbers, change, done))
    except (ConfigInvalid, ConfigRefused) as refused:
        complain(refused)
        return UNUSABLE


async def _change_all(numbers: tuple[int, ...], change: Change, done: str, here: Ground) -> int:
    code = DONE
    for number in dict.fromkeys(numbers):
        try:
            await change(here, number)
        except KeyError:
            is_guest = number == KEY_CREDENTIAL_ID
            why = f"it comes from {KEY_VARIABLE}" if is_guest else f"it is not in {here.what}"
        except (ConfigRefused, StoreUnwritable) as refused:
            why = str(refused)
        else:
            say(f"credential {number} is {done}")
            continue
        complain(f"credential {number} cannot be {done}: {why}")
        code = FAILED
    return code
