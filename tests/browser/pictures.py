"""Pictures of the page: all of them for whoever looks, the good ones for the documentation."""

import os
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.async_api import Page

from browser.stage import PHONE, WIDE, Colours, Language

SEEN: Final = Path(__file__).parent / "pictures"
WANTED: Final = os.environ.get("KIRO_PY_PICTURES")  # noqa: TID251 -- a switch of `make pictures`

LIGHTS: Final[tuple[Colours, ...]] = ("light", "dark")

SHOWN: Final[dict[tuple[str, tuple[int, int], str, str], str]] = {
    ("overview", WIDE, "light", "en"): "page-overview",
    ("overview", WIDE, "dark", "en"): "page-overview-dark",
    ("credentials", WIDE, "light", "en"): "page-credentials",
    ("trace", WIDE, "light", "en"): "page-trace",
    ("keys", WIDE, "light", "en"): "page-keys",
    ("usage", WIDE, "dark", "en"): "page-usage-dark",
    ("credentials", PHONE, "light", "zh"): "page-credentials-phone",
}
"""What the README and the documentation show, and how it is called there."""


async def take(
    page: Page, name: str, size: tuple[int, int], colours: Colours, language: Language
) -> None:
    """Take pictures of what is to be seen now, by day and by night, if somebody wants them."""
    if WANTED is None:
        return
    SEEN.mkdir(exist_ok=True)
    for light in LIGHTS:
        await page.emulate_media(color_scheme=light)
        content = await page.screenshot(animations="disabled", caret="hide")
        (SEEN / f"{name}-{size[0]}-{light}-{language}.png").write_bytes(content)
        shown = SHOWN.get((name, size, light, language))
        if shown is not None:
            _pack(content).save(Path(WANTED) / f"{shown}.png", optimize=True)
    await page.emulate_media(color_scheme=colours)


def _pack(content: bytes) -> Image.Image:
    """Return a picture in few colours, which is all that the page has."""
    with Image.open(BytesIO(content)) as picture:
        return picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE)
