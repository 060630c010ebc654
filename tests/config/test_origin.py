"""What becomes of the entries that were made from the environment."""

import json
from typing import Any

import pytest

from kiro_py.config.credentials import read_roster
from kiro_py.config.origin import Origin, Origins, Plan, planned, read_origins
from kiro_py.errors import ConfigInvalid
from kiro_py.pool.roster import Roster

ADA: dict[str, Any] = {"refreshToken": "rt-ada", "note": "Ada", "expiresAt": "2020-01-01T00:00:00Z"}
BEN: dict[str, Any] = {"refreshToken": "rt-ben"}
KEY: dict[str, Any] = {"kiroApiKey": "ksk_example"}


def roster(*entries: dict[str, Any]) -> Roster:
    return read_roster(json.dumps(entries).encode(), "test", derives_machine_ids=False)


def made_of(*entries: dict[str, Any], first_id: int = 1) -> Origins:
    """Return the origins of a file that was made from `entries`."""
    plan = planned(roster(*entries), Origins(), roster())
    return Origins(
        tuple(
            Origin(number, origin.token, origin.rest, origin.names)
            for number, (_, origin) in enumerate(plan.new, first_id)
        )
    )


def acts(plan: Plan) -> tuple[list[Any], dict[int, Any], list[int]]:
    """Return what is added, changed and taken out."""
    return [members for members, _ in plan.new], dict(plan.changed), list(plan.gone)


NOTHING: tuple[list[Any], dict[int, Any], list[int]] = ([], {}, [])


def test_what_is_new_is_added():
    """At first that is everything."""
    assert ([ADA, KEY], {}, []) == acts(planned(roster(ADA, KEY), Origins(), roster()))


def test_a_rotated_token_wins():
    """The file's is newer for as long as the environment names the one that it was made from."""
    held = roster(ADA | {"id": 1, "refreshToken": "rt-ada-renewed", "accessToken": "at"})
    plan = planned(roster(ADA), made_of(ADA), held)
    assert (NOTHING, made_of(ADA).made) == (acts(plan), plan.kept)


def test_another_sign_in_takes_the_place():
    """The old one is taken out, and whatever else is in the file stays."""
    held = roster({**ADA, "id": 1, "refreshToken": "rt-ada-renewed"}, {**KEY, "id": 2})
    assert ([BEN], {}, [1]) == acts(planned(roster(BEN), made_of(ADA), held))


def test_a_change_beside_the_token_is_carried_over():
    """It is set in the entry, what is no longer given is taken out, and no token is touched."""
    held = roster({**ADA, "id": 1, "refreshToken": "rt-ada-renewed"})
    given = roster({"refreshToken": "rt-ada", "priority": 3, "expiresAt": 1})
    assert ([], {1: {"note": None, "priority": 3}}, []) == acts(planned(given, made_of(ADA), held))


def test_an_access_token_is_no_change():
    """A fresh copy of the same sign-in does not set the file back."""
    given = roster({**ADA, "accessToken": "at-older", "expiresAt": "2021-01-01T00:00:00Z"})
    assert NOTHING == acts(planned(given, made_of(ADA), roster({**ADA, "id": 1})))


def test_what_is_there_already_is_not_added():
    """A file that was made by hand, or before a crash, is taken over."""
    plan = planned(roster(ADA), Origins(), roster({**ADA, "id": 7}))
    assert (NOTHING, [7]) == (acts(plan), [origin.id for origin in plan.kept])


def test_what_was_taken_out_stays_out():
    """It is only told: somebody did that on the page."""
    plan = planned(roster(ADA, BEN), made_of(ADA, BEN), roster({**BEN, "id": 2}))
    assert (NOTHING, [1]) == (acts(plan), plan.missed)


def test_an_environment_that_says_nothing_changes_nothing():
    """A secret that was mislaid costs no sign-in."""
    plan = planned(roster(), made_of(ADA), roster({**ADA, "id": 1}))
    assert (NOTHING, made_of(ADA).made) == (acts(plan), plan.kept)


def test_nothing_is_taken_out_on_a_slip():
    """An entry that cannot be read may be the one that is missing."""
    held = roster({**ADA, "id": 1}, {**BEN, "id": 2})
    plan = planned(roster(ADA, {"refreshToken": 7}), made_of(ADA, BEN), held)
    assert (NOTHING, made_of(ADA, BEN).made) == (acts(plan), plan.kept)


def test_a_sign_in_given_twice_is_added_once():
    """Two entries would spend one token."""
    assert ([ADA], {}, []) == acts(planned(roster(ADA, ADA), Origins(), roster()))


def test_no_secret_is_kept():
    """Origins are fingerprints."""
    origin = made_of({**ADA, "clientSecret": "hush"}).made[0]
    assert not [word for word in ("rt-ada", "hush", "Ada") if word in repr(origin)]


@pytest.mark.parametrize("data", [b"", b"[]", b'{"made": [{}]}', b"\xff"])
def test_what_was_not_written_there_is_refused(data: bytes):
    """Nobody guesses which token was renewed."""
    with pytest.raises(ConfigInvalid, match="delete it"):
        read_origins("origin.json", data)


def test_nothing_was_kept_at_first():
    """No file is no origin."""
    assert Origins() == read_origins("origin.json", None)
