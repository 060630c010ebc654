"""Pictures made smaller and put together by Pillow, one at a time, in a thread.

Pillow is imported for the first picture that needs it: most gateways never meet one.
"""

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING, Final, Self

from kiro_py.ports.pictures import Room

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS: Final = 50_000_000
"""What is unfolded in memory at the most, four bytes each; a JPEG can unfold smaller than it is."""

JPEG_QUALITY: Final = 85
GAP: Final = 8
"""How many pixels lie between the pictures of a sheet."""

MIN_SIDE: Final = 64
"""A picture that does not fit at this size is given up."""

_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")
_LOSSLESS: Final = frozenset({"PNG", "GIF"})


class PillowPictures:
    """Implements the `Pictures` port; use it as a context manager."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")

    async def fitted(self, data: bytes, room: Room) -> bytes | None:
        """Return the picture as it fits; see the port."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, fit, data, room)

    async def sheet(self, pictures: Sequence[bytes], columns: int, room: Room) -> bytes | None:
        """Return the pictures as one; see the port."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lay_out, pictures, columns, room)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)


def fit(data: bytes, room: Room) -> bytes | None:
    """Return the picture as it fits; see the port."""
    try:
        return _fit(data, room)
    except Exception:  # noqa: BLE001 -- a hostile picture makes decoders raise anything
        return None


def lay_out(pictures: Sequence[bytes], columns: int, room: Room) -> bytes | None:
    """Return the pictures as one; see the port."""
    try:
        return _lay_out(pictures, columns, room)
    except Exception:  # noqa: BLE001 -- as above
        return None


def _fit(data: bytes, room: Room) -> bytes | None:
    whole, is_exact = _unfolded(data, room.max_side)
    return _packed(whole, room, is_exact=is_exact)


def _lay_out(pictures: Sequence[bytes], columns: int, room: Room) -> bytes | None:
    """Return the pictures at the upper left of cells that are as large as the largest of them."""
    from PIL import Image  # noqa: PLC0415

    side = (room.max_side + GAP) // columns - GAP
    cells: list[Image.Image] = []
    is_exact = True
    for data in pictures:
        cell, is_cell_exact = _unfolded(data, side)
        cell.thumbnail((side, side), Image.Resampling.LANCZOS)
        cells.append(_on_white(cell))
        is_exact = is_exact and is_cell_exact
    width = max(cell.width for cell in cells) + GAP
    height = max(cell.height for cell in cells) + GAP
    rows = -(-len(cells) // columns)
    paper = Image.new("RGB", (columns * width - GAP, rows * height - GAP), "gray")
    for number, cell in enumerate(cells):
        row, column = divmod(number, columns)
        paper.paste(cell, (column * width, row * height))
    return _packed(paper, room, is_exact=is_exact)


def _unfolded(data: bytes, side: int) -> tuple["Image", bool]:
    """Return a picture, and whether it should stay exact.

    A JPEG may come smaller than it is, its longer side not below `side`.  Raises `ValueError` for
    too many pixels.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 -- see the module's docstring

    Image.MAX_IMAGE_PIXELS = None  # it would warn where we refuse
    with Image.open(BytesIO(data), formats=_FORMATS) as picture:
        is_lossless = picture.format in _LOSSLESS
        picture.draft(None, (side, side))
        if picture.width * picture.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        ImageOps.exif_transpose(picture, in_place=True)
        has_gaps = picture.has_transparency_data
        whole = picture.convert("RGBA" if has_gaps else "RGB")
    return whole, is_lossless or has_gaps


def _packed(whole: "Image", room: Room, *, is_exact: bool) -> bytes | None:
    from PIL import Image  # noqa: PLC0415

    side = min(room.max_side, max(whole.size))
    while side >= MIN_SIDE or side == max(whole.size):
        whole.thumbnail((side, side), Image.Resampling.LANCZOS)
        for encoded in _encodings(whole, is_exact=is_exact):
            if len(encoded) <= room.max_bytes:
                return encoded
        side = side * 3 // 4
    return None


def _encodings(picture: "Image", *, is_exact: bool) -> Iterator[bytes]:
    """Yield the picture as PNG, if it was exact before, and as JPEG, on white."""
    if is_exact:
        yield _encoded(picture, "PNG")
    yield _encoded(_on_white(picture), "JPEG")


def _on_white(picture: "Image") -> "Image":
    from PIL import Image  # noqa: PLC0415

    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture)
    return paper


def _encoded(picture: "Image", kind: str) -> bytes:
    written = BytesIO()
    picture.save(written, kind, quality=JPEG_QUALITY)
    return written.getvalue()
