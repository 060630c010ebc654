"""Write the recordings of this directory and their provenance: `python -m streams.build` in tests/.

Each public function of `answers`, `tools` and `endings` is one recording; its name is the file's
and its docstring says what it stands for.  The same bytes come out every time.
"""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from streams import answers, endings, tools

HERE = Path(__file__).parent
MODULES = (answers, tools, endings)

INTRODUCTION = """\
# Provenance of the recordings

None of these streams comes from a live account.
Each is synthetic: `build.py` writes it, byte for byte the same every time, from event shapes that \
the service's published clients define and from behaviour that users and open gateways have \
described in public.
Names, ids, paths and signatures in them are fictional.

To change one, edit its function and run `python -m streams.build` in `tests/`.
This file is written by the same command.
"""


def recordings() -> dict[str, Callable[[], bytes]]:
    """Return the function of each recording, by name, in the order of the sources."""
    return {name: make for module in MODULES for name, make in _recordings_of(module)}


def provenance() -> str:
    """Return PROVENANCE.md: what each recording stands for."""
    return INTRODUCTION + "".join(_chapter(module) for module in MODULES)


def main() -> None:
    """Write every file."""
    for name, make in recordings().items():
        (HERE / f"{name}.bin").write_bytes(make())
    (HERE / "PROVENANCE.md").write_text(provenance(), encoding="utf-8")


def _chapter(module: ModuleType) -> str:
    title, _, rest = _doc(module).partition(".  Each function is one recording.")
    entries = (f"\n### {name}\n\n{_doc(make)}\n" for name, make in _recordings_of(module))
    return "\n\n".join(filter(None, (f"\n## {title}", rest.strip()))) + "\n" + "".join(entries)


def _recordings_of(module: ModuleType) -> list[tuple[str, Callable[[], bytes]]]:
    return [
        (name, make)
        for name, make in vars(module).items()
        if getattr(make, "__module__", None) == module.__name__
    ]


def _doc(documented: object) -> str:
    lines = (documented.__doc__ or "").splitlines()
    return "\n".join(line.strip() for line in lines).strip()


if __name__ == "__main__":
    main()
