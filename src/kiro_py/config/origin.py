"""Which entries of a credentials file were made from the environment, and what becomes of them.

A token that was renewed is in the file alone: the environment goes on naming the first one.  So an
entry is known by the fingerprint of the token that it was made from, and is left alone for as long
as the environment names that one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from kiro_py.errors import ConfigInvalid
from kiro_py.pool.roster import Entry, Roster
from kiro_py.secret import Secret

TOKENS: Final = ("refreshToken", "kiroApiKey")
"""What an entry is known by."""

PASSING: Final = frozenset({"id", *TOKENS, "accessToken", "expiresAt"})
"""What an entry is given once, and then changes by itself."""


class Origin(msgspec.Struct, frozen=True):
    """What an entry was made from, in fingerprints: its token, and the rest with those names."""

    id: int
    token: str
    rest: str
    names: tuple[str, ...]


class Origins(msgspec.Struct, frozen=True):
    """What is kept of them, beside the credentials."""

    made: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen to the file: entries that are new, changed or gone, and those that stay.

    `new` are members with the origin that they will have once their id is known; `missed` are ids
    of entries that somebody has taken out by hand.
    """

    new: Sequence[tuple[Mapping[str, Any], Origin]] = ()
    changed: Mapping[int, Mapping[str, Any]] = field(default_factory=dict[int, Mapping[str, Any]])
    gone: Sequence[int] = ()
    kept: Sequence[Origin] = ()
    missed: Sequence[int] = ()


def read_origins(source: str, data: bytes | None) -> Origins:
    """Return what was kept in the file `source`, nothing where there is none.

    Raises `ConfigInvalid` when that is not what was written there.
    """
    if data is None:
        return Origins()
    try:
        return msgspec.json.decode(data, type=Origins)
    except (msgspec.DecodeError, UnicodeDecodeError):
        told = "it is not what was written there: delete it together with the credentials beside it"
        raise ConfigInvalid(source, "", told) from None


def planned(given: Roster, origins: Origins, held: Roster) -> Plan:
    """Return what the sign-ins that are `given` now change in a file that holds `held`.

    What was not made from the environment is left alone.  So is everything when nothing is given,
    and an entry that is given no more is only taken out when all that is given can be read.
    """
    sign_ins = [entry for entry in given.entries if entry.credential is not None]
    if not sign_ins:
        return Plan(kept=origins.made)
    known = {origin.token: origin for origin in origins.made}
    here = {_token(entry): entry.id for entry in held.entries}
    new: dict[str, tuple[Mapping[str, Any], Origin]] = {}
    changed: dict[int, Mapping[str, Any]] = {}
    kept: dict[str, Origin] = {}
    for entry in sign_ins:
        made = _origin(entry)
        before = known.get(made.token)
        if before is None and made.token not in here:
            new.setdefault(made.token, (entry.members, made))
            continue
        kept[made.token] = now = msgspec.structs.replace(
            made, id=here[made.token] if before is None else before.id
        )
        if before is not None and before.rest != made.rest:
            left_out = dict.fromkeys(set(before.names) - set(made.names))
            changed[now.id] = left_out | {name: entry.members[name] for name in made.names}
    ids = {entry.id for entry in held.entries}
    ended = [origin for origin in origins.made if origin.token not in kept]
    if given.problems:
        kept |= {origin.token: origin for origin in ended}
        ended = []
    return Plan(
        new=tuple(new.values()),
        changed={number: members for number, members in changed.items() if number in ids},
        gone=[origin.id for origin in ended if origin.id in ids],
        kept=tuple(kept.values()),
        missed=[origin.id for origin in kept.values() if origin.id not in ids],
    )


def _origin(entry: Entry) -> Origin:
    rest = {name: value for name, value in entry.members.items() if name not in PASSING}
    text = json.dumps(rest, sort_keys=True)
    return Origin(entry.id, _token(entry), Secret(text).fingerprint(), tuple(sorted(rest)))


def _token(entry: Entry) -> str:
    """Return the fingerprint of an entry's token, nothing where it has none."""
    said = [entry.members.get(name) for name in TOKENS]
    token = next((each.strip() for each in said if isinstance(each, str) and each.strip()), "")
    return Secret(token).fingerprint() if token else ""
