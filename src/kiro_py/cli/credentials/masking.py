"""What an entry holds, with its secrets covered."""

from collections.abc import Mapping
from typing import Final

from kiro_py.config.entry import FIELDS, WAY_OUT
from kiro_py.config.foreign.found import KEPT, MASK
from kiro_py.config.kinds import Unfit
from kiro_py.pool.credential import Proxy
from kiro_py.secret import Secret
from kiro_py.wire.json import JsonObject

_OPEN: Final = frozenset({one.name for one in FIELDS if not one.kind.is_secret} | {*KEPT})
"""The members that may be shown; anything unheard of might be a secret."""


def masked(members: Mapping[str, object]) -> JsonObject:
    """Return `members` with a mask in the place of everything that is or might be a secret."""
    return {name: _masked(name, value) for name, value in members.items()}


def told(members: Mapping[str, object]) -> JsonObject:
    """Return `members` masked, with fingerprints that tell secrets apart without showing them."""
    return {
        name: f"{MASK} ({Secret(value).fingerprint()})"
        if shown == MASK and isinstance(value := members[name], str)
        else shown
        for name, shown in masked(members).items()
    }


def _masked(name: str, value: object) -> object:
    if name in _OPEN or value is None or isinstance(value, bool):
        return value
    return _way_out(value) if name == "proxyUrl" else MASK


def _way_out(value: object) -> object:
    """Return the address of a proxy without the sign-in that may stand in it."""
    try:
        found = WAY_OUT.read(value)
    except Unfit:
        return MASK
    return found.url if isinstance(found, Proxy) else found.value
