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
    """Take a picture of what is to be seen now."""
    content = await page.screenshot(animations="disabled", caret="hide")
    SEEN.mkdir(exist_ok=True)
    (SEEN / f"{name}-{size[0]}-{colours}-{language}.png").write_bytes(content)
    shown = SHOWN.get((name, size, colours, language))
    if WANTED and shown is not None:
        _pack(content).save(Path(WANTED) / f"{shown}.png", optimize=True)


def _pack(content: bytes) -> Image.Image:
    """Return a picture in few colours, which is all that the page has."""
    with Image.open(BytesIO(content)) as picture:
        return picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE)
