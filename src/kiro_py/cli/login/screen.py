"""Whether a page can be opened for the person at the terminal, and how."""

import asyncio
import webbrowser
from collections.abc import Mapping


def has_screen(environ: Mapping[str, str], system: str) -> bool:
    """Tell whether a browser would open where the person sits; `system` is as `sys.platform`.

    A terminal that came over the network is somewhere else, and where there are no windows a
    browser would take the terminal away.
    """
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return False
    if system in {"darwin", "win32"}:
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


async def open_page(address: str) -> bool:
    """Open a page in the person's browser, and tell whether there is one."""
    try:
        return await asyncio.to_thread(webbrowser.open, address)
    except webbrowser.Error:
        return False
