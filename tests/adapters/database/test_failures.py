"""What the database cannot do is told without what it was asked."""

import pytest
from sqlalchemy.exc import OperationalError

from kiro_py.adapters.database.failures import failures_told
from kiro_py.errors import StoreUnwritable


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (OperationalError("INSERT a secret", {}, OSError("disk full")), "disk full"),
        (TimeoutError("a secret"), "TimeoutError"),
    ],
)
def test_the_reason_is_told_and_no_statement(failure: Exception, expected: str):
    """Values stand in statements."""
    with pytest.raises(StoreUnwritable) as told, failures_told():
        raise failure
    assert expected == told.value.why


def test_what_is_no_fault_of_the_database_passes():
    """A slip of ours is no full disk."""
    with pytest.raises(KeyError), failures_told():
        raise KeyError
