"""Cutting text into words."""

from hypothesis import given
from hypothesis import strategies as st

from kiro_py.simulator.model.answer import Text, cut_into_words, text


@given(st.text(max_size=200))
def test_nothing_is_lost(words: str):
    """The pieces put together are the text."""
    assert words == "".join(cut_into_words(words))


@given(st.text(min_size=1, max_size=200))
def test_pieces_are_short_and_never_empty(words: str):
    """A piece has one to twelve characters."""
    assert {True} == {1 <= len(piece) <= 12 for piece in cut_into_words(words)}


def test_a_word_keeps_the_space_behind_it():
    """Words are cut in front."""
    assert Text(["Hello, ", "world!\n", "Yes"]) == text("Hello, world!\nYes")
