"""The thought at the beginning of a text."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.translate.thinking import Spoken, Thought, ThoughtSplitter

CASES = [
    pytest.param("Hello.", "", "Hello.", id="no tag"),
    pytest.param("<thinking>\nHm.</thinking>\n\nHello.", "Hm.", "Hello.", id="usual"),
    pytest.param("\n\n <thinking>Hm.</thinking>Hello.", "Hm.", "Hello.", id="space before"),
    pytest.param("<thinking>Hm.</thinking>\nHello.", "Hm.", "Hello.", id="one line end"),
    pytest.param("<thinking>\r\nHm.</thinking>\r\n\r\nHello.", "Hm.", "Hello.", id="CRLF"),
    pytest.param("<thinking></thinking>\n\nHello.", "", "Hello.", id="empty thought"),
    pytest.param("<thinking>Hm", "Hm", "", id="never closed"),
    pytest.param("<thinking>Hm</thinki", "Hm</thinki", "", id="half a closing tag"),
    pytest.param("<thinking", "", "<thinking", id="half an opening tag"),
    pytest.param(" \n", "", " \n", id="white space only"),
    pytest.param("I use `<thinking>` tags.", "", "I use `<thinking>` tags.", id="in prose"),
    pytest.param("Text. <thinking>no</thinking>", "", "Text. <thinking>no</thinking>", id="later"),
    pytest.param("<thinking>a `</thinking>` b</thinking>c", "a `</thinking>` b", "c", id="quoted"),
    pytest.param('<thinking>say "</thinking>Hi', 'say "', "Hi", id="quote on one side"),
    pytest.param("<thinking>x.</thinking>  Hi", "x.", "  Hi", id="spaces are text"),
    pytest.param("<thinking>`</thinking>", "`", "", id="quote, then the end"),
    pytest.param("<thinking>a</thinking>b</thinking>", "a", "b</thinking>", id="second closing"),
    pytest.param("<thinking>\n\nHm\n</thinking>\n\n\n    code", "\nHm\n", "    code", id="indent"),
]


def split(pieces: list[str]) -> tuple[str, str]:
    splitter = ThoughtSplitter()
    thought, spoken = "", ""
    for piece in [p for text in pieces for p in splitter.receive(text)] + list(splitter.finish()):
        match piece:
            case Thought(text):
                assert not spoken
                thought += text
            case Spoken(text):
                spoken += text
    return thought, spoken


def cut(text: str, points: list[int]) -> list[str]:
    borders = [0, *sorted(points), len(text)]
    return [text[start:end] for start, end in pairwise(borders)]


@pytest.mark.parametrize(("text", "thought", "spoken"), CASES)
def test_a_thought_is_told_from_text(text: str, thought: str, spoken: str):
    """A tag that opens the turn opens a thought; all else is text."""
    assert (thought, spoken) == split([text])


@pytest.mark.parametrize(("text", "thought", "spoken"), CASES)
def test_every_way_to_cut_gives_the_same(text: str, thought: str, spoken: str):
    """600 random cuts of each case, over 10,000 in all, and one character at a time."""
    chance = random.Random(text)
    for _ in range(600):
        points = [chance.randint(0, len(text)) for _ in range(chance.randint(0, 6))]
        assert (thought, spoken) == split(cut(text, points))

    assert (thought, spoken) == split(list(text))


PARTS = st.sampled_from(["<thinking>", "</thinking>", "`", '"', "\n", "\r", " ", "<", "a", "思"])


@given(st.lists(PARTS, max_size=14).map("".join), st.data())
def test_the_split_is_a_function_of_the_text(text: str, data: st.DataObject):
    """Whatever the text, the cut does not matter and no visible character is lost."""
    points = data.draw(st.lists(st.integers(0, len(text)), max_size=8))

    whole = split([text])
    assert whole == split(cut(text, points))

    kept = whole[0] + whole[1]
    assert kept.count("a") == text.count("a")
    assert kept.count("思") == text.count("思")
