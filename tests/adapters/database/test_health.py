"""Whether the database answers is known, and told when that changes."""

from fakes_credentials import NOW, HandClock
from kiro_py.adapters.database.health import Health


def test_it_is_well_until_it_is_not():
    """The first failure is when it began, the last one why; both end with an answer."""
    clock, told = HandClock(), list[str]()
    health = Health(told.append, clock)
    assert (True, "", None) == (health.is_well, health.problem, health.since)
    health.ill("refused")
    clock.elapsed += 30
    health.ill("silent")
    assert (False, "silent", NOW) == (health.is_well, health.problem, health.since)
    assert "unreachable since 2027-01-15T08:00:00Z" == health.told
    health.well()
    health.well()
    assert (True, "", None) == (health.is_well, health.problem, health.since)
    assert "" == health.told
    assert [
        "the database does not answer: refused",
        "the database answers again, after 30 seconds",
    ] == told
