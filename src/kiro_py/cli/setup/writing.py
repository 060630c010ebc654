"""A client's settings file, changed where it must be: the previous one stays beside it."""

import contextlib
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiro_py.adapters.durable_file import BACKUP_SUFFIX
from kiro_py.cli.setup.clients import Change
from kiro_py.cli.setup.jsonc import NotJsonError, found, parse, with_value, without
from kiro_py.config.document import read_file
from kiro_py.errors import ConfigInvalid, StoreUnwritable
from kiro_py.secret import Secret

NEW: Final = "{}\n"
"""What a file says that is not there yet."""

OWNER_ONLY: Final = 0o600
"""Who may read a new file: there is a key in it."""

_OTHERS: Final = 0o044


@dataclass(frozen=True, slots=True)
class Edited:
    """A file as it was and as it is to be; `before` is `None` where there is none."""

    path: Path
    before: str | None
    after: str
    lines: tuple[str, ...]

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.lines)


def edited(path: Path, changes: Iterable[Change]) -> Edited:
    """Return the file with the changes made; raises `ConfigInvalid` for one that is not JSON.

    `lines` say what is changed, secrets masked.
    """
    data = read_file(path)
    try:
        before = None if data is None else data.decode("utf-8")
        after, lines = NEW if before is None or not before.strip() else before, list[str]()
        for change in changes:
            old = found(parse(after), change.path)
            after = _changed(after, change)
            lines += _lines(change, old, found(parse(after), change.path))
    except NotJsonError as wrong:
        raise ConfigInvalid(str(path), "", f"it is left as it is: {wrong}") from None
    except UnicodeDecodeError:
        raise ConfigInvalid(str(path), "", "it is left as it is: it is not UTF-8") from None
    return Edited(path, before, after, tuple(lines))


def write(edit: Edited) -> Path | None:
    """Write the file, and return where the previous one is, if there was one.

    Its mode stays what it was.  Raises `StoreUnwritable`.
    """
    try:
        target = edit.path.resolve()  # a link stays a link
        if edit.before is None:
            target.parent.mkdir(parents=True, exist_ok=True)
            _replace(target, edit.after, OWNER_ONLY)
            return None
        mode = target.stat().st_mode & 0o777
        backup = target.with_name(target.name + BACKUP_SUFFIX)
        _replace(backup, edit.before, mode)
        _replace(target, edit.after, mode)
    except OSError as error:
        raise StoreUnwritable(str(edit.path), why=error.strerror or str(error)) from error
    return backup


def others_may_read(path: Path) -> bool:
    """Tell whether others than its owner may read a file."""
    return bool(path.stat().st_mode & _OTHERS)


def _changed(text: str, change: Change) -> str:
    match change.value:
        case None:
            return without(text, change.path)
        case Secret() as secret:
            return with_value(text, change.path, secret.reveal())
        case value:
            return with_value(text, change.path, value)


def _lines(change: Change, old: object, new: object) -> Sequence[str]:
    if old == new:
        return ()
    name, is_open = ".".join(change.path), isinstance(change.value, str)
    told = (("-", old), ("+", new))
    return [
        f"{sign} {name}: {value if is_open and isinstance(value, str) else '***'}"
        for sign, value in told
        if value is not None
    ]


def _replace(path: Path, text: str, mode: int) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
