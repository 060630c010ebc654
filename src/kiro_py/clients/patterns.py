"""Patterns of models, like `claude-sonnet-*`.

`*` stands for any characters; dots and dashes are one, and letter case is none, as in the names
that clients send.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

MAX_PATTERN_CHARACTERS: Final = 200


def matches(pattern: str, name: str) -> bool:
    """Tell whether `name` is one that `pattern` means."""
    return _compiled(pattern).fullmatch(_plain(name)) is not None


def is_allowed(patterns: Iterable[str], names: Iterable[str]) -> bool:
    """Tell whether a model may be asked that has these names; without patterns any may."""
    wanted, known = tuple(patterns), tuple(names)
    return not wanted or any(matches(pattern, name) for pattern in wanted for name in known)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return `pattern` as one that never goes back: each part is looked for once, the first wins.

    A plain `.*` for each star takes exponential time for a hostile pattern.
    """
    first, *rest = re.sub(r"\*+", "*", _plain(pattern)).split("*")
    if not rest:
        return re.compile(re.escape(first))
    *middle, last = rest
    parts = "".join(f"(?>.*?{re.escape(part)})" for part in middle)
    return re.compile(f"{re.escape(first)}{parts}.*{re.escape(last)}", re.DOTALL)


def _plain(name: str) -> str:
    return name.strip().lower().replace(".", "-")
