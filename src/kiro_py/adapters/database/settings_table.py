"""Settings that were changed at run time, shared by replicas: a patch over each one's own file.

The patch is a JSON merge patch (RFC 7396): a member is replaced, `null` takes one away.  It is
sealed, since there are secrets among the settings.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeAlias, cast

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from kiro_py.adapters.database.bulletin import Announce
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import failures_told
from kiro_py.adapters.database.tables import SETTINGS
from kiro_py.adapters.sealing import SealBroken, Sealer
from kiro_py.errors import StoreUnwritable
from kiro_py.ports.settings import Edit, SettingStore, Written

NAME: Final = "settings"
"""The row that holds the patch, and what it is sealed for."""

TRIES: Final = 10
"""How often a change is made anew because another replica has made one meanwhile."""

Patch: TypeAlias = Mapping[str, Any]


class _Row(NamedTuple):
    """The patch, and the revision of its row: 0 where there is none."""

    patch: Patch
    revision: int


class SettingTable:
    """Lays what was changed at run time over the settings of `file`; a `SettingStore`."""

    def __init__(
        self, database: Database, sealer: Sealer, file: SettingStore, announce: Announce
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._file = file
        self._announce = announce

    @property
    def path(self) -> str:
        """Where the settings are that are shared by nobody."""
        return self._file.path

    async def read(self) -> Written:
        """Return what the file and the patch say together; see the port."""
        own = await self._file.read()
        return _together(own, await self._row())

    async def change(self, edit: Edit) -> Written:
        """Put what `edit` changes into the patch, and leave the rest as it is; see the port."""
        for _ in range(TRIES):
            own, row = await self._file.read(), await self._row()
            before = _together(own, row)
            after = edit(before)
            if after == before.document:
                return before
            patch = patch_after(row.patch, own.document or {}, before.document or {}, after)
            changed = _Row(patch, row.revision + 1)
            if await self._put(changed):
                return _together(own, changed)
        raise StoreUnwritable(
            "the database", why="another replica writes the settings all the time"
        )

    async def _row(self) -> _Row:
        wanted = select(SETTINGS.c.revision, SETTINGS.c.sealed).where(SETTINGS.c.name == NAME)
        with failures_told():
            async with self._database.reading() as connection:
                found = (await connection.execute(wanted)).one_or_none()
        if found is None:
            return _Row({}, 0)
        try:
            patch = msgspec.json.decode(self._sealer.open(found.sealed, NAME), type=dict[str, Any])
        except (SealBroken, msgspec.DecodeError) as broken:
            why = f"the settings in it cannot be opened: {broken}"
            raise StoreUnwritable("the database", why=why) from broken
        return _Row(patch, found.revision)

    async def _put(self, row: _Row) -> bool:
        """Write the row over the one before it, and tell whether that was still there."""
        values = {
            "revision": row.revision,
            "sealed": self._sealer.seal(msgspec.json.encode(row.patch), NAME),
        }
        column = SETTINGS.c
        is_before = (column.name == NAME) & (column.revision == row.revision - 1)
        with failures_told():
            try:
                async with self._database.writing() as connection:
                    if row.revision == 1:
                        await connection.execute(insert(SETTINGS).values(name=NAME, **values))
                    else:
                        done = await connection.execute(
                            update(SETTINGS).where(is_before).values(values)
                        )
                        if not done.rowcount:
                            return False
                    await self._announce(connection)
            except IntegrityError:
                return False
        return True


def _together(own: Written, row: _Row) -> Written:
    return Written(
        patched(own.document or {}, row.patch),
        f"{own.version}-{row.revision}",
        frozenset(_names(row.patch)),
    )


def patched(document: Mapping[str, Any], patch: Patch) -> dict[str, Any]:
    """Return `document` with a merge patch laid over it."""
    after = dict(document)
    for name, value in patch.items():
        if value is None:
            after.pop(name, None)
        elif isinstance(value, Mapping):
            after[name] = patched(_members(after.get(name)), cast("Patch", value))
        else:
            after[name] = value
    return after


def patch_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the merge patch that makes `after` of `before`."""
    patch: dict[str, Any] = dict.fromkeys(before.keys() - after.keys())
    for name, value in after.items():
        old = before.get(name)
        if name in before and old == value:
            continue
        if isinstance(value, Mapping):
            patch[name] = patch_between(_members(old), cast("Patch", value))
        else:
            patch[name] = value
    return patch


def patch_after(
    patch: Patch, own: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the merge patch that makes `after` of `own`, as `patch` has made `before` of it.

    What has not changed stays as `patch` says it, since the files of others may differ.
    """
    new = patch_between(own, after)
    for name, value in patch.items():
        old, now = before.get(name), after.get(name)
        if (name in before) == (name in after) and old == now:
            new[name] = value
        elif isinstance(value, Mapping) and isinstance(now, Mapping):
            told = cast("Patch", value), _members(own.get(name)), _members(old)
            new[name] = patch_after(*told, cast("Patch", now))
    return new


def _members(found: object) -> Mapping[str, Any]:
    """Return an object's members, none for anything else."""
    return cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else {}


def _names(patch: Patch) -> Iterator[str]:
    """Return the settings that a patch is about; a dot in a name means a member of an object."""
    for name, value in patch.items():
        yield name
        if isinstance(value, Mapping):
            for member in cast("Patch", value):
                yield f"{name}.{member}"
