"""What changes keys: `edit`, `enable`, `disable` and `remove`."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.words import DONE, FAILED, complain, remark, say
from kiro_py.cli.keys.opening import SEEN, at_desk
from kiro_py.cli.keys.wishes import NOTHING, Wishes

if TYPE_CHECKING:
    from kiro_py.admin.key_desk import KeyDesk


def edit(
    key: int,
    /,
    *,
    name: str | None = None,
    wishes: Wishes = NOTHING,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
) -> int:
    """Change a key: what is not said stays, and `none` takes a value away.

    Parameters
    ----------
    key
        Its number.
    name
        Whose it is.
    config
        The settings, which may name another database.
    credentials
        The credentials file, beside which the database is.
    """

    async def change(desk: "KeyDesk") -> int:
        from kiro_py.wire.admin.keys import KeyChange  # noqa: PLC0415

        members = wishes.members() | ({} if name is None else {"name": name})
        await desk.change(key, msgspec.convert(members, KeyChange), None)
        say(f"key {key} is changed")
        remark(SEEN)
        return DONE

    return at_desk(config, credentials, change)


def enable(
    key: int,
    /,
    *more: int,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
) -> int:
    """Let keys work again.

    Parameters
    ----------
    key
        Its number.
    more
        More of them.
    config
        The settings, which may name another database.
    credentials
        The credentials file, beside which the database is.
    """
    return _set_disabled((key, *more), config, credentials, is_disabled=False)


def disable(
    key: int,
    /,
    *more: int,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
) -> int:
    """Turn keys away, until they are enabled.

    Parameters
    ----------
    key
        Its number.
    more
        More of them.
    config
        The settings, which may name another database.
    credentials
        The credentials file, beside which the database is.
    """
    return _set_disabled((key, *more), config, credentials, is_disabled=True)


def remove(
    key: int,
    /,
    *more: int,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
) -> int:
    """Take keys back for good; what they have used stays written down.

    Parameters
    ----------
    key
        Its number.
    more
        More of them.
    config
        The settings, which may name another database.
    credentials
        The credentials file, beside which the database is.
    """

    async def take_back(desk: "KeyDesk", number: int) -> object:
        return await desk.remove(number)

    return _each((key, *more), config, credentials, take_back, "removed")


def _set_disabled(
    numbers: tuple[int, ...], config: Path, credentials: Path, *, is_disabled: bool
) -> int:
    async def change(desk: "KeyDesk", number: int) -> object:
        from kiro_py.wire.admin.keys import KeyChange  # noqa: PLC0415

        return await desk.change(number, KeyChange(disabled=is_disabled), None)

    done = "disabled" if is_disabled else "enabled"
    return _each(numbers, config, credentials, change, done)


def _each(
    numbers: tuple[int, ...],
    config: Path,
    credentials: Path,
    change: "Callable[[KeyDesk, int], Awaitable[object]]",
    done: str,
) -> int:
    async def change_all(desk: "KeyDesk") -> int:
        from kiro_py.admin.refusals import KeeperRefused  # noqa: PLC0415

        code = DONE
        for number in dict.fromkeys(numbers):
            try:
                await change(desk, number)
            except KeeperRefused as refused:
                complain(refused.message)
                code = FAILED
            else:
                say(f"key {number} is {done}")
        remark(SEEN)
        return code

    return at_desk(config, credentials, change_all)
