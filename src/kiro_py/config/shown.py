"""The settings as they are shown to their owner: every one of them, and no secret."""

from collections.abc import Mapping
from typing import Any, Final, cast

from kiro_py.config.setting import Default, Setting
from kiro_py.config.settings import Settings
from kiro_py.config.table import SETTINGS
from kiro_py.wire.admin.settings import SettingView

MASK: Final = "***"
"""What is shown of a secret that is set."""


def shown(in_force: Settings, written: Settings | None) -> tuple[SettingView, ...]:
    """Return every setting in the order of the reference.

    `written` is what the next start would read, `None` if that cannot be told.
    """
    return tuple(_view(setting, in_force, written or in_force) for setting in SETTINGS)


def _view(setting: Setting, in_force: Settings, written: Settings) -> SettingView:
    value, later = getattr(in_force, setting.field), getattr(written, setting.field)
    is_pending = value != later
    return SettingView(
        name=setting.name,
        help=setting.help,
        kind="secret" if setting.kind.is_secret else setting.kind.form,
        expects=setting.kind.expects,
        value=told(setting, value),
        default=None if setting.default is Default.REQUIRED else told(setting, setting.default),
        source=in_force.sources.get(setting.name, "default"),
        variable=setting.variable,
        choices=setting.kind.choices,
        is_changeable=setting.is_live,
        is_restart_needed=is_pending,
        pending=told(setting, later) if is_pending else None,
    )


def told(setting: Setting, value: object) -> object:
    """Return a value as JSON, a secret as a mask."""
    if setting.kind.is_secret:
        return None if value is None else MASK
    return _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, Any]", value))
    if isinstance(value, tuple):
        return list(cast("tuple[object, ...]", value))
    return value
