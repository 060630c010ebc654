"""How ready a gateway is."""

import msgspec
import pytest

from kiro_py.public.readiness import readiness


@pytest.mark.parametrize(
    ("expected", "can_serve", "unsaved"),
    [
        pytest.param({"status": "ready"}, True, (), id="ready"),
        pytest.param(
            {"status": "ready", "unsaved_tokens": [2, 7]}, True, {7, 2}, id="unsaved tokens"
        ),
        pytest.param(
            {"status": "not ready", "reason": "no usable credential"}, False, (), id="nobody"
        ),
        pytest.param(
            {"status": "not ready", "reason": "no usable credential", "unsaved_tokens": [1]},
            False,
            [1],
            id="nobody, and unsaved tokens",
        ),
    ],
)
def test_readiness_is_told(*, expected: dict[str, object], can_serve: bool, unsaved: set[int]):
    """Whoever cannot serve is not ready; tokens that are not saved are told beside it."""
    found = readiness(can_serve=can_serve, unsaved=unsaved)
    assert expected == msgspec.json.decode(msgspec.json.encode(found))
    assert can_serve is found.is_ready


UNREACHABLE = "unreachable since 2027-01-15T08:00:00Z"


@pytest.mark.parametrize("has_living", [True, False])
def test_a_database_that_is_away_is_told(*, has_living: bool):
    """It is no reason to send requests elsewhere, as long as some access token lives."""
    found = readiness(can_serve=True, unsaved=(), database=UNREACHABLE, has_living=has_living)
    assert (has_living, UNREACHABLE) == (found.is_ready, found.database)


def test_without_a_renewal_due_nothing_is_told():
    """A token that has to be renewed is, as long as there is a place for it."""
    assert readiness(can_serve=True, unsaved=(), has_living=False).is_ready
