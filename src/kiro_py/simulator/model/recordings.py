"""I keep recorded streams by name."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Recordings:
    """The `.bin` files of one folder, read when they are first asked for."""

    folder: Path | None
    _read: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def find(self, name: str) -> bytes | None:
        """Return a recording by its name with or without `.bin`, `None` when there is none."""
        stem = Path(name).name.removesuffix(".bin")
        if stem not in self._read:
            if self.folder is None or not (path := self.folder / f"{stem}.bin").is_file():
                return None
            self._read[stem] = path.read_bytes()
        return self._read[stem]

    def add(self, name: str, data: bytes) -> None:
        """Keep a recording that is in no file."""
        self._read[name.removesuffix(".bin")] = data
