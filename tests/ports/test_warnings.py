"""What makes two warnings the same one."""

import pytest

from kiro_py.ports.warnings import Concern, Episode


@pytest.mark.parametrize(("number", "expected"), [(None, 0), (0, 0), (3, 3)])
def test_a_concern_and_its_episode_have_one_key(number: int | None, expected: int):
    """The kind, and whom it concerns: the pool is 0, as its kinds are not those of credentials."""
    concern = Concern("spent", "notice", number, "the credits are used up", "wait")
    episode = Episode(*concern.key, since=1.0)
    assert ("spent", expected) == concern.key == episode.key
