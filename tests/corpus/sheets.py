"""I cut sheets into the pictures that they show; the notes of a turn say which is where."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Final

from PIL import Image

from kiro_py.adapters.pillow_images import GAP

_NOTE: Final = re.compile(
    r"\[picture (\d+) is shown in row (\d+), column (\d+) of image (\d+), a sheet of (\d+) x \5"
    r" pictures attached to this message\]"
)


def shown(images: Sequence[bytes], words: str) -> list[bytes | Image.Image]:
    """Return a turn's pictures in order: single ones as they are, the others as cut out."""
    places = {
        number: (row - 1, column - 1, image - 1, columns)
        for number, row, column, image, columns in (map(int, note) for note in _NOTE.findall(words))
    }
    sheets = {image for _, _, image, _ in places.values()}
    single = [data for index, data in enumerate(images) if index not in sheets]
    found: dict[int, bytes | Image.Image] = dict(enumerate(single, 1))
    for number, (row, column, image, columns) in places.items():
        rows = 1 + max(row for row, _, of, _ in places.values() if of == image)
        if number not in found and image < len(images):
            found[number] = _cut(images[image], row, column, rows, columns)
    return [found[number] for number in sorted(found)]


def is_same(picture: bytes, found: bytes | Image.Image) -> bool:
    """Tell whether `found` is a picture: in bytes if it is single, else as it looks."""
    if isinstance(found, bytes):
        return picture == found
    look = Image.open(BytesIO(picture)).convert("RGB")
    look.thumbnail(found.size)
    return look.tobytes() == found.crop((0, 0, *look.size)).tobytes()


def _cut(data: bytes, row: int, column: int, rows: int, columns: int) -> Image.Image:
    sheet = Image.open(BytesIO(data)).convert("RGB")
    width, height = (sheet.width + GAP) // columns, (sheet.height + GAP) // rows
    left, top = column * width, row * height
    return sheet.crop((left, top, left + max(width - GAP, 1), top + max(height - GAP, 1)))
