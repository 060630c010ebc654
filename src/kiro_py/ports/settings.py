"""The need to keep settings that were changed while the gateway runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from kiro_py.wire.admin.settings import SettingList


@dataclass(frozen=True, slots=True)
class Written:
    """What the file says; `version` changes with every byte of it.

    `document` is `None` where there is no file.  Where replicas share what is changed, `shared`
    names the settings that were, and only those are changed that need no restart.
    """

    document: Mapping[str, Any] | None
    version: str
    shared: frozenset[str] | None = None


Edit: TypeAlias = Callable[[Written], Mapping[str, Any]]
"""How a document is made out of what is written; it may raise, and nothing is changed then."""


class SettingStore(Protocol):
    """Where settings are read from at the next start."""

    @property
    def path(self) -> str:
        """Where it is."""
        ...

    async def read(self) -> Written:
        """Return what the file says.  Raises `StoreUnwritable` when that cannot be read."""
        ...

    async def change(self, edit: Edit) -> Written:
        """Write what `edit` makes of the file, and return what is written then.

        It is called anew when somebody else has written meanwhile.  No file is made where there is
        none.  Raises `StoreUnwritable` when the file could not be written.
        """
        ...


Expects: TypeAlias = Callable[[str], None]
"""What is told the version of the file before it is changed, and raises unless it is the one."""


class Wheel(Protocol):
    """The settings in the hands of somebody who may change them."""

    async def shown(self) -> SettingList:
        """Return every setting as it is in force."""
        ...

    async def change(
        self, values: Mapping[str, object], expects: Expects = lambda _: None
    ) -> SettingList:
        """Change settings by name; `None` takes a value away.

        Raises `ConfigRefused` with everything that is wrong with them, `StoreUnwritable` when they
        cannot be kept, and what `expects` raises; nothing is changed then.
        """
        ...
