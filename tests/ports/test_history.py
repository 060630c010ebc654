"""A past that nobody keeps is empty."""

from kiro_py.ports.history import NoHistory


async def test_nothing_has_happened_and_nobody_was_seen():
    """Neither to a credential nor with a token."""
    history = NoHistory()
    assert ((), {}) == (await history.of(1, 10), await history.owners({"0123456789ab"}))
