"""Keys are made and rotated, and shown once."""

from cli.keys.conftest import Keys


def test_a_key_is_made_and_shown(keys: Keys):
    """It alone is the result, so that a script can take it; the rest is said beside it."""
    said = keys("add", "Ada", "--group", "team", "--model", "claude-*", "--tokens-per-day", 1000)
    key = said.out.strip()
    assert (0, True, True) == (said.code, key.startswith("kpy_"), "key 1 is made" in said.err)
    assert "within 2 seconds" in said.err
    (listed,) = keys.listed
    assert ("Ada", "team", ["claude-*"], 1000, key[:10]) == (
        listed["name"],
        listed["group"],
        listed["models"],
        listed["limits"]["tokensPerDay"],
        listed["prefix"],
    )
    assert key not in keys("list").out


def test_a_script_gets_json(keys: Keys):
    """The number of the key is in it."""
    made = keys("add", "Ada", "--json").json
    assert {"id": 1} == {name: value for name, value in made.items() if name != "key"}
    assert made["key"].startswith("kpy_")


def test_a_rotated_key_is_another(keys: Keys):
    """The old text works for as long as was said."""
    first = keys("add", "Ada").out.strip()
    said = keys("rotate", 1, "--overlap", 3600)
    assert (0, True) == (said.code, said.out.strip().startswith("kpy_") and first not in said.out)
    (listed,) = keys.listed
    assert (said.out.strip()[:10], True) == (listed["prefix"], listed["oldUntil"] is not None)


def test_what_cannot_be_is_refused(keys: Keys):
    """A key that is not there, an overlap without end, a limit of nothing."""
    refused = keys("rotate", 9)
    assert (1, "there is no key 9\n", "") == (refused.code, refused.err, refused.out)
    keys("add", "Ada")
    assert 1 == keys("rotate", 1, "--overlap", 10**9).code
    said = keys("add", "Eve", "--parallel-requests", 0)
    told = "--parallel-requests: expected a whole number of at least 1\n"
    assert (1, told, "") == (said.code, said.err, said.out)
    assert 1 == len(keys.listed)
