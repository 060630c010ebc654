"""The settings in force, and those who want to know when they change."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeAlias

from kiro_py.config.settings import Settings
from kiro_py.config.table import SETTINGS

Adopt: TypeAlias = Callable[[Settings], None]
"""Puts new pieces into the place of old ones; quick, and never raises."""


class Live:
    """The settings in force; whoever follows is handed them whenever they change."""

    __slots__ = ("_followers", "settings")

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._followers: list[Adopt] = []

    def follow(self, adopt: Adopt) -> None:
        """Hand `adopt` the settings in force, now and each time that they change."""
        self._followers.append(adopt)
        adopt(self.settings)

    def take_over(self, read: Settings) -> None:
        """Put what can change while the gateway runs in force as it was `read` now."""
        after = taking_over(self.settings, read)
        if after != self.settings:
            self.settings = after
            for adopt in self._followers:
                adopt(after)


def taking_over(in_force: Settings, read: Settings) -> Settings:
    """Return `in_force` with what can change at run time as `read` has it; the rest stays."""
    live = [setting for setting in SETTINGS if setting.is_live]
    values: dict[str, Any] = {setting.field: getattr(read, setting.field) for setting in live}
    read_sources = {name: read.sources[name] for name in (setting.name for setting in live)}
    return replace(
        in_force, **values, sources=MappingProxyType({**in_force.sources, **read_sources})
    )
