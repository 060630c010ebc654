"""I say which wish cannot be, by its option, and what may be wished instead."""

import re
from typing import Final

import msgspec

_BOUND: Final = re.compile(
    r"Expected `(?P<kind>\w+)` (?:of length )?(?P<sign>[<>]=?) (?P<bound>\S+)"
    r" - at `\$\.(?P<place>[^`]+)`"
)
_SIGNS: Final = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than"}
_WORDS: Final = {
    "int": "a whole number of {}",
    "float": "a number of {}",
    "str": "{} characters",
    "array": "{} of them",
}
_OPTIONS: Final = {"name": "the name", "models": "--model", "overlapSeconds": "--overlap"}
_HUMP: Final = re.compile(r"(?=[A-Z])")


def misfit(error: msgspec.ValidationError) -> str:
    """Return what a person is told, like `--overlap: expected a whole number of at least 0`."""
    found = _BOUND.fullmatch(str(error))
    if found is None:
        return str(error)
    member = found["place"].partition("[")[0].rpartition(".")[2]
    option = _OPTIONS.get(member) or "--" + _HUMP.sub("-", member).lower()
    most = f"{_SIGNS[found['sign']]} {int(float(found['bound'])):,}"
    return f"{option}: expected {_WORDS[found['kind']].format(most)}"
