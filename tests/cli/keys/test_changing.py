"""Keys are edited, disabled, enabled and removed."""

from cli.keys.conftest import Keys


def test_what_is_not_said_stays(keys: Keys):
    """And `none` takes a value away."""
    keys("add", "Ada", "--note", "hers", "--group", "team", "--requests-per-minute", 10)
    said = keys("edit", 1, "--name", "Eve", "--group", "none", "--credits-per-month", 2.5)
    assert (0, "key 1 is changed\n") == (said.code, said.out)
    (listed,) = keys.listed
    assert ("Eve", "hers", None, 10, 2.5) == (
        listed["name"],
        listed["note"],
        listed["group"],
        listed["limits"]["requestsPerMinute"],
        listed["limits"]["creditsPerMonth"],
    )


def test_keys_are_turned_away_and_let_in_again(keys: Keys):
    """Several at once; one that is not there is told, and the others are done."""
    for name in ("Ada", "Eve"):
        keys("add", name)
    said = keys("disable", 1, 9, 2, 1)
    assert (1, "key 1 is disabled\nkey 2 is disabled\n") == (said.code, said.out)
    assert "there is no key 9" in said.err
    assert ["disabled", "disabled"] == [each["state"] for each in keys.listed]
    assert 0 == keys("enable", 2).code
    assert {"Ada": "disabled", "Eve": "active"} == {
        each["name"]: each["state"] for each in keys.listed
    }


def test_a_key_is_taken_back(keys: Keys):
    """For good, and its number is not given again."""
    keys("add", "Ada")
    assert (0, "key 1 is removed\n") == ((said := keys("remove", 1)).code, said.out)
    keys("add", "Eve")
    assert [2] == [each["id"] for each in keys.listed]
    assert 1 == keys("remove", 1).code
    assert 1 == keys("edit", 1, "--name", "Bob").code
