"""The settings' file, in which one member at a time is changed; the others stay as they are."""

import asyncio
import json
import threading
from pathlib import Path
from typing import Any, Final, cast

from kiro_py.adapters.durable_file import OvertakenError, write_durably
from kiro_py.errors import StoreUnwritable

WRITE_TRIES: Final = 10
"""How often a change is made anew because somebody has written meanwhile."""


class ConfigFile:
    """Keeps settings in `config.json`; a `SettingStore`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._using_file = threading.Lock()  # held by a worker thread, which nobody cancels

    async def save(self, name: str, value: str) -> None:
        """Write one setting; nothing where there is no file.

        Raises `StoreUnwritable` when it could not be written.
        """
        await asyncio.to_thread(self._save, name, value)

    def _save(self, name: str, value: str) -> None:
        try:
            with self._using_file:
                self._write(name, value)
        except FileNotFoundError:
            return
        except OSError as error:
            raise StoreUnwritable(str(self._path), why=error.strerror or str(error)) from error
        except ValueError as error:
            raise StoreUnwritable(str(self._path), why="it is no longer JSON") from error

    def _write(self, name: str, value: str) -> None:
        for _ in range(WRITE_TRIES):
            previous = self._path.read_bytes()
            document = json.loads(previous.decode("utf-8-sig"))
            if not isinstance(document, dict):
                raise StoreUnwritable(str(self._path), why="it is no longer an object")
            members = cast("dict[str, Any]", document)
            if members.get(name) == value:
                return
            members[name] = value
            text = json.dumps(members, ensure_ascii=False, indent=2) + "\n"
            # A lone surrogate has no UTF-8; written as an escape it is the JSON that it was.
            data = text.encode("utf-8", "backslashreplace")
            try:
                write_durably(self._path, data, previous=previous)
            except OvertakenError:
                continue
            return
        raise StoreUnwritable(str(self._path), why="somebody else writes it all the time")
