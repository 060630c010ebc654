"""One setting, and what follows from its name."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from kiro_py.config.kinds import Kind

ENVIRONMENT_PREFIX: Final = "KIRO_PY_"


class Default(Enum):
    """What a default can be besides a value."""

    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; a dot in its name means a member of an object.

    `default_told` says in words what no default means.  `is_read` is false for what a kiro-rs
    configuration may hold and this version checks without acting on it.  `is_live` is true for what
    takes effect at once when it is changed while the gateway runs.
    """

    name: str
    kind: Kind[Any]
    default: object
    help: str
    default_told: str = ""
    is_read: bool = True
    is_live: bool = False

    @property
    def field(self) -> str:
        """The field of `Settings`."""
        return re.sub(
            r"(?<=[a-z])[A-Z]|\.", lambda found: "_" + found[0].strip("."), self.name
        ).lower()

    @property
    def variable(self) -> str:
        """The variable of the environment."""
        return ENVIRONMENT_PREFIX + self.field.upper()
