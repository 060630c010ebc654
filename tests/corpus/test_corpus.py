"""Requests of real clients, and those that once broke a gateway, arrive whole."""

from collections import Counter

import pytest

from corpus.case import Case
from corpus.corpus import CORPUS
from corpus.nothing_lost import losses
from corpus.trip import travel

LEAST = 200
"""A corpus is worth something by its size; it may only grow."""


def test_the_corpus_is_large_and_says_why():
    """Every case has a name of its own and a reason."""
    names = Counter(case.name for case in CORPUS)
    assert (True, []) == (LEAST <= len(CORPUS), [name for name in names if names[name] > 1])
    assert [] == [case.name for case in CORPUS if not case.why]


@pytest.mark.parametrize("case", CORPUS, ids=[case.name for case in CORPUS])
def test_a_request_arrives_whole(case: Case):
    """The service takes it, and nothing of it is lost."""
    trip = travel(case.body)
    assert (None, []) == (trip.refusal, losses(case.body, trip.body))
