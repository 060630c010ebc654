"""What the database cannot do is told without what it was asked."""

import pytest
from sqlalchemy.exc import InvalidRequestError, OperationalError

from kiro_py.adapters.database.failures import failures_told, told
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


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (OperationalError("INSERT a secret", {}, OSError("disk full")), "disk full"),
        (InvalidRequestError("a secret"), "InvalidRequestError"),
        (ConnectionError("nobody is there"), "nobody is there"),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_a_failure_is_told_in_few_words(failure: Exception, expected: str):
    """The driver's own, or what kind it is."""
    assert expected == told(failure)
