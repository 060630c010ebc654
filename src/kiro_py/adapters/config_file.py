"""The settings' file, in which only the members that are meant are changed."""

import asyncio
import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, cast

from kiro_py.adapters.durable_file import anew, write_durably
from kiro_py.errors import StoreUnwritable
from kiro_py.ports.settings import Edit, Written

NO_FILE: Final = "none"
"""The version where there is no file."""


class ConfigFile:
    """Keeps settings in `config.json`; a `SettingStore`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.path = str(path)
        self._using_file = threading.Lock()  # held by a worker thread, which nobody cancels

    async def read(self) -> Written:
        """Return what the file says.  Raises `StoreUnwritable` when that cannot be read."""
        return await asyncio.to_thread(self._told, self._read)

    async def change(self, edit: Edit) -> Written:
        """Write what `edit` makes of the file; see the port."""
        return await asyncio.to_thread(self._told, lambda: anew(lambda: self._change(edit)))

    def _told(self, act: Callable[[], Written]) -> Written:
        try:
            with self._using_file:
                return act()
        except OSError as error:
            raise StoreUnwritable(self.path, why=error.strerror or str(error)) from error

    def _read(self) -> Written:
        data = self._data()
        return Written(None if data is None else self._document(data), _version(data))

    def _change(self, edit: Edit) -> Written:
        previous = self._data()
        if previous is None:
            edit(Written(None, NO_FILE))
            return Written(None, NO_FILE)
        before = Written(self._document(previous), _version(previous))
        after = edit(before)
        if after == before.document:
            return before
        text = json.dumps(after, ensure_ascii=False, indent=2) + "\n"
        # A lone surrogate has no UTF-8; written as an escape it is the JSON that it was.
        data = text.encode("utf-8", "backslashreplace")
        write_durably(self._path, data, previous=previous)
        return Written(after, _version(data))

    def _data(self) -> bytes | None:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None

    def _document(self, data: bytes) -> Mapping[str, Any]:
        try:
            document = json.loads(data.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise StoreUnwritable(self.path, why="it is no longer JSON") from error
        if not isinstance(document, dict):
            raise StoreUnwritable(self.path, why="it is no longer an object")
        return cast("dict[str, Any]", document)


def _version(data: bytes | None) -> str:
    return NO_FILE if data is None else hashlib.sha256(data).hexdigest()[:16]
