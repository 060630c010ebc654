"""Who may be used."""

import pytest

from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.pool.reach import EVERYWHERE, Reach

TEAM = Credential(id=1, auth_method=AuthMethod.API_KEY, groups=("team", "night"))
OTHER = Credential(id=2, auth_method=AuthMethod.API_KEY, groups=("teams",))
FREE = Credential(id=3, auth_method=AuthMethod.API_KEY)


@pytest.mark.parametrize(
    ("expected", "reach"),
    [
        ([1, 2, 3], EVERYWHERE),
        ([1], Reach("team")),
        ([], Reach("Team")),
        ([3], Reach(credential_id=3)),
        ([], Reach("team", 3)),
        ([1], Reach("night", 1)),
    ],
    ids=["all", "a group", "another group", "one", "one outside the group", "one inside"],
)
def test_a_reach_is_strict(expected: list[int], reach: Reach):
    """A group's name is that name and no other, and a credential without groups is in none."""
    assert expected == [each.id for each in (TEAM, OTHER, FREE) if reach.covers(each)]
