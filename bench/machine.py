"""I tell what kind of machine this is, and nothing that leads to it."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from bench.figures import Machine

LIBRARIES = ("aiohttp", "uvicorn", "uvloop", "httptools", "litestar", "msgspec")


def this_machine() -> Machine:
    """Return the facts about where the bench runs."""
    system = platform.uname()
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Machine(
        processor=_processor() or system.machine,
        processors=os.cpu_count() or 1,
        memory_gib=round(pages / 2**30, 1),
        system=f"{system.system} {system.release.partition('-')[0]}",
        python=platform.python_version(),
        libraries={name: version(name) for name in LIBRARIES},
        load_before=round(os.getloadavg()[0], 2),
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return ""
