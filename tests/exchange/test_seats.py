"""Room for so many requests."""

import pytest

from kiro_py.errors import RequestRefused
from kiro_py.exchange.seats import Seats


def test_one_too_many_is_turned_away():
    """With all seats taken the next request is refused as overloaded, and takes none."""
    seats = Seats(1)
    with seats.one():
        with pytest.raises(RequestRefused) as refused, seats.one():
            pass
        assert 1 == seats.taken
    assert (529, "overloaded_error") == (refused.value.status, refused.value.error_type)


def test_a_seat_is_given_back_however_it_is_left():
    """A request that fails leaves its seat to the next one."""
    seats = Seats(1)
    with pytest.raises(ValueError, match="broken"), seats.one():
        raise ValueError("broken")
    with seats.one():
        assert 1 == seats.taken


def test_no_limit_is_no_limit():
    """Zero is room for any number, and they are still counted."""
    seats = Seats()
    with seats.one(), seats.one():
        assert 2 == seats.taken
    assert 0 == seats.taken


def test_streams_are_counted_apart():
    """They last, so that whoever counts machines counts them."""
    seats = Seats()
    with seats.one(), seats.one(is_streamed=True):
        assert (2, 1) == (seats.taken, seats.streams)
    assert (0, 0) == (seats.taken, seats.streams)
