"""Keys are listed for people and for scripts."""

from cli.keys.conftest import Keys


def test_a_list_for_people(keys: Keys):
    """What a key may is in its line; the settings' own key is not a key of a client."""
    keys("add", "Ada", "--requests-per-minute", 10, "--credits-per-day", 2.5)
    keys("add", "Eve", "--expires", "2020-01-01", "--model", "claude-*", "--model", "glm-*")
    said = keys("list")
    assert 0 == said.code
    eve, ada = [line for line in said.out.splitlines() if "kpy_" in line]
    assert all(word in ada for word in ("Ada", "active", "10/min", "2.5 credits/day"))
    assert all(word in eve for word in ("expired", "claude-*, glm-*", "2020-01-01T00:00:00Z"))
    assert "main" not in said.out


def test_a_list_for_scripts(keys: Keys):
    """The same words as in the admin API, without what only a running gateway knows."""
    keys("add", "Ada")
    (listed,) = keys.listed
    assert {"use", "isMain"}.isdisjoint(listed)
    assert (1, "Ada", None) == (listed["id"], listed["name"], listed["lastUsedAt"])
