"""A key as its keeper sees it."""

from dataclasses import replace
from datetime import UTC, datetime

from kiro_py.admin.key_views import main_view, view
from kiro_py.clients.client import Key, Limits, minted
from kiro_py.clients.limits import Sums, Use
from kiro_py.secret import Secret
from kiro_py.wire.admin.keys import KeyLimits, KeyUse

NOW, DAY = 1_800_000_000.0, 1_799_971_200.0
MADE, OLD = minted(b"1" * 32), minted(b"2" * 32)
USE = Use(1, 2, NOW + 30, Sums(3, 40, 0.5), Sums(6, 70, 1.5), DAY + 86_400, DAY + 10 * 86_400)
KEY = Key(
    id=7,
    version=3,
    name="Ada",
    note="hers",
    prefix=MADE.prefix,
    digest=MADE.digest,
    old_digest=OLD.digest,
    old_until=NOW + 5,
    group="team",
    models=("claude-*",),
    limits=Limits(requests_per_minute=10),
    expires_at=NOW + 60,
    disabled=False,
    created_at=NOW - 60,
    last_used_at=None,
)


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def test_a_key_is_shown_without_its_text():
    """What it may, what it has used, whether it works, and how long the one before does."""
    seen = view(KEY, USE, NOW - 1, NOW)
    assert (7, "3", "Ada", "hers", MADE.prefix, "team", ("claude-*",)) == (
        seen.id,
        seen.version,
        seen.name,
        seen.note,
        seen.prefix,
        seen.group,
        seen.models,
    )
    assert (KeyLimits(requests_per_minute=10), "active", False) == (
        seen.limits,
        seen.state,
        seen.is_main,
    )
    assert [NOW + 60, NOW - 60, NOW - 1, NOW + 5] == [
        when.timestamp()
        for when in (seen.expires_at, seen.created_at, seen.last_used_at, seen.old_until)
        if when is not None
    ]


def test_use_is_shown_as_it_is_counted():
    """Of this minute, this day and this month."""
    expected = KeyUse(
        in_flight=1,
        requests_this_minute=2,
        requests_today=3,
        tokens_today=40,
        tokens_this_month=70,
        credits_today=0.5,
        credits_this_month=1.5,
        day_ends_at=moment(DAY + 86_400),
        month_ends_at=moment(DAY + 10 * 86_400),
    )
    assert expected == view(KEY, USE, None, NOW).use


def test_what_is_over_is_not_shown_as_if_it_were_not():
    """An overlap that has ended is none, and a key at its end has expired."""
    later = view(KEY, USE, None, NOW + 60)
    assert (None, "expired") == (later.old_until, later.state)
    assert None is view(replace(KEY, old_digest=None, old_until=None), USE, None, NOW).old_until


def test_the_settings_own_key_shows_nothing_of_itself():
    """A fingerprint tells it from another one."""
    seen = main_view(Secret("a-key-that-can-be-guessed"), USE)
    assert (0, True, "main", 12) == (seen.id, seen.is_main, seen.name, len(seen.prefix))
    assert seen.prefix not in "a-key-that-can-be-guessed"
