"""Whose turn it is."""

from hypothesis import given
from hypothesis import strategies as st

from fakes_credentials import social
from kiro_py.pool.credential import Credential
from kiro_py.pool.turn import Nobody, choose

pools = st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=6).map(
    lambda drawn: [
        social(id=place, priority=priority, disabled=disabled)
        for place, (priority, disabled) in enumerate(drawn, 1)
    ]
)


@given(pools)
def test_chosen_is_the_first_of_the_best_enabled(pool: list[Credential]):
    """The lowest priority number wins, then the order of the file; disabled ones never do."""
    enabled = [found for found in pool if not found.disabled]
    expected = min(enabled, key=lambda found: (found.priority, found.id), default=None)
    assert (expected or Nobody(len(pool), len(pool))) == choose(pool)


def test_nobody_tells_how_many_are_switched_off():
    """An empty pool and a pool that is switched off need different mends."""
    assert Nobody(total=0, disabled=0) == choose([])
