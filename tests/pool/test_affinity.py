"""Where conversations are at home."""

import pytest

from kiro_py.pool.affinity import HOME_SECONDS, MAX_CONVERSATIONS, Affinity, Home

OPUS, SONNET = "claude-opus-4.8", "claude-sonnet-4.6"


def test_a_conversation_finds_its_home():
    """What was bound is found, by its own id only."""
    affinity = Affinity()
    affinity.bind("a", 1, OPUS, now=0)
    affinity.bind("b", 2, OPUS, now=0)

    assert (1, 2, None) == tuple(affinity.find(name, now=1) for name in ("a", "b", "c"))


def test_a_home_is_forgotten_after_a_while():
    """A conversation that goes on keeps its home; one that has ended does not."""
    affinity = Affinity()
    affinity.bind("a", 1, OPUS, now=0)
    affinity.bind("a", 1, OPUS, now=HOME_SECONDS - 1)

    assert 1 == affinity.find("a", now=HOME_SECONDS + 1)
    assert affinity.find("a", now=2 * HOME_SECONDS) is None


def test_the_table_does_not_grow_for_ever():
    """The conversations that have been silent longest are forgotten first."""
    affinity = Affinity()
    for number in range(MAX_CONVERSATIONS + 10):
        affinity.bind(str(number), 1, OPUS, now=number)
        affinity.bind("busy", 2, OPUS, now=number)

    assert MAX_CONVERSATIONS == len(affinity)
    now = MAX_CONVERSATIONS + 10
    assert affinity.find("0", now) is None
    assert 2 == affinity.find("busy", now)


def test_a_conversation_that_has_moved_is_shared():
    """Its former and its new credential, and any other, have turns of somebody else before them."""
    affinity = Affinity()
    affinity.bind("a", 1, OPUS, now=0)
    assert [False, True] == [affinity.is_shared("a", number, OPUS) for number in (1, 2)]

    affinity.bind("a", 2, OPUS, now=1)
    affinity.bind("a", 2, OPUS, now=2)
    assert [True, True, True] == [affinity.is_shared("a", number, OPUS) for number in (1, 2, 3)]


def test_who_has_served_is_remembered_for_longer_than_a_home():
    """A conversation without a home may still be known to be somebody else's."""
    affinity = Affinity()
    affinity.bind("a", 1, OPUS, now=0)

    assert affinity.find("a", now=HOME_SECONDS) is None
    assert [False, True] == [affinity.is_shared("a", number, OPUS) for number in (1, 2)]


def test_nobody_shares_a_conversation_that_nobody_knows():
    """What is not known is taken to be the credential's own."""
    assert not Affinity().is_shared("a", 1, OPUS)


def test_a_conversation_that_has_changed_its_model_is_shared():
    """The turns of the one are not the other's, and going back does not undo that."""
    affinity = Affinity()
    affinity.bind("a", 1, OPUS, now=0)
    assert [False, True] == [affinity.is_shared("a", 1, model) for model in (OPUS, SONNET)]

    affinity.bind("a", 1, SONNET, now=1)
    assert [True, True] == [affinity.is_shared("a", 1, model) for model in (OPUS, SONNET)]


def told(credential_id: int, since: float, *, is_shared: bool = False) -> Home:
    return Home(credential_id, OPUS, since, is_shared)


@pytest.mark.parametrize(
    ("own", "others", "home", "is_shared"),
    [
        pytest.param(None, told(2, 5.0), 2, False, id="only they know it"),
        pytest.param(None, told(2, 5.0, is_shared=True), 2, True, id="they say it is shared"),
        pytest.param(told(1, 1.0), told(1, 5.0), 1, False, id="the same home"),
        pytest.param(told(1, 1.0), told(2, 5.0), 2, True, id="theirs is younger"),
        pytest.param(told(1, 9.0), told(2, 5.0), 1, True, id="the own one is younger"),
    ],
)
def test_the_younger_home_counts(own: Home | None, others: Home, home: int, is_shared: bool):  # noqa: FBT001 -- a column of the table
    """A conversation that was at another home, too, is shared, whichever counts."""
    affinity = Affinity()
    if own is not None:
        affinity.bind("a", own.credential_id, own.model, own.since)
    affinity.take_over("a", others)
    assert (home, is_shared) == (affinity.find("a", 10.0), affinity.is_shared("a", home, OPUS))
