"""Keys of clients in memory, and what they have used."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

from kiro_py.clients.client import Key, Minted
from kiro_py.ports.keys import DaySums, Draft, KeysUnreadable, Used


class MemoryKeys:
    """A store that lasts as long as the test; while it `is_broken` nothing can be read."""

    def __init__(self) -> None:
        self.kept: dict[int, Key] = {}
        self.read = 0
        self.touched: list[dict[int, float]] = []
        self.is_broken = False
        self._made = 0

    async def mark(self) -> Hashable:
        self._check()
        return self._made, tuple((key.id, key.version) for key in self.kept.values())

    async def keys(self) -> Sequence[Key]:
        self._check()
        self.read += 1
        return list(self.kept.values())

    async def add(self, draft: Draft, minted: Minted, now: float) -> Key:
        self._made += 1
        key = Key(
            id=self._made,
            version=1,
            name=draft.name,
            note=draft.note,
            prefix=minted.prefix,
            digest=minted.digest,
            old_digest=None,
            old_until=None,
            group=draft.group,
            models=draft.models,
            limits=draft.limits,
            expires_at=draft.expires_at,
            disabled=False,
            created_at=now,
            last_used_at=None,
        )
        self.kept[key.id] = key
        return key

    async def change(self, key: Key) -> Key | None:
        known = self.kept.get(key.id)
        if known is None or known.version != key.version:
            return None
        self.kept[key.id] = replace(key, version=key.version + 1)
        return self.kept[key.id]

    async def remove(self, key_id: int) -> bool:
        return self.kept.pop(key_id, None) is not None

    async def touch(self, used_at: Mapping[int, float]) -> None:
        self._check()
        self.touched.append(dict(used_at))

    def _check(self) -> None:
        if self.is_broken:
            raise KeysUnreadable("the disk is gone")


class MemoryUsage:
    """What keys have used, as the test says."""

    def __init__(
        self,
        used: Mapping[int | None, Used] | None = None,
        days: Sequence[DaySums] = (),
    ) -> None:
        self._used, self._days = used or {}, days

    async def used(self, now: float) -> Mapping[int | None, Used]:
        return self._used

    async def days(self, key_id: int | None, since: float) -> Sequence[DaySums]:
        return [day for day in self._days if day.at >= since]
