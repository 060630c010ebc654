"""Tool calls that arrive in pieces, and leave whole or not at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.errors import UpstreamBroken
from kiro_py.translate.toolcalls import ToolCall, ToolCalls
from kiro_py.wire.json import JsonObject
from kiro_py.wire.kiro.events import ToolUseEvent

INPUT = '{"path":"a b","lines":[1,2]}'


def piece(
    call: str = "t1",
    text: str | JsonObject | None = None,
    *,
    stop: bool | None = None,
    name: str | None = "read",
) -> ToolUseEvent:
    return ToolUseEvent(tool_use_id=call, name=name, input=text, stop=stop)


def heard(*events: ToolUseEvent) -> tuple[list[ToolCall], list[ToolCall], str | None]:
    """Return what left on the way, what left at the end, and what is half."""
    subject = ToolCalls()
    on_the_way = [call for event in events for call in subject.receive(event)]
    at_the_end, half = subject.finish()
    return on_the_way, at_the_end, half


CALL = ToolCall("t1", "read", INPUT)
EMPTY = ToolCall("t1", "read", "{}")


@pytest.mark.parametrize(
    ("events", "on_the_way", "at_the_end", "half"),
    [
        pytest.param([piece(text=INPUT, stop=True)], [CALL], [], None, id="in one piece"),
        pytest.param(
            [piece(), piece(text=INPUT[:9]), piece(text=INPUT[9:]), piece(stop=True)],
            [CALL],
            [],
            None,
            id="in fragments",
        ),
        pytest.param([piece(text=INPUT)], [], [CALL], None, id="whole, never told to stop"),
        pytest.param([piece(stop=True)], [EMPTY], [], None, id="no input"),
        pytest.param([piece(text=" ", stop=True)], [EMPTY], [], None, id="blank input"),
        pytest.param([piece()], [], [EMPTY], None, id="no input, never told to stop"),
        pytest.param([piece(text=INPUT[:9])], [], [], "read", id="cut"),
        pytest.param([piece(text=INPUT[:9], stop=True)], [], [], "read", id="stopped half-way"),
        pytest.param([piece(text="[1]", stop=True)], [], [], "read", id="not an object"),
        pytest.param([piece(text='{"a":tru}', stop=True)], [], [], "read", id="not JSON inside"),
        pytest.param(
            [piece(text={"a": 1}), piece(text={"a": 1, "b": 2}), piece(stop=True)],
            [ToolCall("t1", "read", '{"a":1,"b":2}')],
            [],
            None,
            id="an object that grows",
        ),
        pytest.param(
            [piece(text=INPUT, stop=True), piece(stop=True)], [CALL], [], None, id="stopped twice"
        ),
        pytest.param(
            [piece(text=INPUT[:9]), piece(text=INPUT[9:], stop=True, name=None)],
            [CALL],
            [],
            None,
            id="named once",
        ),
    ],
)
def test_a_call_is_whole_or_it_is_half(
    events: list[ToolUseEvent],
    on_the_way: list[ToolCall],
    at_the_end: list[ToolCall],
    half: str | None,
):
    """A call leaves when it is stopped and is an object, or at the end; a half one is named."""
    assert (on_the_way, at_the_end, half) == heard(*events)


@pytest.mark.parametrize(
    ("events", "what"),
    [
        pytest.param([piece(name=None)], "without a name", id="nameless"),
        pytest.param([piece(name="")], "without a name", id="blank name"),
        pytest.param(
            [piece(text=INPUT, stop=True), piece(text="x")],
            "after its end",
            id="more after the end",
        ),
        pytest.param([piece(text="{"), piece(text={"a": 1})], "mixes", id="text, then object"),
        pytest.param([piece(text={"a": 1}), piece(text="}")], "mixes", id="object, then text"),
    ],
)
def test_a_piece_that_belongs_to_no_call_breaks_the_answer(events: list[ToolUseEvent], what: str):
    """What cannot be put together is not guessed at."""
    with pytest.raises(UpstreamBroken, match=what):
        heard(*events)


def test_calls_leave_in_the_order_in_which_they_began():
    """A later call that is whole first waits for the earlier one."""
    subject = ToolCalls()
    assert [] == subject.receive(piece("first", text="{"))
    assert [] == subject.receive(piece("second", text="{}", stop=True))
    assert ["first", "second"] == [
        call.id for call in subject.receive(piece("first", "}", stop=True))
    ]


def test_a_half_call_holds_back_those_behind_it_until_the_end():
    """At the end whole calls are told apart from half ones, whatever their order."""
    on_the_way, at_the_end, half = heard(
        piece("first", text="{", name="write"), piece("second", text="{}", stop=True)
    )
    assert ([], [ToolCall("second", "read", "{}")], "write") == (on_the_way, at_the_end, half)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    inputs=st.lists(st.dictionaries(st.text(max_size=4), JSON, max_size=3), min_size=1, max_size=4),
    data=st.data(),
)
def test_interleaving_and_cutting_change_nothing(
    inputs: list[dict[str, object]], data: st.DataObject
):
    """However several calls are cut and mixed, each leaves once, whole, in order, as it was."""
    queues = [
        [piece(f"t{number}", text) for text in cut(json.dumps(value), data)]
        + [piece(f"t{number}", stop=True)]
        for number, value in enumerate(inputs)
    ]
    begun = [queue.pop(0) for queue in queues]
    events = [*begun, *mixed(queues, data)]
    on_the_way, at_the_end, half = heard(*events)
    assert ([], None) == (at_the_end, half)
    assert [(f"t{number}", json.dumps(value)) for number, value in enumerate(inputs)] == [
        (call.id, call.input_json) for call in on_the_way
    ]


def cut(text: str, data: st.DataObject) -> list[str]:
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=3)))
    return [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]


def mixed(queues: list[list[ToolUseEvent]], data: st.DataObject) -> list[ToolUseEvent]:
    events: list[ToolUseEvent] = []
    while waiting := [queue for queue in queues if queue]:
        events.append(data.draw(st.sampled_from(waiting)).pop(0))
    return events


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([piece(text=INPUT)], [CALL], id="whole, never told to stop"),
        pytest.param([piece("t0", "{"), piece(stop=True)], [EMPTY], id="empty, told to stop"),
        pytest.param([piece()], [], id="only begun"),
        pytest.param([piece(text=" ")], [], id="blank so far"),
        pytest.param([piece(text={"a": 1})], [], id="an object that may grow"),
    ],
)
def test_a_turn_that_is_cut_short_keeps_what_could_not_go_on(
    events: list[ToolUseEvent], expected: list[ToolCall]
):
    """An input that something could follow is half, however whole it looks."""
    subject = ToolCalls()
    for event in events:
        subject.receive(event)

    assert expected == subject.finish(is_cut_short=True)[0]
