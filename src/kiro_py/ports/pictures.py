"""The need to make pictures smaller and fewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Room:
    """What a picture must fit into: pixels of its longer side, and bytes."""

    max_side: int
    max_bytes: int


class Pictures(Protocol):
    """Somebody who can draw."""

    async def fitted(self, data: bytes, room: Room) -> bytes | None:
        """Return the picture as it fits into `room`, as PNG or JPEG; the same each time.

        `None` when the bytes cannot be read as a picture, or unfold to too many pixels.
        """
        ...

    async def sheet(self, pictures: Sequence[bytes], columns: int, room: Room) -> bytes | None:
        """Return one picture of all `pictures`, `columns` in a row, in reading order.

        It fits into `room`, as PNG or JPEG, and is the same each time.  `None` when one of them
        cannot be read.
        """
        ...
