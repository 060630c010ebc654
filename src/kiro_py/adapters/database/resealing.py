"""What is sealed with an older secret key is sealed anew, beside replicas that are running."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, LargeBinary, Table, cast, select, update

from kiro_py.adapters.database.credential_rows import SOURCE, bound_to
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import failures_told
from kiro_py.adapters.database.tables import CREDENTIALS, SETTINGS
from kiro_py.adapters.sealing import SealBroken, Sealer
from kiro_py.errors import ConfigInvalid, ConfigRefused, StoreUnwritable

ROUNDS: Final = 5
"""How often it is looked again: a replica may have written with the older key meanwhile."""


class _Place(NamedTuple):
    """A table that holds sealed things, and what each is sealed for."""

    table: Table
    key: Column[Any]
    bound_to: Callable[[Any], str]


_PLACES: Final = (
    _Place(CREDENTIALS, CREDENTIALS.c.id, bound_to),
    _Place(SETTINGS, SETTINGS.c.name, str),
)


async def reseal(database: Database, sealer: Sealer) -> int:
    """Seal everything anew that is not sealed with the current key, and return how much it was.

    Raises `ConfigRefused` at the end when something cannot be opened, which stays as it is, and
    `StoreUnwritable`.
    """
    with failures_told():
        done = [await _resealed(database, place, sealer) for place in _PLACES]
    if problems := [problem for _, found in done for problem in found]:
        raise ConfigRefused(problems)
    return sum(count for count, _ in done)


class _Old(NamedTuple):
    """Something sealed with the older key, and what it shall be."""

    key: object
    before: bytes
    after: bytes


async def _resealed(
    database: Database, place: _Place, sealer: Sealer
) -> tuple[int, list[ConfigInvalid]]:
    """Seal a table anew; return how much it was, and what cannot be opened."""
    done, problems = 0, list[ConfigInvalid]()
    for _ in range(ROUNDS):
        old, problems = _opened(await _sealed(database, place), place, sealer)
        if not old:
            break
        done += await _put(database, place, old)
    else:
        why = "a replica seals with the key before all the time: give it the new one"
        raise StoreUnwritable(SOURCE, why=why)
    return done, problems


async def _sealed(database: Database, place: _Place) -> Sequence[tuple[Any, bytes]]:
    async with database.reading() as connection:
        found = await connection.execute(select(place.key, cast(place.table.c.sealed, LargeBinary)))
        return [(key, sealed) for key, sealed in found]


def _opened(
    found: Iterable[tuple[Any, bytes]], place: _Place, sealer: Sealer
) -> tuple[list[_Old], list[ConfigInvalid]]:
    """Return what is to be sealed anew, and what nobody can open."""
    old: list[_Old] = []
    problems: list[ConfigInvalid] = []
    for key, sealed in found:
        if sealer.is_current(sealed):
            continue
        where = place.bound_to(key)
        try:
            old.append(_Old(key, sealed, sealer.seal(sealer.open(sealed, where), where)))
        except SealBroken as broken:
            problems.append(ConfigInvalid(SOURCE, where, broken.why))
    return old, problems


async def _put(database: Database, place: _Place, old: Iterable[_Old]) -> int:
    """Write each over what it was made of, and return how many were still there."""
    done = 0
    for key, before, after in old:
        is_before = (place.key == key) & (place.table.c.sealed == before)
        anew = update(place.table).where(is_before).values(sealed=after)
        async with database.writing() as connection:
            done += (await connection.execute(anew)).rowcount
    return done
