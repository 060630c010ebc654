"""A JSON file, read whole or refused by name; it is never written here."""

import json
from pathlib import Path

from kiro_py.errors import ConfigInvalid


def read_file(path: Path) -> bytes | None:
    """Return what the file holds, `None` when there is none.

    Raises `ConfigInvalid` when it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except IsADirectoryError:
        problem = "found a directory, expected a file: was it missing when a container mounted it?"
        raise ConfigInvalid(str(path), "", problem) from None
    except OSError as error:
        raise ConfigInvalid(str(path), "", f"cannot be read: {error.strerror}") from error


def parse(data: bytes, source: str) -> object:
    """Return the JSON in `data`.

    Raises `ConfigInvalid` with the place where it breaks off or stops being JSON.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not UTF-8: save the file as UTF-8"
        raise ConfigInvalid(source, "", problem) from None
    if not text.strip():
        raise ConfigInvalid(source, "", "the file is empty: restore it, or delete it")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigInvalid(source, "", _told(error)) from None
    except RecursionError:
        raise ConfigInvalid(source, "", "the JSON is nested too deeply") from None
    except ValueError:
        raise ConfigInvalid(source, "", "a number in it has thousands of digits") from None


def _told(error: json.JSONDecodeError) -> str:
    where = f"line {error.lineno}, column {error.colno}"
    if error.pos >= len(error.doc.rstrip()):
        return f"the JSON breaks off at {where}: the file is truncated"
    if error.msg.startswith("Unterminated string"):
        return f"the text that begins at {where} has no end: the file is truncated"
    return f"this is not JSON at {where}: {error.msg[:1].lower()}{error.msg[1:]}"
