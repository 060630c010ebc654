"""What prompts ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.simulator.model.intents import (
    Count,
    Intent,
    NamedCall,
    Play,
    Read,
    Run,
    Say,
    Search,
    Summarise,
    Think,
    Use,
    Write,
    asks_for_summary,
    find_intents,
)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        pytest.param("Hello there, how are you?", [], id="talk"),
        pytest.param("say: read a.txt\n and more ", [Say("read a.txt\n and more")], id="say"),
        pytest.param("Count to 5, please", [Count(5)], id="count"),
        pytest.param("Please write 1,500 words about cats", [Write(1500)], id="write"),
        pytest.param("write about 20 words", [Write(20)], id="write about"),
        pytest.param("Think about cats. Then stop.", [Think("cats")], id="think"),
        pytest.param(
            "think secretly about dogs", [Think("dogs", is_secret=True)], id="think secretly"
        ),
        pytest.param(
            "Read the file hello.txt and run `wc -c hello.txt`",
            [Read("hello.txt"), Run("wc -c hello.txt")],
            id="read and run",
        ),
        pytest.param("read /etc/hosts.", [Read("/etc/hosts")], id="an absolute path"),
        pytest.param('Read "src/a b"?', [Read("src/a")], id="up to the space"),
        pytest.param("Read it again, I can read that.", [], id="nothing to read"),
        pytest.param("I already read-only.txt", [], id="part of a word"),
        pytest.param("run the tests", [], id="nothing to run"),
        pytest.param("Search the web for rain in Oslo.", [Search("rain in Oslo")], id="search"),
        pytest.param(
            'call tool weather with {"city": {"name": "Oslo"}} and count to 2',
            [Use((NamedCall("weather", {"city": {"name": "Oslo"}}),)), Count(2)],
            id="call with arguments",
        ),
        pytest.param("call the tool now", [Use((NamedCall("now"),))], id="call without arguments"),
        pytest.param("call tool a with {broken", [Use((NamedCall("a"),))], id="broken arguments"),
        pytest.param("call me and my friend", [], id="no tool"),
        pytest.param(
            'call a with {"x": 1} and b in parallel',
            [Use((NamedCall("a", {"x": 1}), NamedCall("b")))],
            id="in parallel",
        ),
        pytest.param(
            "call a, b, and c in parallel, interleaved",
            [Use((NamedCall("a"), NamedCall("b"), NamedCall("c")), is_interleaved=True)],
            id="interleaved",
        ),
        pytest.param(
            "call tool a with {} and then call tool b with {}",
            [Use((NamedCall("a", {}),)), Use((NamedCall("b", {}),))],
            id="one after the other",
        ),
        pytest.param("play one_tool.bin.", [Play("one_tool.bin")], id="play"),
        pytest.param(
            "CRITICAL: Respond with TEXT ONLY. Do NOT read a.txt", [Summarise()], id="summarise"
        ),
    ],
)
def test_prompts_are_read(prompt: str, expected: list[Intent]):
    """What a prompt asks for is found in the order of its words."""
    assert expected == list(find_intents(prompt))


@given(
    st.lists(
        st.sampled_from(["call", "tool", "a", "with", "{", "}", "read", ".", "`", "run", "in", ","])
    )
)
def test_no_prompt_breaks_it(words: list[str]):
    """Whatever is typed, it is read to its end."""
    assert isinstance(find_intents(" ".join(words)), tuple)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("CRITICAL: Respond with TEXT ONLY.", True), ("Respond with text.", False)],
)
def test_a_request_for_a_summary(text: str, *, expected: bool):
    """It is known by the words with which Claude Code compacts."""
    assert expected == asks_for_summary(text)
