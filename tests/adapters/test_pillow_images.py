"""Pictures made to fit."""

import asyncio
import subprocess
import sys
import threading
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiro_py.adapters.pillow_images import GAP, MAX_PIXELS, PillowPictures, fit, lay_out
from kiro_py.ports.pictures import Room
from papers import picture

WIDE = Room(max_side=100, max_bytes=1_000_000)


def seen(data: bytes | None) -> Image.Image:
    assert data is not None
    return Image.open(BytesIO(data))


def coloured(
    colour: str, size: tuple[int, int] = (30, 20), *, mode: str = "RGB", alpha: int = 255
) -> bytes:
    """Return a picture of one colour."""
    drawn, written = Image.new(mode, size, colour), BytesIO()
    if mode == "RGBA":
        drawn.putalpha(alpha)
    drawn.save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode", "expected"),
    [
        ("PNG", "RGB", "PNG"),
        ("PNG", "RGBA", "PNG"),
        ("PNG", "L", "PNG"),
        ("PNG", "I;16", "PNG"),
        ("GIF", "P", "PNG"),
        ("JPEG", "RGB", "JPEG"),
        ("JPEG", "CMYK", "JPEG"),
        ("WEBP", "RGB", "JPEG"),
        ("WEBP", "RGBA", "PNG"),
    ],
)
def test_a_large_picture_keeps_its_shape(kind: str, mode: str, expected: str):
    """Sides shrink together, and what was exact or had gaps stays so."""
    made = picture(kind, (400, 200), mode)  # type: ignore[arg-type] -- one of the four, as above
    found = seen(fit(made, WIDE))
    assert ((100, 50), expected) == (found.size, found.format)


def test_a_small_picture_is_not_blown_up():
    """Only bytes were the matter, so pixels stay."""
    noisy = picture("PNG", (90, 90), is_noisy=True)
    found = seen(fit(noisy, Room(max_side=2000, max_bytes=len(noisy) - 1)))
    assert ((90, 90), "JPEG") == (found.size, found.format)


def test_what_is_still_too_heavy_shrinks_on():
    """Sides go down by quarters until the bytes fit."""
    noisy = picture("JPEG", (400, 400), is_noisy=True)
    fitted = fit(noisy, Room(max_side=400, max_bytes=20_000))
    assert fitted is not None
    assert len(fitted) <= 20_000
    assert 64 <= max(seen(fitted).size) < 400


def test_what_cannot_fit_is_given_up():
    """A room for nothing is told, not tried for ever."""
    assert fit(picture("PNG", (400, 400), is_noisy=True), Room(100, 10)) is None


def test_a_turned_picture_is_turned_back():
    """The note about which side is up gets lost, so it is obeyed first."""
    assert (50, 100) == seen(fit(picture("JPEG", (400, 200), orientation=6), WIDE)).size


def test_gaps_become_white_where_they_must_go():
    """A transparent picture too heavy as PNG is drawn on white."""
    noisy = picture("PNG", (90, 90), "RGBA", is_noisy=True)
    clear = Image.open(BytesIO(noisy))
    clear.putalpha(0)
    written = BytesIO()
    clear.save(written, "PNG")
    found = seen(fit(written.getvalue(), Room(2000, 2_000)))
    assert ("JPEG", (255, 255, 255)) == (found.format, found.convert("RGB").getpixel((40, 40)))


def test_the_same_picture_gives_the_same_bytes():
    """What was told once is told in the same bytes again."""
    made = picture("PNG", (300, 300), is_noisy=True)
    assert fit(made, WIDE) == fit(made, WIDE)


def test_a_bomb_is_not_unfolded():
    """A small file of a huge picture is refused by its header."""
    side = int(MAX_PIXELS**0.5) + 1
    bomb = picture("PNG", (side, side), "L")
    assert len(bomb) < 100_000
    assert fit(bomb, WIDE) is None


def test_a_huge_photograph_is_read_at_a_smaller_scale():
    """A JPEG need not be unfolded whole, so that more pixels are allowed."""
    photograph = picture("JPEG", (8_000, 7_000), "L")
    assert (100, 88) == seen(fit(photograph, WIDE)).size


@given(st.binary(max_size=200), st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]), st.integers(0, 80))
def test_garbage_is_no_picture(garbage: bytes, kind: str, kept: int):
    """Whatever stands after a good beginning, nothing is raised."""
    data = picture(kind)[:kept] + garbage  # type: ignore[arg-type] -- one of the four
    fitted = fit(data, WIDE)
    assert fitted is None or seen(fitted).format in {"PNG", "JPEG"}


def test_a_sheet_shows_its_pictures_in_reading_order():
    """Rows are filled one after another, cells are as large as the largest, small ones stay."""
    shades = [picture("PNG", (30, 20)), coloured("red"), coloured("blue", (10, 10))]
    found = seen(lay_out(shades, 2, WIDE))
    assert ("PNG", (30 + GAP + 30, 20 + GAP + 20)) == (found.format, found.size)
    at = [(0, 0), (30 + GAP, 0), (0, 20 + GAP), (20, 20 + GAP), (30, 0), (30 + GAP, 20 + GAP)]
    grey = (128, 128, 128)
    expected = [(0, 0, 0), (255, 0, 0), (0, 0, 255), grey, grey, grey]
    assert expected == [found.getpixel(place) for place in at]


@pytest.mark.parametrize("columns", [2, 3])
def test_a_sheet_fits_into_its_room(columns: int):
    """Large pictures become as small as it takes, and no smaller."""
    found = seen(lay_out([picture("JPEG", (400, 300))] * columns**2, columns, Room(200, 100_000)))
    assert "JPEG" == found.format
    assert 200 - columns < found.width <= 200


def test_a_heavy_sheet_becomes_lighter():
    """Bytes count as well as sides."""
    noisy = picture("PNG", (300, 300), is_noisy=True)
    sheet = lay_out([noisy] * 4, 2, Room(2_000, 20_000))
    assert sheet is not None
    assert len(sheet) <= 20_000
    assert "JPEG" == seen(sheet).format


def test_the_same_pictures_give_the_same_sheet():
    """The beginning of a conversation does not move."""
    made = [picture("JPEG", (300, 300), is_noisy=True), picture("PNG", (90, 90), is_noisy=True)]
    assert lay_out(made, 2, WIDE) == lay_out(made, 2, WIDE)


def test_gaps_are_white_on_a_sheet():
    """What is transparent is drawn on white, as everywhere."""
    clear = coloured("red", mode="RGBA", alpha=0)
    found = seen(lay_out([clear, clear], 2, WIDE))
    assert ((255, 255, 255), "PNG") == (found.getpixel((3, 3)), found.format)


def test_no_sheet_without_all_of_its_pictures():
    """One that cannot be read keeps the sheet from being drawn."""
    assert lay_out([picture(), b"garbage"], 2, WIDE) is None


async def test_the_loop_goes_on_meanwhile():
    """Drawing is done in one other thread, whoever asks."""
    made, threads = picture("PNG", (300, 300), is_noisy=True), set[str]()
    with PillowPictures() as subject:
        results = await asyncio.gather(*(subject.fitted(made, WIDE) for _ in range(3)))
        sheet = await subject.sheet([made, made], 2, WIDE)
        threads |= {each.name for each in threading.enumerate() if "pictures" in each.name}
    assert [fit(made, WIDE)] * 3 == results
    assert lay_out([made, made], 2, WIDE) == sheet
    assert 1 == len(threads)


def test_nothing_is_loaded_before_it_is_needed():
    """The gateway starts without the libraries for media."""
    code = "import sys, kiro_py.compose.gateway; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert set() == {"PIL", "pypdf"} & set(told.stdout.split())
