"""The reply, as conversations."""

import pytest

from kiro_py.translate.reply import Reply, ReplyTerms, ThinkingShown
from kiro_py.translate.usage import Spending
from kiro_py.wire.json import JsonObject
from kiro_py.wire.kiro.events import (
    AssistantResponseEvent,
    ContextUsageEvent,
    MetadataEvent,
    MeteringEvent,
    ReasoningContentEvent,
    ToolUseEvent,
    UnknownEvent,
    UpstreamException,
)
from playbook import END, Playbook, spell

DONE = MetadataEvent(stop_reason="END_TURN")
METERED = MeteringEvent(usage=0.1, unit="credit")


def reply(*, thinking: ThinkingShown = ThinkingShown.WHOLE, reads_tags: bool = False) -> Reply:
    names = {"short_1": "a_name_that_was_too_long"}
    terms = ReplyTerms(
        message_id="msg_1",
        model="claude-test",
        original_name=lambda name: names.get(name, name),
        thinking=thinking,
        reads_tags=reads_tags,
    )
    return Reply(terms, Spending(input_estimate=10, window_tokens=200_000))


def text(content: str) -> AssistantResponseEvent:
    return AssistantResponseEvent(content=content)


def tool(
    tool_use_id: str,
    name: str = "Read",
    fragment: str | JsonObject | None = None,
    *,
    stop: bool | None = None,
) -> ToolUseEvent:
    return ToolUseEvent(tool_use_id=tool_use_id, name=name, input=fragment, stop=stop)


def test_text_is_one_block():
    """Pieces of text grow one block, which closes at the end."""
    assert (
        Playbook(reply())
        >> text("Hel") << "0 + text" << "0 text 'Hel'"
        >> text("lo") << "0 text 'lo'"
        >> DONE
        >> END << "0 -" << "end_turn in=10" << "message_stop"
    )  # fmt: skip


def test_a_tool_call_leaves_when_it_is_whole():
    """Fragments are held until the call stops; then the block comes in one go."""
    assert (
        Playbook(reply())
        >> text("I look.") << "0 + text" << "0 text 'I look.'"
        >> tool("t1")
        >> tool("t1", fragment='{"file_')
        >> tool("t1", fragment='path":"a"}')
        >> tool("t1", stop=True)
        << "0 -" << "1 + tool_use t1 Read" << '1 json {"file_path":"a"}' << "1 -"
        >> DONE
        >> END << "tool_use in=10" << "message_stop"
    )  # fmt: skip


def test_interleaved_calls_leave_in_the_order_they_began():
    """Two calls whose pieces alternate become two blocks, one after the other."""
    assert (
        Playbook(reply())
        >> tool("t1", "A", '{"a":')
        >> tool("t2", "B", '{"b":2}')
        >> tool("t2", "B", stop=True)
        >> tool("t1", "A", "1}")
        >> tool("t1", "A", stop=True)
        << "0 + tool_use t1 A" << '0 json {"a":1}' << "0 -"
        << "1 + tool_use t2 B" << '1 json {"b":2}' << "1 -"
        >> METERED
        >> END << "tool_use in=10" << "message_stop"
    )  # fmt: skip


def test_a_call_without_arguments_needs_no_stop():
    """An empty input that was never told to stop is `{}` at a proper end."""
    assert (
        Playbook(reply())
        >> tool("t1", "ListAgents", "", stop=False)
        >> DONE
        >> END
        << "0 + tool_use t1 ListAgents" << "0 json {}" << "0 -"
        << "tool_use in=10" << "message_stop"
    )  # fmt: skip


def test_a_growing_object_is_taken_at_its_last_size():
    """Input that comes as an object, larger each time, is not doubled."""
    assert (
        Playbook(reply())
        >> tool("t1", "Read", {"file_path": "a"})
        >> tool("t1", "Read", {"file_path": "a", "limit": 5})
        >> tool("t1", "Read", stop=True)
        << "0 + tool_use t1 Read" << '0 json {"file_path":"a","limit":5}' << "0 -"
        >> METERED
        >> END << "tool_use in=10" << "message_stop"
    )  # fmt: skip


def test_a_renamed_tool_gets_its_name_back():
    """The client hears the name that it gave."""
    assert (
        Playbook(reply())
        >> tool("t1", "short_1", "{}", stop=True)
        << "0 + tool_use t1 a_name_that_was_too_long" << "0 json {}" << "0 -"
    )  # fmt: skip


def test_native_thinking_closes_with_its_signature():
    """Reasoning is a block with a signature; text opens the next block."""
    assert (
        Playbook(reply())
        >> ReasoningContentEvent(text="Hm.") << "0 + thinking" << "0 thinking 'Hm.'"
        >> ReasoningContentEvent(signature="sig") << "0 signature 'sig'" << "0 -"
        >> text("Yes.") << "1 + text" << "1 text 'Yes.'"
        >> DONE
        >> END << "1 -" << "end_turn in=10" << "message_stop"
    )  # fmt: skip


def test_redacted_reasoning_is_a_block_of_its_own():
    """Redacted content arrives whole."""
    assert (
        Playbook(reply())
        >> ReasoningContentEvent(redacted_content="UkVE")
        << "0 + redacted_thinking UkVE" << "0 -"
        >> text("Ok") << "1 + text" << "1 text 'Ok'"
    )  # fmt: skip


def test_omitted_thinking_keeps_its_signature():
    """A client that wants no thinking text still gets what it must send back."""
    assert (
        Playbook(reply(thinking=ThinkingShown.SIGNATURE_ONLY))
        >> ReasoningContentEvent(text="Hm.") << "0 + thinking"
        >> ReasoningContentEvent(signature="sig") << "0 signature 'sig'" << "0 -"
    )  # fmt: skip


def test_thinking_that_nobody_asked_for_is_not_shown():
    """A model that thinks by default does not surprise a client without thinking."""
    assert (
        Playbook(reply(thinking=ThinkingShown.NOTHING))
        >> ReasoningContentEvent(text="Hm.")
        >> ReasoningContentEvent(signature="sig")
        >> text("Yes.") << "0 + text" << "0 text 'Yes.'"
    )  # fmt: skip


def test_tags_become_a_thinking_block():
    """A model asked to think in tags gets a thinking block, with an empty signature."""
    assert (
        Playbook(reply(reads_tags=True))
        >> text("<think")
        >> text("ing>\nHm.</thi") << "0 + thinking" << "0 thinking 'Hm.'"
        >> text("nking>\n\nYes.")
        << "0 signature ''" << "0 -" << "1 + text" << "1 text 'Yes.'"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("END_TURN", "end_turn"),
        ("TOOL_USE", "end_turn"),
        ("STOP_SEQUENCE", "stop_sequence"),
        ("MAX_TOKENS", "max_tokens"),
        ("CONTENT_FILTERED", "refusal"),
        ("MODEL_CONTEXT_WINDOW_EXCEEDED", "model_context_window_exceeded"),
        ("SOMETHING_NEW", "end_turn"),
    ],
)
def test_stop_reasons_are_translated(reason: str, expected: str):
    """Each of Kiro's reasons has one of Anthropic's; an unknown one is an ordinary end."""
    subject = reply()
    subject.receive(text("x"))
    subject.receive(MetadataEvent(stop_reason=reason))

    assert expected == subject.stop_reason


def test_max_tokens_keeps_whole_blocks_and_drops_half_ones():
    """Out of tokens in the middle of a call: the text stays, the call does not."""
    assert (
        Playbook(reply())
        >> text("I write.") << "0 + text" << "0 text 'I write.'"
        >> tool("t1", "Write", '{"content":"half')
        >> MetadataEvent(stop_reason="MAX_TOKENS")
        >> METERED
        >> END << "0 -" << "max_tokens in=10" << "message_stop"
    )  # fmt: skip


def test_half_a_call_is_never_finished():
    """A call that does not parse at a proper end breaks the turn."""
    assert (
        Playbook(reply())
        >> tool("t1", "Write", '{"content":"half')
        >> tool("t1", "Write", stop=True)
        >> DONE
        >> END << "UpstreamBroken: the call of tool 'Write' ended half-way"
    )  # fmt: skip


@pytest.mark.parametrize("fragment", ["[1]", "1", '"text"', "nonsense", '{"a":1}}'])
def test_input_that_is_no_object_is_half_a_call(fragment: str):
    """Only a whole JSON object is an input."""
    assert (
        Playbook(reply())
        >> tool("t1", "Write", fragment, stop=True)
        >> DONE
        >> END << "UpstreamBroken: the call of tool 'Write' ended half-way"
    )  # fmt: skip


def test_an_end_without_a_tail_is_broken():
    """Text alone does not prove that the answer is whole."""
    assert (
        Playbook(reply())
        >> text("Hel") << "0 + text" << "0 text 'Hel'"
        >> END << "UpstreamBroken: the stream ended without its tail"
    )  # fmt: skip


def test_an_empty_answer_is_broken():
    """A tail with nothing before it is not an answer."""
    assert Playbook(reply()) >> METERED >> END << "UpstreamBroken: the answer is empty"


def test_an_answer_cut_by_max_tokens_may_be_empty():
    """Out of tokens before anything was whole is still an honest end."""
    assert (
        Playbook(reply())
        >> tool("t1", "Write", '{"a')
        >> MetadataEvent(stop_reason="MAX_TOKENS")
        >> END << "max_tokens in=10" << "message_stop"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("events", "complaint"),
    [
        ([tool("t1", "")], "tool call 't1' without a name"),
        (
            [tool("t1", "A", "{}", stop=True), tool("t1", "A", "x")],
            "more input for tool call 't1' after its end",
        ),
        ([tool("t1", "A", "{"), tool("t1", "A", {})], "tool call 'A' mixes text and object input"),
        ([tool("t1", "A", {}), tool("t1", "A", "{")], "tool call 'A' mixes object and text input"),
        ([MetadataEvent(stop_reason="MALFORMED_TOOL_USE")], "the model wrote a tool call that is"),
        ([UpstreamException(kind="error", message="no")], "an exception inside the answer: no"),
    ],
    ids=["nameless", "after its end", "text then object", "object then text", "malformed", "error"],
)
def test_what_cannot_be_is_refused(events: list[ToolUseEvent], complaint: str):
    """Events that contradict each other break the turn and say why."""
    playbook = Playbook(reply())
    for event in events:
        playbook = playbook >> event
    assert complaint in playbook._said[-1]


def test_a_stop_said_twice_is_harmless():
    """A second stop without input changes nothing."""
    assert (
        Playbook(reply())
        >> tool("t1", "A", "{}", stop=True)
        << "0 + tool_use t1 A" << "0 json {}" << "0 -"
        >> tool("t1", "A", stop=True)
    )  # fmt: skip


def test_events_without_meaning_change_nothing():
    """Unknown events and empty text leave no trace."""
    assert Playbook(reply()) >> UnknownEvent(name="codeEvent") >> text("")


def test_the_turn_is_complete_once_its_whole_tail_is_here():
    """Reason and metering together are all that a turn waits for."""
    subject = reply()
    assert not subject.is_complete

    subject.receive(DONE)
    subject.receive(ContextUsageEvent(context_usage_percentage=1.0))
    assert not subject.is_complete

    subject.receive(METERED)
    assert subject.is_complete


def test_message_start_carries_the_estimate():
    """The first event has the estimated input, never zero."""
    assert "message_start in=10" == spell(reply().start())
