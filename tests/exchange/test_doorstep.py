"""Which host has answered whom."""

from fakes_credentials import HandClock
from kiro_py.exchange.doorstep import REMEMBERED_SECONDS, Doorsteps


def test_the_first_host_is_the_first_choice():
    """Whoever is not known begins where the settings say."""
    assert 0 == Doorsteps(HandClock()).first(1)


def test_another_host_that_has_answered_is_asked_first():
    """Each credential by itself."""
    subject = Doorsteps(HandClock())
    subject.answered(1, 1)
    assert (1, 0) == (subject.first(1), subject.first(2))


def test_the_order_of_the_settings_comes_back():
    """A stopgap is not for ever, however often it answers."""
    clock = HandClock()
    subject = Doorsteps(clock)
    subject.answered(1, 1)
    clock.elapsed = REMEMBERED_SECONDS - 1
    subject.answered(1, 1)
    assert 1 == subject.first(1)
    clock.elapsed = REMEMBERED_SECONDS
    assert 0 == subject.first(1)


def test_it_is_remembered_anew_after_that():
    """The first choice was tried, and the other one has answered again."""
    clock = HandClock()
    subject = Doorsteps(clock)
    subject.answered(1, 1)
    clock.elapsed = REMEMBERED_SECONDS
    subject.answered(1, 1)
    assert 1 == subject.first(1)


def test_the_first_choice_needs_no_memory():
    """Once it answers again, the other one is forgotten."""
    subject = Doorsteps(HandClock())
    subject.answered(1, 2)
    subject.answered(1, 0)
    assert 0 == subject.first(1)


def test_who_has_answered_last_is_told():
    """Also the first choice, until it is forgotten with the way that led there."""
    subject = Doorsteps(HandClock())
    assert subject.last(1) is None
    subject.answered(1, 0)
    assert 0 == subject.last(1)
    subject.answered(1, 1)
    assert (1, 1) == (subject.last(1), subject.first(1))
    subject.forget(1)
    assert (None, 0) == (subject.last(1), subject.first(1))
