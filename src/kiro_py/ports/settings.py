"""The need to keep a setting that was changed while the gateway runs."""

from typing import Protocol


class SettingStore(Protocol):
    """The place that settings are read from at the next start."""

    async def save(self, name: str, value: str) -> None:
        """Write one setting and leave the others as they are; nothing where there is no file.

        Raises `StoreUnwritable` when it could not be written.
        """
        ...
