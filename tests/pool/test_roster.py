"""What a credentials file says."""

import pytest

from fakes_credentials import social
from kiro_py.pool.roster import Entry, Roster


def test_credentials_are_those_that_can_be_used():
    """An entry that makes no credential keeps its place among the entries only."""
    usable = social()
    roster = Roster(document=None, entries=(Entry(2, {}, None), Entry(1, {}, usable)))
    assert (usable,) == roster.credentials


def test_an_entry_is_found_by_its_id():
    """Whether it can be used or not."""
    entry = Entry(2, {}, None)
    assert entry is Roster(document=None, entries=(Entry(1, {}, None), entry)).entry(2)


def test_an_entry_that_is_not_there_is_missed():
    """Nothing is returned in its place."""
    with pytest.raises(KeyError):
        Roster(document=None).entry(1)
