"""What a credentials file says."""

from fakes_credentials import social
from kiro_py.pool.roster import Entry, Roster


def test_credentials_are_those_that_can_be_used():
    """An entry that makes no credential keeps its place among the entries only."""
    usable = social()
    roster = Roster(document=None, entries=(Entry(2, {}, None), Entry(1, {}, usable)))
    assert (usable,) == roster.credentials
