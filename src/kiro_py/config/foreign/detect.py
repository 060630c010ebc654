"""Which form a file has, by its content and never by its name."""

import json
import re
from enum import Enum
from typing import Final

from kiro_py.config.document import parse
from kiro_py.config.foreign.documents import NOTHING_BESIDE, Beside, read_document
from kiro_py.config.foreign.found import Found
from kiro_py.config.foreign.text import DELIMITERS, find_delimiter, read_list, read_table
from kiro_py.config.kinds import is_sayable
from kiro_py.errors import ConfigInvalid

SQLITE_MAGIC: Final = b"SQLite format 3\x00"


class Form(Enum):
    """The forms that can be told apart."""

    DATABASE = "a database"
    DOCUMENT = "JSON"
    TABLE = "CSV"
    LIST = "a list"


def form_of(data: bytes, source: str) -> Form:
    """Return the form of a file; raises `ConfigInvalid` for one that holds nothing or no text."""
    if data.startswith(SQLITE_MAGIC):
        return Form.DATABASE
    text = _text(data, source)
    if text.lstrip().startswith(("{", "[")):
        return Form.DOCUMENT
    return Form.LIST if find_delimiter(text) is None else Form.TABLE


def read_foreign(data: bytes, source: str, beside: Beside = NOTHING_BESIDE) -> tuple[Found, ...]:
    """Return a row for every sign-in in a file's bytes; `source` names it in problems.

    Raises `ConfigInvalid` when the file cannot be read as a whole, as a database cannot from here.
    """
    match form_of(data, source):
        case Form.DATABASE:
            raise ConfigInvalid(source, "", "a database is not read from its bytes")
        case Form.DOCUMENT:
            return read_document(_document(data, source), beside)
        case Form.TABLE:
            text = _text(data, source)
            return read_table(text, find_delimiter(text) or DELIMITERS[0], source)
        case Form.LIST:
            return read_list(_text(data, source))


def _document(data: bytes, source: str) -> object:
    document = parse(data, source)
    # What is in it is shown to people, and half a character cannot be.
    if re.search(rb"\\u[dD][89a-fA-F]", data) and not is_sayable(
        json.dumps(document, ensure_ascii=False)
    ):
        raise ConfigInvalid(source, "", "it has half a character, which is no text")
    return document


def _text(data: bytes, source: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not UTF-8: this is no form that is known"
        raise ConfigInvalid(source, "", problem) from None
    if not text.strip():
        raise ConfigInvalid(source, "", "the file is empty")
    return text
