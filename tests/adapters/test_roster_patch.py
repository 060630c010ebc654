"""What changes in an entry, and what of it does not."""

from typing import Any

import pytest

from fakes_credentials import MACHINE
from kiro_py.adapters.roster_patch import (
    Change,
    edit_entries,
    encoded,
    faults,
    merged,
    patch,
    refuse_new,
    with_added,
    without,
)
from kiro_py.config.credentials import read_roster
from kiro_py.errors import ConfigRefused
from kiro_py.pool.credential import Tokens
from kiro_py.pool.roster import Roster
from kiro_py.ports.credentials import accept
from kiro_py.secret import Secret


def roster(document: object) -> Roster:
    return read_roster(encoded(document), "credentials.json")


def entry(number: int = 1, **more: object) -> dict[str, Any]:
    return {"id": number, "refreshToken": f"refresh-{number}", "machineId": MACHINE, **more}


def test_tokens_are_written_over_what_they_were_exchanged_for():
    """One call changes the one entry, and says that it has."""
    found = roster([entry(), entry(2)])
    spent = frozenset({Secret("refresh-1").fingerprint()})
    change = Change(MACHINE, Tokens(refresh_token=Secret("new"), expires_at=0.5), spent)
    assert patch(found, {1: change})
    expected = [entry(refreshToken="new", expiresAt="1970-01-01T00:00:00.500Z"), entry(2)]
    assert expected == found.document
    assert not patch(found, {1: change})


@pytest.mark.parametrize("spent", ["somebody-else-s", "refresh-2"])
def test_tokens_are_not_written_over_another_sign_in(spent: str):
    """A refresh token that we did not spend is newer than ours."""
    found = roster([entry()])
    change = Change(MACHINE, Tokens(refresh_token=Secret("new")), frozenset({spent}))
    assert not patch(found, {1: change})
    assert [entry()] == found.document


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([], [entry(7)], id="an empty list"),
        pytest.param([entry()], [entry(), entry(7)], id="a list"),
        pytest.param(entry(), [entry(), entry(7)], id="one object becomes a list"),
        pytest.param(
            [{"note": "no entry of ours"}], [{"note": "no entry of ours"}, entry(7)], id="odd"
        ),
    ],
)
def test_new_entries_stand_at_the_end(before: object, after: object):
    """What was there stays as it was, and members without a value are not written."""
    given = {"id": 3, "refreshToken": "refresh-7", "machineId": MACHINE, "email": None}
    assert (after, [7]) == with_added(roster(before), [given], 7)


@pytest.mark.parametrize("key", ["refreshToken", "kiroApiKey"])
def test_no_two_entries_share_a_key(key: str):
    """Each problem is told by its place among the new ones, without the key itself."""
    with pytest.raises(ConfigRefused) as caught:
        with_added(roster([{"id": 4, key: "one"}]), [{key: "one"}, {key: "two"}, {key: "two"}], 5)
    assert [
        (f"[0].{key}", "credential 4 holds it already"),
        (f"[2].{key}", "[1] holds it already"),
    ] == [(problem.key, problem.problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([entry(), entry(2)], [entry(2)], id="a list"),
        pytest.param([entry()], [], id="the last of a list"),
        pytest.param(entry(), [], id="the only object"),
    ],
)
def test_an_entry_is_taken_out(before: object, after: object):
    """The others stay where they are."""
    assert after == without(roster(before), 1)


def test_what_is_not_there_is_not_taken_out():
    """Its absence is told."""
    with pytest.raises(KeyError):
        without(roster([entry()]), 2)


def test_members_are_set_in_their_places():
    """A new one comes last, `None` takes one out, and an id stays; what was held is told."""
    found = roster([{"id": 1, "email": "a@example.com", "priority": 0}])
    wanted = {"email": None, "priority": 3, "region": "eu-central-1", "gone": None, "id": 8}
    ((held, members),) = edit_entries(found, {1: wanted}, accept)
    assert [("id", 1), ("priority", 3), ("region", "eu-central-1")] == list(members.items())
    assert {"id": 1, "email": "a@example.com", "priority": 0} == held


def test_only_a_new_fault_is_refused():
    """What is wrong already is no reason to leave an entry as it is."""
    bad = [{"region": "nowhere!", "refreshToken": None, "kiroApiKey": "ksk_example"}]
    found = faults(bad, lambda data: read_roster(data, "credentials.json"))
    assert ["[0].region"] == [fault.key for fault in found]
    refuse_new(found, found)
    with pytest.raises(ConfigRefused, match="region"):
        refuse_new(found)


def test_what_newer_tokens_do_not_say_is_kept():
    """A refresh token that was not rotated is still the one to use."""
    older = Tokens(Secret("access"), Secret("refresh"), 5.0, "arn:aws:example")
    newer = Tokens(access_token=Secret("new-access"), expires_at=0.0)
    expected = Tokens(Secret("new-access"), Secret("refresh"), 0.0, "arn:aws:example")
    assert expected == merged(older, newer)


def test_a_document_is_written_for_people():
    """It is indented, has its own letters, and ends with a line's end."""
    assert '[\n  {\n    "名": "值"\n  }\n]\n'.encode() == encoded([{"名": "值"}])
