"""The settings that are in force, and where each comes from."""

from typing import Literal, TypeAlias

import msgspec

from kiro_py.wire.admin.view import Change, View

Topic: TypeAlias = Literal[
    "credentials", "requests", "jobs", "keys", "settings", "warnings", "sign-ins"
]


class SettingView(View, frozen=True, kw_only=True):
    """One setting; `value` is what is in force, `"***"` for a secret that is set.

    `kind` tells the page what to draw, `expects` says in words what it takes; `choices` belong to
    `choice`.  A setting that is `is_changeable` takes effect at once, another one after a restart:
    when one `is_restart_needed` for, the file says otherwise than what is in force, and `pending`
    is what it says.  One that comes from the environment (`source`) cannot be changed here;
    `runtime` is what was changed where there is no file, and ends with the process.
    """

    name: str
    help: str
    kind: Literal["text", "secret", "number", "flag", "choice", "list", "map", "object"]
    expects: str
    value: object
    default: object
    source: Literal["default", "file", "environment", "runtime"]
    variable: str
    choices: tuple[str, ...]
    is_changeable: bool
    is_restart_needed: bool
    pending: object


class SettingList(View, frozen=True, kw_only=True):
    """All settings; `version` is the ETag of the file."""

    version: str
    path: str
    items: tuple[SettingView, ...]


class SettingsChange(Change, frozen=True, kw_only=True):
    """New values by name; null takes a value out of the file, so that the default is in force."""

    values: dict[str, object]


class ModelView(View, frozen=True, kw_only=True):
    """A model that clients can ask for; `credential_ids` are those whose plan has it.

    `alias_of` is set for a name of the `models` setting.
    """

    id: str
    name: str
    alias_of: str | None
    upstream_id: str
    input_tokens: int | None
    output_tokens: int | None
    rate: float | None
    rate_unit: str | None
    credential_ids: tuple[int, ...]


class ModelList(View, frozen=True, kw_only=True):
    """The models, and what names get that are none of theirs: pairs of words in it and a model.

    `is_known` is false as long as no account has told its models, and those are shown that all had.
    """

    is_known: bool
    items: tuple[ModelView, ...]
    fallback: tuple[tuple[str, str], ...]


class FeedEvent(msgspec.Struct, frozen=True):
    """Something changed: `topic` says what to ask for anew; sent as a server-sent event."""

    topic: Topic
    id: str | None = None
