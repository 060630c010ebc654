"""Keys of clients: what they are made of, and when they work."""

from dataclasses import replace

import pytest

from kiro_py.clients.client import MAIN, Client, Key, KeyState, Limits, digest_of, minted, rotated

NOW = 1_800_000_000.0
NEW, OLD = minted(b"n" * 32), minted(b"o" * 32)
KEY = Key(
    id=7,
    version=1,
    name="Ada",
    note="",
    prefix=NEW.prefix,
    digest=NEW.digest,
    old_digest=OLD.digest,
    old_until=NOW + 60,
    group="team",
    models=("claude-*",),
    limits=Limits(requests_per_minute=10),
    expires_at=NOW + 3600,
    disabled=False,
    created_at=NOW - 60,
    last_used_at=None,
)


def test_a_key_is_its_mark_and_its_randomness():
    """It says whose kind it is, shows ten characters of itself, and is known by its digest."""
    key = NEW.key.reveal()
    assert ("kpy_", 47, key[:10]) == (key[:4], len(key), NEW.prefix)
    assert digest_of(f" {key}\n".encode()) == NEW.digest
    assert NEW.digest != OLD.digest


def test_a_key_needs_all_its_randomness():
    """Fewer bytes could be guessed."""
    with pytest.raises(ValueError, match="32 random bytes, found 16"):
        minted(b"x" * 16)


def test_a_key_says_who_asks():
    """What a client may do is in its key, and the settings' own key may do everything."""
    expected = Client(
        id=7, name="Ada", group="team", models=("claude-*",), limits=Limits(requests_per_minute=10)
    )
    assert expected == KEY.client()
    assert (None, None, (), Limits()) == (MAIN.id, MAIN.group, MAIN.models, MAIN.limits)


def test_a_rotated_key_has_another_text():
    """The one that it had is good for a while; the one before that is not any more."""
    newest = minted(b"m" * 32)
    key = rotated(KEY, newest, NOW + 5)
    assert (newest.prefix, [newest.digest, NEW.digest]) == (key.prefix, list(key.digests(NOW)))
    assert [newest.digest] == list(key.digests(NOW + 5))
    assert (KEY.name, KEY.version, KEY.limits) == (key.name, key.version, key.limits)


@pytest.mark.parametrize(
    ("expected", "digests", "key", "now"),
    [
        (KeyState.ACTIVE, [NEW, OLD], KEY, NOW),
        (KeyState.ACTIVE, [NEW], KEY, NOW + 60),
        (KeyState.ACTIVE, [NEW], replace(KEY, old_digest=None), NOW),
        (KeyState.EXPIRED, [], KEY, NOW + 3600),
        (KeyState.ACTIVE, [NEW], replace(KEY, expires_at=None), NOW + 1e9),
        (KeyState.DISABLED, [], replace(KEY, disabled=True), NOW),
    ],
    ids=["rotated", "after the overlap", "never rotated", "expired", "without end", "disabled"],
)
def test_a_key_works_while_it_may(expected: KeyState, digests: object, key: Key, now: float):
    """An old key works during the overlap, and no key after its end."""
    assert expected is key.state(now)
    assert [each for each in (NEW, OLD) if each.digest in key.digests(now)] == digests
