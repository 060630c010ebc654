"""What the tests of the page need besides Python: the built page, axe, and a Chromium."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final, NoReturn

import pytest

from kiro_py.admin.page import BUILT

UI: Final = Path(__file__).parents[2] / "ui"
AXE: Final = UI / "node_modules" / "axe-core" / "axe.min.js"
INDEX: Final = BUILT / "index.html"
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
QUIET: Final = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Nothing but the page itself goes out."""


def find_chromium(own: str) -> str:
    """Return the browser's path, `own` being the one that Playwright brings."""
    found = next(filter(None, map(shutil.which, NAMES)), own)
    if not Path(found).exists():
        miss(f"no Chromium: none of {', '.join(NAMES)} is there (`make browser` installs one)")
    return found


def build_page() -> None:
    """Build the page if it is not there; other workers of the same run wait for it."""
    with (UI / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if INDEX.exists() and AXE.exists():
            return
        npm = shutil.which("npm")
        if npm is None:
            miss("no npm: the page cannot be built (install Node 20 or newer, and `make ui`)")
        for words in (("ci",), ("run", "--silent", "build")):
            subprocess.run([npm, *words], cwd=UI, check=True)


def miss(what: str) -> NoReturn:
    """Skip the tests for want of something; where everything must be there, fail them."""
    if os.environ.get("CI"):  # noqa: TID251 -- a test switch
        pytest.fail(what, pytrace=False)
    pytest.skip(what)
