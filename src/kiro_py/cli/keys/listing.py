"""What is there: `list`."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.words import DONE, AsJson, print_json, print_table, stamp
from kiro_py.cli.keys.opening import at_desk

if TYPE_CHECKING:
    from kiro_py.admin.key_desk import KeyDesk
    from kiro_py.wire.admin.keys import KeyLimits, KeyView

NOTHING: Final = "-"

_HEADINGS: Final = ("id", "key", "name", "state", "group", "models", "limits", "expires", "used")

_SHORT: Final = (
    ("requests_per_minute", "{:,}/min"),
    ("parallel_requests", "{:,} at once"),
    ("tokens_per_day", "{:,} tokens/day"),
    ("tokens_per_month", "{:,} tokens/month"),
    ("credits_per_day", "{:g} credits/day"),
    ("credits_per_month", "{:g} credits/month"),
)


def list_all(
    *,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
    as_json: AsJson = False,
) -> int:
    """List the keys of clients, and what they may.

    Parameters
    ----------
    config
        The settings, which may name another database.
    credentials
        The credentials file, beside which the database is.
    as_json
        Print JSON.
    """

    async def show(desk: "KeyDesk") -> int:
        found = [item for item in desk.page().items if not item.is_main]
        if as_json:
            print_json([_facts(item) for item in found])
        else:
            print_table(_HEADINGS, map(_cells, found))
        return DONE

    return at_desk(config, credentials, show)


def _facts(item: "KeyView") -> dict[str, object]:
    """Return what the database knows of a key; what is used just now is the gateway's to tell."""
    facts: dict[str, object] = msgspec.to_builtins(item)
    return {name: fact for name, fact in facts.items() if name not in {"use", "isMain"}}


def _cells(item: "KeyView") -> tuple[str, ...]:
    return (
        str(item.id),
        f"{item.prefix}…",
        item.name,
        item.state,
        item.group or NOTHING,
        ", ".join(item.models) or NOTHING,
        _limits(item.limits) or NOTHING,
        _moment(item.expires_at),
        _moment(item.last_used_at),
    )


def _limits(limits: "KeyLimits") -> str:
    told = ((text, getattr(limits, name)) for name, text in _SHORT)
    return ", ".join(text.format(value) for text, value in told if value is not None)


def _moment(when: datetime | None) -> str:
    return NOTHING if when is None else stamp(when.timestamp())
