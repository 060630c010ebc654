"""Where the processes of one machine count together: files in a directory, of each one its own.

Rule 1.  Whoever takes the place of another one counts on in its files, so that no counter falls and
no file is left over, however often that happens.

Rule 2.  Room is taken before it is written to: memory of a file for which there is none on a full
disk ends the process, and not only the counting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from prometheus_client.mmap_dict import MmapedDict, mmap_key

FIRST_BYTES: Final = 65_536
"""How large a file is at first; it is doubled when it is full."""

GAUGES: Final = "gauge_livesum"
"""What files of the moment are called, which is over with the process."""

_KINDS: Final = ("counter", "histogram", GAUGES)


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one process among those that count in `directory`."""

    directory: Path
    number: int


def prepare(directory: Path, count: int) -> None:
    """Make `directory` with room for so many processes, numbered from 1; before any of them counts.

    Raises `OSError` when there is none.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for path in directory.glob("*.db"):
        path.unlink()
    for number in range(1, count + 1):
        for kind in _KINDS:
            _path(Slot(directory, number), kind).write_bytes(bytes(FIRST_BYTES))


def forget(slot: Slot) -> None:
    """Let what a process had in hand go with it; what it has counted stays."""
    path = _path(slot, GAUGES)
    if not path.exists():  # somebody has tidied up
        return
    gauges = _Reserved(path)
    gauges.clear()
    gauges.close()


class Values:
    """Makes the library's values, which are those of the files at `slot` from the beginning on."""

    def __init__(self, slot: Slot) -> None:
        self._slot = slot
        self._files: dict[str, _Reserved] = {}

    def __call__(
        self,
        typ: str,
        metric_name: str,
        name: str,
        labelnames: Sequence[str],
        labelvalues: Sequence[str],
        help_text: str,
        **_: object,
    ) -> "Value":
        """Return the value of one series.  Raises `OSError` when there is no room for it."""
        kind = GAUGES if typ == "gauge" else typ
        if kind not in self._files:
            self._files[kind] = _Reserved(_path(self._slot, kind))
        key = mmap_key(metric_name, name, [*labelnames], [*labelvalues], help_text)
        return Value(self._files[kind], key)

    def close(self) -> None:
        """Let go of the files, whose values must not be changed any more."""
        for file in self._files.values():
            file.close()


class Value:
    """A number in a file; one thread changes it."""

    __slots__ = ("_file", "_key", "_now")

    def __init__(self, file: "_Reserved", key: str) -> None:
        self._file, self._key = file, key
        self._now = file.value(key)

    def inc(self, amount: float) -> None:
        """Add to it."""
        self.set(self._now + amount)

    def set(self, value: float, timestamp: float | None = None) -> None:
        """Put another number there."""
        self._now = value
        self._file.put(self._key, value, timestamp or 0.0)

    def get(self) -> float:
        """Return it."""
        return self._now

    def set_exemplar(self, exemplar: object) -> None:
        """Take no exemplar: there is no room for one."""

    def get_exemplar(self) -> None:
        """Return that there is none."""


class _Reserved(MmapedDict):
    """The library's file, without holes in it."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self._path = path

    def value(self, key: str) -> float:
        """Return the number at `key`, zero if there was none."""
        self._reserve(key)
        found: tuple[float, float] = self.read_value(key)  # pyright: ignore[reportUnknownMemberType]
        return found[0]

    def put(self, key: str, value: float, timestamp: float) -> None:
        """Write a number that is there already."""
        self.write_value(key, value, timestamp)  # pyright: ignore[reportUnknownMemberType]

    def clear(self) -> None:
        """Make every number zero."""
        found = cast("Iterable[tuple[str, float, float]]", self.read_all_values())
        for key, _, _ in tuple(found):
            self.put(key, 0.0, 0.0)

    def _reserve(self, key: str) -> None:
        """Make room for another number.  Raises `OSError` when there is none."""
        # As the library lays it out: a length, the key with its padding, and two numbers.
        needed = self._used + 4 + len(key.encode()) + 8 + 16
        capacity = self._capacity
        while needed > capacity:
            capacity *= 2
        while (missing := capacity - self._path.stat().st_size) > 0:
            with self._path.open("ab", buffering=0) as file:
                file.write(bytes(missing))


def _path(slot: Slot, kind: str) -> Path:
    return slot.directory / f"{kind}_{slot.number}.db"
