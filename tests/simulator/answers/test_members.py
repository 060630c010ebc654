"""Members of small bodies."""

from kiro_py.simulator.answers.members import members, words
from simulator.worlds import call_of


def test_a_body_that_is_no_object_has_no_members():
    """A list or nothing has no members."""
    assert [{}, {}, {"a": 1}] == [members(call_of("/", body)) for body in (None, [1], {"a": 1})]


def test_words_are_in_the_body_or_in_the_query():
    """A string is read from the body, else from the query; anything else is absent."""
    call = call_of("/", {"a": "body", "b": 5, "c": ""}, query={"a": "query", "d": "query"})

    assert ["body", None, None, "query", None] == [words(call, name) for name in "abcde"]
