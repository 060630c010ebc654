"""What makes a key's text: `add` and `rotate`."""

from typing import TYPE_CHECKING

import msgspec

from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.words import DONE, AsJson, print_json, remark, say
from kiro_py.cli.keys.opening import SEEN, at_desk
from kiro_py.cli.keys.wishes import NOTHING, Wishes

if TYPE_CHECKING:
    from kiro_py.admin.key_desk import KeyDesk
    from kiro_py.wire.admin.keys import KeyMade


def add(
    name: str,
    /,
    *,
    wishes: Wishes = NOTHING,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
    as_json: AsJson = False,
) -> int:
    """Make a key, and print it: it is shown this once only.

    Parameters
    ----------
    name
        Whose it is.
    config
        The settings, which may name another database.
    credentials
        The credentials file, beside which the database is.
    as_json
        Print JSON.
    """

    async def make(desk: "KeyDesk") -> int:
        from kiro_py.wire.admin.keys import NewKey  # noqa: PLC0415

        new = msgspec.convert({"name": name} | wishes.members(), NewKey)
        _show(await desk.make(new), "made", as_json=as_json)
        return DONE

    return at_desk(config, credentials, make)


def rotate(
    key: int,
    /,
    *,
    overlap: int = 0,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
    as_json: AsJson = False,
) -> int:
    """Give a key another text, and print it: it is shown this once only.

    Parameters
    ----------
    key
        Its number.
    overlap
        How many seconds the text that it had still works.
    config
        The settings, which may name another database.
    credentials
        The credentials file, beside which the database is.
    as_json
        Print JSON.
    """

    async def change(desk: "KeyDesk") -> int:
        from kiro_py.wire.admin.keys import RotateKey  # noqa: PLC0415

        rotation = msgspec.convert({"overlapSeconds": overlap}, RotateKey)
        _show(await desk.rotate(key, rotation), "rotated", as_json=as_json)
        return DONE

    return at_desk(config, credentials, change)


def _show(made: "KeyMade", done: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"id": made.view.id, "key": made.key})
        return
    say(made.key)
    remark(f"key {made.view.id} is {done}; keep it now, it is not shown again ({SEEN})")
