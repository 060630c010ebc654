"""What the database cannot do is told without what it was asked."""

import pytest
from asyncpg import InternalClientError
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from kiro_py.adapters.database.failures import failures_told, is_away, is_of_a_row, told
from kiro_py.errors import StoreAway, StoreUnwritable


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (OperationalError("INSERT a secret", {}, OSError("disk full")), "disk full"),
        (IntegrityError("a secret", {}, OSError("it is there")), "it is there"),
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


class Server(Exception):  # noqa: N818 -- what a server says
    """An error as the driver of PostgreSQL tells it."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.sqlstate = state


@pytest.mark.parametrize(
    ("failure", "away", "of_a_row"),
    [
        (ConnectionError("nobody is there"), True, False),
        (TimeoutError(), True, False),
        (PoolTimeout(), True, False),
        (InternalClientError("cannot switch to state 12"), True, False),
        (DBAPIError("", {}, Server("57P01")), True, False),
        (DBAPIError("", {}, Server("25006")), True, False),
        (DBAPIError("", {}, Server("42P01")), False, False),
        (DBAPIError("", {}, Server("22003")), False, True),
        (DBAPIError("", {}, Server("23505")), False, True),
        (OperationalError("", {}, Exception("disk full")), False, False),
        (OperationalError("", {}, Exception("gone"), connection_invalidated=True), True, False),
        (IntegrityError("", {}, Exception("there already")), False, True),
        (ValueError("a slip"), False, True),
    ],
    ids=str,
)
def test_whose_fault_it_is_is_known(failure: Exception, *, away: bool, of_a_row: bool):
    """What is the database's passes; what is a row's does not."""
    assert (away, of_a_row) == (is_away(failure), is_of_a_row(failure))


@pytest.mark.parametrize(
    "failure", [ConnectionRefusedError("refused"), InternalClientError("refused")], ids=repr
)
def test_one_that_does_not_answer_is_told_apart(failure: Exception):
    """The same may go well in a moment, also when the driver did not see the end coming."""
    with pytest.raises(StoreAway, match="does not answer: refused") as told, failures_told():
        raise failure
    assert isinstance(told.value, StoreUnwritable)
