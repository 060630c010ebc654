"""What a client allows, held to whatever way the text is cut."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiro_py.translate.capability import Bounds
from kiro_py.translate.limits import (
    BACKSTOP,
    LEAST_SHARE,
    Allowance,
    Limits,
    StopSequences,
    limits_of,
)
from kiro_py.translate.models import Model
from kiro_py.translate.tokens import weigh
from kiro_py.wire.anthropic.request import MessagesRequest, ToolChoice

LETTERS = st.text(alphabet="abé🙂", max_size=12)
SEQUENCES = st.lists(st.text(alphabet="abé🙂", min_size=1, max_size=4), max_size=4)
TEXTS = st.text(alphabet="ab 1é中🙂\n", max_size=40)
CUTS = st.lists(st.integers(0, 40), max_size=6)


def pieces(text: str, cuts: Sequence[int]) -> list[str]:
    borders = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    return [text[start:end] for start, end in pairwise(borders)]


def stopped(
    text: str, sequences: Sequence[str], cuts: Sequence[int] = ()
) -> tuple[str, str | None]:
    """Return what is let through altogether, and the sequence that ended it."""
    subject = StopSequences(sequences)
    said = "".join(map(subject.receive, pieces(text, cuts)))
    return said + subject.finish(), subject.found


STOPS: dict[str, tuple[str, list[str], tuple[str, str | None]]] = {
    "none": ("a text", [], ("a text", None)),
    "not there": ("a text", ["END"], ("a text", None)),
    "in the middle": ("a END b", ["END"], ("a ", "END")),
    "at the very beginning": ("END b", ["END"], ("", "END")),
    "at the very end": ("a END", ["END"], ("a ", "END")),
    "twice": ("a END b END", ["END"], ("a ", "END")),
    "the first of two": ("a X b Y", ["Y", "X"], ("a ", "X")),
    "half of it at the end": ("a EN", ["END"], ("a EN", None)),
    "begun twice": ("aab", ["ab"], ("a", "ab")),
    "whole first, begun last": ("xabcd", ["abcd", "bc"], ("xa", "bc")),
    "whole at once, begun first": ("xabc", ["bc", "abc"], ("x", "abc")),
    "the beginning of another": ("xabc", ["abc", "ab"], ("x", "ab")),
    "line ends": ("a\n\nHuman: b", ["\n\nHuman:"], ("a", "\n\nHuman:")),
    "characters of several bytes": ("é🙂世界🙂", ["世界"], ("é🙂", "世界")),
    "one character": ("ab", ["b"], ("a", "b")),
}


@pytest.mark.parametrize(("text", "sequences", "expected"), STOPS.values(), ids=STOPS.keys())
def test_text_ends_where_a_sequence_is_whole_first(
    text: str, sequences: list[str], expected: tuple[str, str | None]
):
    """The sequence itself is left out, and so is everything behind it."""
    assert expected == stopped(text, sequences)
    assert expected == stopped(text, sequences, range(len(text)))


@given(text=LETTERS, sequences=SEQUENCES, cuts=CUTS)
def test_no_cut_of_the_text_moves_its_stop(text: str, sequences: list[str], cuts: list[int]):
    """However a text comes, the same of it is let through, and the same sequence is found."""
    assert stopped(text, sequences) == stopped(text, sequences, cuts)


@given(text=LETTERS, sequences=SEQUENCES)
def test_what_is_let_through_has_no_sequence(text: str, sequences: list[str]):
    """It is a beginning of the text, whole unless a sequence is found right behind it."""
    said, found = stopped(text, sequences)

    assert all(sequence not in said for sequence in sequences)
    assert text.startswith(said + (found or ""))
    assert (found is None) == (said == text)


@given(text=LETTERS, sequences=SEQUENCES, cuts=CUTS)
def test_nothing_is_held_that_is_certain(text: str, sequences: list[str], cuts: list[int]):
    """What is held is the longest end that could begin a sequence."""
    subject = StopSequences(sequences)
    come, said = "", ""
    for piece in pieces(text, cuts):
        come += piece
        said += subject.receive(piece)
        if subject.found is not None:
            return
        ends = [come[start:] for start in range(len(come) + 1)]
        longest = next(end for end in ends if begins(sequences, end) or not end)
        assert come == said + longest


def begins(sequences: Sequence[str], end: str) -> bool:
    return any(sequence.startswith(end) for sequence in sequences)


def test_a_sequence_does_not_go_on_behind_what_was_released():
    """Once the text has ended, its last characters begin nothing."""
    subject = StopSequences(["ab"])

    assert ("", "a", "b") == (subject.receive("a"), subject.finish(), subject.receive("b"))
    assert subject.found is None


def test_what_came_behind_a_sequence_is_known():
    """So much of what came was not used."""
    subject = StopSequences(["ab"])
    subject.receive("xab12")
    subject.receive("345")

    assert 5 == subject.left_over


def admitted(text: str, tokens: int | None, cuts: Sequence[int] = ()) -> tuple[str, bool]:
    """Return how much of a text is allowed altogether, and whether that was the end."""
    subject = Allowance(tokens)
    return "".join(map(subject.admit, pieces(text, cuts))), subject.is_spent


@given(text=TEXTS, tokens=st.integers(0, 20), cuts=CUTS)
@example(text="中" * 40, tokens=20, cuts=list(range(40)))
def test_no_cut_of_the_text_changes_its_count(text: str, tokens: int, cuts: list[int]):
    """However a text comes, as much of it is allowed."""
    assert admitted(text, tokens) == admitted(text, tokens, cuts)


@given(text=TEXTS, tokens=st.integers(0, 20))
def test_an_allowance_is_used_up(text: str, tokens: int):
    """What is allowed weighs no more than its share, and one character more would be too much."""
    allowed, is_spent = admitted(text, tokens)

    assert text.startswith(allowed)
    if is_spent and tokens:
        assert not admitted(allowed, tokens)[1]
        assert admitted(text[: len(allowed) + 1], tokens)[1]
    elif not is_spent:
        assert text == allowed


def test_prose_is_cut_where_its_least_count_is_over():
    """Ten tokens are about fifty letters, which no tokenizer has in fewer."""
    text = "The quick brown fox jumps over a lazy dog while boats drift."
    allowed, is_spent = admitted(text, 10)

    assert is_spent
    assert 10 >= LEAST_SHARE * weigh(allowed) > 10 - LEAST_SHARE


def test_runs_count_once():
    """Indentation and rules are a token or two, however long they are."""
    text = "\n" + " " * 400 + "x" + "-" * 400

    assert (text, False) == admitted(text, 2)
    assert (text, False) == admitted(text, 2, range(0, 800, 7))


def test_any_number_is_never_spent():
    """Without a limit nothing is counted."""
    assert ("a" * 10_000, False) == admitted("a" * 10_000, None)


def test_no_tokens_are_spent_from_the_start():
    """A client that allows nothing gets nothing."""
    assert Allowance(0).is_spent
    assert ("", True) == admitted("a", 0)


MODEL = Model(id="m", name="M", window_tokens=200_000, max_output_tokens=64_000)
TOLD = Model(
    id="m",
    name="M",
    window_tokens=200_000,
    max_output_tokens=64_000,
    output_bounds=Bounds(1024, 64_000),
)


@pytest.mark.parametrize(
    ("model", "asked", "expected"),
    [
        (MODEL, None, None),
        (MODEL, 0, 0),
        (MODEL, 100, 100),
        (MODEL, 63_999, 63_999),
        (MODEL, 64_000, None),
        (MODEL, 128_000, None),
        (TOLD, 100, 100),
        (TOLD, 1024, 1024 * BACKSTOP),
        (TOLD, 64_000, None),
    ],
)
def test_who_minds_the_tokens(model: Model, asked: int | None, expected: int | None):
    """The gateway does, unless the model can give no more or the service is told."""
    request = MessagesRequest(model="m", messages=(), max_tokens=asked)
    assert Limits(expected) == limits_of(request, model)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (None, False),
        (ToolChoice("auto"), False),
        (ToolChoice("any", disable_parallel_tool_use=True), True),
    ],
)
def test_other_limits_are_the_client_s_own_words(choice: ToolChoice | None, *, expected: bool):
    """Stop sequences and a single call are taken over as they are."""
    request = MessagesRequest(model="m", messages=(), tool_choice=choice, stop_sequences=("a", "b"))
    assert Limits(None, ("a", "b"), has_one_call=expected) == limits_of(request, MODEL)
