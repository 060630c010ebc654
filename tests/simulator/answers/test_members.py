"""Members of small bodies."""

from dataclasses import replace

import pytest

from kiro_py.simulator.answers.members import form, members, words
from simulator.worlds import call_of


def test_a_body_that_is_no_object_has_no_members():
    """A list or nothing has no members."""
    assert [{}, {}, {"a": 1}] == [members(call_of("/", body)) for body in (None, [1], {"a": 1})]


def test_words_are_in_the_body_or_in_the_query():
    """A string is read from the body, else from the query; anything else is absent."""
    call = call_of("/", {"a": "body", "b": 5, "c": ""}, query={"a": "query", "d": "query"})

    assert ["body", None, None, "query", None] == [words(call, name) for name in "abcde"]


@pytest.mark.parametrize(
    ("expected", "kind", "raw"),
    [
        ({"a": "b c", "d": "e"}, "application/x-www-form-urlencoded", b"a=b+c&d=e"),
        ({"a": "b"}, "application/x-www-form-urlencoded; charset=utf-8", b"a=b"),
        ({}, "application/json", b"a=b"),
    ],
    ids=["form", "with a charset", "JSON"],
)
def test_a_form_says_that_it_is_one(expected: dict[str, str], kind: str, raw: bytes):
    """Without its content type a body is no form."""
    call = replace(call_of("/", headers={"content-type": kind}), raw=raw)

    assert expected == form(call)
