"""A clock that jumps."""

import pytest

from kiro_py.simulator.clock import Clock


def test_a_jump_is_a_jump():
    """After a jump the time is that much later."""
    clock = Clock()
    before = clock.now()
    clock.advance(3_600)

    assert pytest.approx(3_600, abs=60) == clock.now() - before


def test_a_stamp_has_milliseconds():
    """A stamp is in UTC with milliseconds and a Z."""
    assert "2026-11-22T10:00:00.250Z" == Clock().stamp(1_795_341_600.25)
