"""The reply, when its client allows less than the model would say."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.translate.limits import Limits
from kiro_py.translate.reply import Reply, ReplyTerms, ThinkingShown
from kiro_py.translate.usage import Spending
from kiro_py.translate.whole import Whole
from kiro_py.wire.anthropic.message import ReplyMessage
from kiro_py.wire.json import JsonObject
from kiro_py.wire.kiro.events import (
    AssistantResponseEvent,
    KiroEvent,
    MetadataEvent,
    MeteringEvent,
    ReasoningContentEvent,
    ToolUseEvent,
)
from playbook import END, Playbook

WORDS = "The quick brown fox jumps over a lazy dog while seven small boats drift."
DONE = MetadataEvent(stop_reason="END_TURN")


def reply(
    *stop_sequences: str,
    max_tokens: int | None = None,
    thinking: ThinkingShown = ThinkingShown.WHOLE,
    reads_tags: bool = False,
    has_one_call: bool = False,
) -> Reply:
    terms = ReplyTerms(
        message_id="msg_1",
        model="claude-test",
        original_name=str,
        thinking=thinking,
        reads_tags=reads_tags,
        limits=Limits(max_tokens, stop_sequences, has_one_call=has_one_call),
    )
    return Reply(terms, Spending(input_estimate=10, window_tokens=200_000))


def text(content: str) -> AssistantResponseEvent:
    return AssistantResponseEvent(content=content)


def tool(
    tool_use_id: str, fragment: str | JsonObject | None = None, *, stop: bool | None = None
) -> ToolUseEvent:
    return ToolUseEvent(tool_use_id=tool_use_id, name="Read", input=fragment, stop=stop)


def message(subject: Reply, events: Sequence[KiroEvent]) -> ReplyMessage:
    """Return the message of a turn, read as far as it is taken."""
    whole = Whole()
    whole.receive([subject.start()])
    for event in events:
        whole.receive(subject.receive(event))
        if subject.is_cut:
            break
    whole.receive(subject.finish())
    return whole.message()


def texts(found: ReplyMessage) -> list[JsonObject]:
    return msgspec.json.decode(msgspec.json.encode(found.content))


def test_a_stop_sequence_ends_the_turn():
    """It is cut out over events, nothing more is taken, and no tail is waited for."""
    assert (
        Playbook(reply("END"))
        >> text("One E") << "0 + text" << "0 text 'One '"
        >> text("N")
        >> text("D two")
        >> END << "0 -" << "stop_sequence in=10" << "message_stop"
    )  # fmt: skip


def test_the_sequence_that_ended_the_turn_is_told():
    """Which one it was stands beside the reason, and what was counted is what was taken."""
    found = message(reply("X", "END"), [text("One EN"), text("D " + WORDS)])

    assert ("stop_sequence", "END") == (found.stop_reason, found.stop_sequence)
    assert 2 == found.usage.output_tokens


def test_what_was_held_comes_with_the_next_block():
    """Half a sequence at the end of a text is text, before the call that follows it."""
    assert (
        Playbook(reply("END"))
        >> text("EN")
        >> tool("t1", "{}", stop=True)
        << "0 + text" << "0 text 'EN'" << "0 -"
        << "1 + tool_use t1 Read" << "1 json {}" << "1 -"
        >> text("D") << "2 + text" << "2 text 'D'"
        >> DONE
        >> END << "2 -" << "tool_use in=10" << "message_stop"
    )  # fmt: skip


def test_what_was_held_comes_at_the_end():
    """Half a sequence is an answer too."""
    assert (
        Playbook(reply("END"))
        >> text("EN")
        >> DONE
        >> END << "0 + text" << "0 text 'EN'" << "0 -" << "end_turn in=10" << "message_stop"
    )  # fmt: skip


@pytest.mark.parametrize(
    "thought",
    [ReasoningContentEvent(text="Hm."), ReasoningContentEvent(redacted_content="UkVE")],
    ids=["shown", "redacted"],
)
def test_what_was_held_comes_before_a_thought(thought: ReasoningContentEvent):
    """A thought behind half a sequence opens a block behind it."""
    before, _, behind = texts(message(reply("END"), [text("EN"), thought, text("D"), DONE]))

    assert ("EN", "D") == (before["text"], behind["text"])


def test_thinking_is_not_searched():
    """A sequence in a thought, native or in tags, ends nothing."""
    native = message(reply("END"), [ReasoningContentEvent(text="END"), text("Yes."), DONE])
    tags = [text("<thinking>END</thinking>Yes."), DONE]
    tagged = message(reply("END", reads_tags=True), tags)

    for found in (native, tagged):
        assert ("end_turn", None) == (found.stop_reason, found.stop_sequence)
        assert [("thinking", "END"), ("text", "Yes.")] == [
            (block["type"], block[block["type"]]) for block in texts(found)
        ]


def test_a_sequence_behind_a_thought_in_tags_is_found():
    """The thought stays, and the text behind it is cut."""
    found = message(reply("END", reads_tags=True), [text("<thinking>Hm</thinking>a END b")])

    assert ["Hm", "a "] == [block[block["type"]] for block in texts(found)]
    assert "END" == found.stop_sequence


def test_whole_calls_stay_when_a_sequence_is_found():
    """A call that was whole is made; one that was half, or had only begun, is not."""
    found = message(
        reply("END"),
        [
            tool("t1", '{"a":1}', stop=True),
            tool("t2", '{"a":'),
            tool("t3", '{"b":2}', stop=True),
            tool("t4"),
            text("END"),
        ],
    )

    assert [("t1", {"a": 1}), ("t3", {"b": 2})] == [
        (block["id"], block["input"]) for block in texts(found)
    ]
    assert ("tool_use", "END") == (found.stop_reason, found.stop_sequence)


def test_tokens_end_the_turn_within_a_text():
    """As much is said as is allowed, and the count is what was allowed."""
    found = message(reply(max_tokens=10), [text(WORDS), DONE])

    assert WORDS.startswith(texts(found)[0]["text"])
    assert 40 < len(texts(found)[0]["text"]) < 60
    assert ("max_tokens", 10) == (found.stop_reason, found.usage.output_tokens)


def test_tokens_end_the_turn_within_a_call():
    """Half a call is left out, however much of it has come; whole ones stay."""
    found = message(
        reply(max_tokens=10),
        [
            tool("t1", '{"a":1}', stop=True),
            tool("t2", '{"content":"'),
            tool("t2", WORDS),
            tool("t2", '"}', stop=True),
        ],
    )

    assert ["t1"] == [block["id"] for block in texts(found)]
    assert ("max_tokens", 10) == (found.stop_reason, found.usage.output_tokens)


def test_tokens_end_the_turn_within_a_thought():
    """Half a thought is shown without a signature, which it has none of."""
    found = message(
        reply(max_tokens=10), [ReasoningContentEvent(text=WORDS, signature="sig"), text("Yes.")]
    )

    assert ["thinking"] == [block["type"] for block in texts(found)]
    assert "" == texts(found)[0]["signature"]
    assert "max_tokens" == found.stop_reason


def test_reasoning_that_nobody_asked_for_is_not_held_against_the_client():
    """A model that thinks unasked still gets to its answer."""
    found = message(
        reply(max_tokens=10, thinking=ThinkingShown.NOTHING),
        [ReasoningContentEvent(text=WORDS), text("Yes."), DONE],
    )

    assert [{"type": "text", "text": "Yes."}] == texts(found)
    assert "end_turn" == found.stop_reason


def test_an_answer_that_fits_is_left_alone():
    """The allowance may be used up to its last token."""
    found = message(reply(max_tokens=100), [text(WORDS), DONE, MeteringEvent(usage=1)])

    assert [{"type": "text", "text": WORDS}] == texts(found)
    assert "end_turn" == found.stop_reason


def test_a_sequence_before_the_last_token_wins():
    """What ended the text first is the reason."""
    found = message(reply("fox", max_tokens=10), [text(WORDS)])

    assert ("stop_sequence", "The quick brown ") == (found.stop_reason, texts(found)[0]["text"])


def test_no_tokens_are_no_answer():
    """A client that allows none gets its input counted, and nothing else."""
    found = message(reply(max_tokens=0), [])

    assert ([], "max_tokens") == (found.content, found.stop_reason)
    assert (10, 0) == (found.usage.input_tokens, found.usage.output_tokens)


def test_one_call_is_kept_where_one_is_allowed():
    """Further ones are left out, and the text behind them stays."""
    calls = [tool("t1", "{}", stop=True), tool("t2", "{}", stop=True), text("So."), tool("t3", "")]
    found = message(reply(has_one_call=True), [*calls, DONE])

    assert ["tool_use", "text"] == [block["type"] for block in texts(found)]
    assert ("t1", "tool_use") == (texts(found)[0]["id"], found.stop_reason)


def cut(said: str, cuts: list[int]) -> list[KiroEvent]:
    borders = [0, *sorted(min(place, len(said)) for place in cuts), len(said)]
    return [text(said[start:end]) for start, end in pairwise(borders)]


@given(
    said=st.text(alphabet="abé🙂 ", min_size=1, max_size=40),
    sequences=st.lists(st.text(alphabet="abé🙂", min_size=1, max_size=4), max_size=4),
    max_tokens=st.none() | st.integers(0, 12),
    tags=st.booleans(),
    cuts=st.lists(st.integers(0, 40), max_size=6),
)
def test_no_cut_over_events_changes_the_message(
    said: str, sequences: list[str], max_tokens: int | None, *, tags: bool, cuts: list[int]
):
    """Blocks, reason, sequence and figures depend on what was said alone."""
    said = f"<thinking>{said}</thinking>{said}" if tags else said

    def heard(events: list[KiroEvent]) -> ReplyMessage:
        return message(reply(*sequences, max_tokens=max_tokens, reads_tags=tags), [*events, DONE])

    assert heard([text(said)]) == heard(cut(said, cuts))
