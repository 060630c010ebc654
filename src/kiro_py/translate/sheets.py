"""I plan how the pictures of a turn are shown when there are more than Kiro takes.

Rule 1: what counts is the turn that Kiro gets, whatever messages it is made of.  Rule 2: as many
pictures as possible stay single, the first ones; the rest share sheets, in reading order.  Rule 3:
a plan depends on its turn only, so that a turn once told stays the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from kiro_py.errors import RequestRefused
from kiro_py.translate.attached import Attached
from kiro_py.wire.anthropic.content import ImageBlock, TextBlock

MAX_IMAGES: Final = 10
"""How many pictures Kiro takes in a turn."""

COLUMNS: Final = (2, 3)
"""What sheets look like: the first that is enough for all; they have as many rows as columns."""

MAX_PICTURES: Final = MAX_IMAGES * COLUMNS[-1] ** 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """Pictures that are shown in one, `columns` in a row.

    The sheet is the turn's image `number`, `first` is the number of its first picture, and it
    belongs behind what `message` has said.
    """

    message: int
    number: int
    first: int
    columns: int
    pictures: tuple[Attached, ...]

    def notes(self) -> Iterator[tuple[str, TextBlock]]:
        """Yield the path of each picture, and the words that stand in its place."""
        for index, picture in enumerate(self.pictures):
            row, column = divmod(index, self.columns)
            yield (
                picture.path,
                TextBlock(
                    f"[picture {self.first + index} is shown in row {row + 1}, column {column + 1}"
                    f" of image {self.number}, a sheet of {self.columns} x {self.columns} pictures"
                    " attached to this message]"
                ),
            )


def sheets(found: Sequence[Attached]) -> list[Sheet]:
    """Return the sheets of a request's turns; `found` is all that is attached to them, in order.

    Raises `RequestRefused`, naming the first picture too many, for a turn with more of them than
    sheets can show.
    """
    pictures = (each for each in found if isinstance(each.block, ImageBlock))
    turns = [tuple(turn) for _, turn in groupby(pictures, key=lambda each: each.turn)]
    return [sheet for turn in turns if len(turn) > MAX_IMAGES for sheet in _of_turn(turn)]


def _of_turn(pictures: Sequence[Attached]) -> Iterator[Sheet]:
    if len(pictures) > MAX_PICTURES:
        raise RequestRefused(
            f"{pictures[MAX_PICTURES].path}: this turn has {len(pictures)} pictures, and no more"
            f" than {MAX_PICTURES} can be shown in one: Kiro takes {MAX_IMAGES}, and the gateway"
            f" puts up to {COLUMNS[-1] ** 2} of yours into each"
        )
    columns = next(each for each in COLUMNS if len(pictures) <= MAX_IMAGES * each**2)
    size = columns**2
    shared = -(-(len(pictures) - MAX_IMAGES) // (size - 1))
    single = MAX_IMAGES - shared
    for number, start in enumerate(range(single, len(pictures), size), single + 1):
        yield Sheet(
            message=pictures[-1].message,
            number=number,
            first=start + 1,
            columns=columns,
            pictures=tuple(pictures[start : start + size]),
        )
