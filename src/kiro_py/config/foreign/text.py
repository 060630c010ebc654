"""Lists with one secret a line, and tables with a header."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Final

from kiro_py.config.entry import FIELDS
from kiro_py.config.foreign.found import Found, judged, name_of, our_name, translated
from kiro_py.errors import ConfigInvalid
from kiro_py.wire.json import JsonObject

KEY_PREFIX: Final = "ksk_"
"""How an API key begins."""

ACCESS_PREFIX: Final = "aoa"
"""How an access token of Kiro's sign-ins begins; its refresh token begins with `aor`."""

SHORTEST_TOKEN: Final = 20
"""No refresh token is shorter: a shorter line is a word, and not a secret."""

LONGEST_HEADER: Final = 10_000
"""Characters of a line that may name columns."""

DELIMITERS: Final = (",", ";", "\t")

_KINDS: Final = {one.name: one.kind for one in FIELDS}
_WELL_KNOWN: Final = frozenset({"refreshToken", "kiroApiKey"})


def find_delimiter(text: str) -> str | None:
    """Return what separates the cells, when the first line is a header that names a secret."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    if len(header) > LONGEST_HEADER:
        return None  # nobody names columns like that, and `csv` refuses cells that are as long
    for delimiter in DELIMITERS:
        cells = next(csv.reader([header], delimiter=delimiter))
        if len(cells) > 1 and _WELL_KNOWN & {our_name(cell) for cell in cells}:
            return delimiter
    return DELIMITERS[0] if our_name(header) in _WELL_KNOWN else None


def read_table(text: str, delimiter: str, source: str) -> tuple[Found, ...]:
    """Return a row for every line below the header.

    Raises `ConfigInvalid` when the quotes of the table do not close.
    """
    try:
        return tuple(_rows(text, delimiter))
    except csv.Error as error:
        raise ConfigInvalid(source, "", f"this is no CSV: {error}") from None


def read_list(text: str) -> tuple[Found, ...]:
    """Return a row for every line that is neither blank nor a note (`#`)."""
    return tuple(
        read_line(f"line {number}", line.strip())
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    )


def read_line(label: str, secret: str) -> Found:
    """Return the row of a bare secret: an API key by its prefix, else a refresh token."""
    if secret.startswith(KEY_PREFIX):
        return judged(label, {"authMethod": "api_key", "kiroApiKey": secret})
    if secret.startswith(ACCESS_PREFIX):
        problem = "this is an access token, which ends in an hour; take the refresh token (aor…)"
        return Found(label, problems=(problem,))
    if len(secret) < SHORTEST_TOKEN:
        problem = "this is neither an API key (ksk_…) nor long enough for a refresh token"
        return Found(label, problems=(problem,))
    return judged(label, {"authMethod": "social", "refreshToken": secret})


def _rows(text: str, delimiter: str) -> Iterator[Found]:
    reader = csv.DictReader(StringIO(text.strip()), delimiter=delimiter, strict=True)
    for row in reader:
        label = f"line {reader.line_num}"
        if None in row:
            yield Found(label, problems=("it has more cells than the header",))
        elif any(row.values()):
            members = _typed(translated(row))
            yield judged(name_of(members, label), members)


def _typed(members: JsonObject) -> JsonObject:
    """Return `members` with numbers and flags where our fields want them."""
    return {
        name: _KINDS[name].from_text(value) if name in _KINDS and isinstance(value, str) else value
        for name, value in members.items()
    }
