"""What may be asked, and in which words the rest is refused."""

import json
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from typing import cast

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiro_py.errors import RequestRefused
from kiro_py.public.intake import read_count, read_messages
from kiro_py.wire.anthropic.content import (
    Base64Source,
    ContentBlock,
    ContentSource,
    DocumentBlock,
    FileSource,
    ImageBlock,
    PlainTextSource,
    RedactedThinkingBlock,
    SearchResultBlock,
    ServerToolUseBlock,
    TextBlock,
    ThinkingBlock,
    ToolReferenceBlock,
    ToolResultBlock,
    ToolUseBlock,
    UnknownBlock,
    UrlSource,
    WebSearchToolResultBlock,
)
from kiro_py.wire.anthropic.request import Message, MessagesRequest, Thinking, Tool, ToolChoice
from kiro_py.wire.json import RawJson
from public.intake_wrong import (
    CALL,
    HELLO,
    LEAST,
    SEARCH_RESULT,
    TOO_DEEP,
    WRONG,
    Json,
    asked,
    turn,
    without,
)

LEAST_READ = MessagesRequest(
    model="claude-x", messages=(Message("user", (TextBlock("hello"),)),), max_tokens=16
)


Reader = Callable[[bytes], MessagesRequest]


def complaint(body: bytes, read: Reader = read_messages) -> str:
    """Return the message with which `body` is refused, always as a 400."""
    with pytest.raises(RequestRefused) as refused:
        read(body)
    assert (400, "invalid_request_error") == (refused.value.status, refused.value.error_type)
    return refused.value.message


@pytest.mark.parametrize(("words", "body"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_place(words: str, body: bytes):
    """Clients show the words, and some act on them."""
    assert words == complaint(body)


UNCOUNTED = ("max_tokens", "temperature", "stream", "stop_sequences", "metadata")
"""Members that do not change what is counted."""

WRONG_TO_COUNT = {name: case for name, case in WRONG.items() if not case[0].startswith(UNCOUNTED)}


@pytest.mark.parametrize(("words", "body"), WRONG_TO_COUNT.values(), ids=WRONG_TO_COUNT)
def test_counting_refuses_in_the_same_words(words: str, body: bytes):
    """What cannot be meant cannot be counted either."""
    assert words == complaint(body, read_count)


def test_counting_needs_no_max_tokens():
    """Nothing is generated, so there is nothing to limit."""
    assert replace(LEAST_READ, max_tokens=None) == read_count(without("max_tokens"))


def test_counting_reads_what_claude_code_asks():
    """`/context` counts each tool beside a message of one word."""
    body = b'{"model":"claude-x","messages":[{"role":"user","content":"foo"}],"tools":[]}'
    foo = (Message("user", (TextBlock("foo"),)),)
    assert MessagesRequest(model="claude-x", messages=foo) == read_count(body)


MEDIUM: Json = {"role": "system", "content": [], "output_config": {"effort": "medium"}}
ALL_NULL = dict.fromkeys(
    [
        *("system", "stream", "tools", "tool_choice", "thinking", "output_config"),
        *("metadata", "stop_sequences", "temperature", "top_p", "top_k", "context_management"),
    ]
)
BLOCKS = [{"type": "text", "text": "a", "cache_control": None}, {"type": "text", "text": "b"}]

LENIENT: dict[str, tuple[dict[str, Json], bytes]] = {
    "the least": ({}, asked()),
    "null for all that may be absent": ({}, asked(**ALL_NULL)),
    "members nobody knows": ({}, asked(safeguards=[1], foo={"bar": None}, betas=["x"])),
    "tokens as a fraction": ({"max_tokens": 1024}, asked(max_tokens=1024.0)),
    "no tokens": ({"max_tokens": 0}, asked(max_tokens=0)),
    "the same member twice": (
        {"model": "b"},
        asked().replace(b"{", b'{"model":"a",', 1).replace(b"claude-x", b"b"),
    ),
    "sampling": ({}, asked(temperature=0.5, top_p=1, top_k=3)),
    "a stream": ({"stream": True}, asked(stream=True)),
    "system as text": ({"system": ("be brief",)}, asked(system="be brief")),
    "system as blocks": ({"system": ("a", "b")}, asked(system=BLOCKS)),
    "system empty": ({}, asked(system="")),
    "system an empty list": ({}, asked(system=[])),
    "no tools": ({}, asked(tools=[])),
    "a tool without a schema": ({"tools": (Tool("a"),)}, asked(tools=[{"name": "a"}])),
    "a tool as some SDKs write it": (
        {"tools": (Tool("a", input_schema={}),)},
        asked(tools=[{"name": "a", "type": None, "description": None, "input_schema": {}}]),
    ),
    "a tool of the server": (
        {"tools": (Tool("web_search", type="web_search_20250305", max_uses=8),)},
        asked(tools=[{"type": "web_search_20250305", "name": "web_search", "max_uses": 8.0}]),
    ),
    "a search within domains": (
        {"tools": (Tool("web_search", type="web_search_20260318", allowed_domains=["a.example"]),)},
        asked(
            tools=[
                {
                    "type": "web_search_20260318",
                    "name": "web_search",
                    "allowed_domains": ["a.example"],
                    "blocked_domains": None,
                    "user_location": {"type": "approximate", "city": "Paris"},
                }
            ]
        ),
    ),
    "tools without a name of their own": (
        {"tools": (Tool(type="mcp_toolset"),)},
        asked(tools=[{"type": "mcp_toolset", "mcp_server_name": "x"}]),
    ),
    "a choice": (
        {"tool_choice": ToolChoice("any", disable_parallel_tool_use=True)},
        asked(tool_choice={"type": "any", "disable_parallel_tool_use": True}),
    ),
    "a choice of a tool": (
        {"tool_choice": ToolChoice("tool", "a")},
        asked(tool_choice={"type": "tool", "name": "a"}),
    ),
    "thinking with a small budget": (
        {"thinking": Thinking("enabled", 1)},
        asked(thinking={"type": "enabled", "budget_tokens": 1.0}),
    ),
    "thinking of a new type": (
        {"thinking": Thinking("between_tools", display="updates")},
        asked(thinking={"type": "between_tools", "display": "updates"}),
    ),
    "effort and format": (
        {"effort": "max", "output_format": {"type": "json_schema"}},
        asked(output_config={"effort": "max", "format": {"type": "json_schema"}}),
    ),
    "a user's id": ({"user_id": "{}"}, asked(metadata={"user_id": "{}"})),
    "stop sequences": ({"stop_sequences": ("a", "b")}, asked(stop_sequences=["a", "b"])),
    "a system message last, empty, with effort": (
        {"messages": (*LEAST_READ.messages, Message("system", (), "medium"))},
        asked(messages=[HELLO, MEDIUM]),
    ),
    "a system message without content": (
        {"messages": (*LEAST_READ.messages, Message("system", ()))},
        asked(messages=[HELLO, {"role": "system"}]),
    ),
    "an empty turn": (
        {"messages": (Message("user", ()),)},
        asked(messages=[{"role": "user", "content": ""}]),
    ),
}


@pytest.mark.parametrize(("read", "body"), LENIENT.values(), ids=LENIENT)
def test_what_is_meant_is_read_however_it_is_written(read: dict[str, Json], body: bytes):
    """Clients differ in what they leave out, and every month in what they add."""
    assert replace(LEAST_READ, **read) == read_messages(body)


BLOCKS_READ: dict[str, tuple[ContentBlock, Json]] = {
    "a type nobody knows": (UnknownBlock("brand_new"), {"type": "brand_new", "text": 5}),
    "a call without input": (ToolUseBlock("t1", "Read", RawJson(b"{}")), CALL),
    "a call with null": (ToolUseBlock("t1", "Read", RawJson(b"{}")), {**CALL, "input": None}),
    "a call, byte for byte": (
        ToolUseBlock("t1", "Read", RawJson(b'{"b": 1.0, "a": null}')),
        {**CALL, "input": {"b": 1.0, "a": None}},
    ),
    "a server's call without input": (
        ServerToolUseBlock("t1", "Read", RawJson(b"{}")),
        {**CALL, "type": "server_tool_use"},
    ),
    "thinking signed with null": (
        ThinkingBlock("hm"),
        {"type": "thinking", "thinking": "hm", "signature": None},
    ),
    "thinking unsigned": (ThinkingBlock("hm"), {"type": "thinking", "thinking": "hm"}),
    "a result of null": (
        ToolResultBlock("t1"),
        {"type": "tool_result", "tool_use_id": "t1", "content": None, "is_error": None},
    ),
    "a result of text": (
        ToolResultBlock("t1", "done", is_error=False),
        {"type": "tool_result", "tool_use_id": "t1", "content": "done", "is_error": False},
    ),
    "a result of nothing": (
        ToolResultBlock("t1", []),
        {"type": "tool_result", "tool_use_id": "t1", "content": []},
    ),
    "a result of blocks, some strange": (
        ToolResultBlock(
            "t1", [RawJson(b'{"type": "text", "text": "x"}'), RawJson(b'{"type": "new"}')]
        ),
        {
            "type": "tool_result",
            "tool_use_id": "t1",
            "content": [{"type": "text", "text": "x"}, {"type": "new"}],
        },
    ),
}


@pytest.mark.parametrize(("block", "written"), BLOCKS_READ.values(), ids=BLOCKS_READ)
def test_a_block_is_read_however_it_is_written(block: ContentBlock, written: Json):
    """One strange block is not the end of a conversation."""
    assert (Message("user", (block,)),) == read_messages(turn(written)).messages


_TEXT = st.text(st.characters(codec="utf-8"))
_INPUT = st.dictionaries(_TEXT, st.none() | st.integers(-9, 9) | _TEXT).map(
    lambda members: RawJson(msgspec.json.encode(members))
)
_INNER = st.lists(st.builds(TextBlock, _TEXT), max_size=2).map(
    lambda blocks: [RawJson(msgspec.json.encode(block)) for block in blocks]
)
_ELSEWHERE = st.builds(UrlSource, _TEXT) | st.builds(FileSource, _TEXT)
_IMAGES = st.builds(Base64Source, _TEXT, st.none() | _TEXT) | _ELSEWHERE
_DOCUMENTS = _IMAGES | st.builds(PlainTextSource, _TEXT) | st.builds(ContentSource, _TEXT | _INNER)
_BLOCKS = st.one_of(
    st.builds(TextBlock, _TEXT),
    st.builds(ThinkingBlock, _TEXT, _TEXT),
    st.builds(RedactedThinkingBlock, _TEXT),
    st.builds(ToolUseBlock, _TEXT, _TEXT, _INPUT),
    st.builds(ServerToolUseBlock, _TEXT, _TEXT, _INPUT),
    st.builds(ImageBlock, _IMAGES),
    st.builds(DocumentBlock, _DOCUMENTS, st.none() | _TEXT, st.none() | _TEXT),
    st.builds(SearchResultBlock, _TEXT, _TEXT, st.lists(st.builds(TextBlock, _TEXT), max_size=2)),
    st.builds(ToolReferenceBlock, _TEXT),
    st.builds(WebSearchToolResultBlock, _TEXT, _INPUT),
    st.builds(ToolResultBlock, _TEXT, st.none() | _TEXT | _INNER, st.none() | st.booleans()),
)


@given(st.lists(_BLOCKS, max_size=5))
def test_blocks_that_are_written_are_read_back(blocks: list[ContentBlock]):
    """Nothing of a well-formed block is lost or changed."""
    written = {**LEAST, "messages": [{"role": "user", "content": blocks}]}
    (message,) = read_messages(msgspec.json.encode(written)).messages
    assert tuple(blocks) == message.content


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["text"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
_READERS = st.sampled_from([read_messages, read_count])


@given(_READERS, st.binary() | _ANYTHING.map(lambda value: json.dumps(value).encode()))
@example(read_messages, TOO_DEEP)
def test_whatever_the_bytes_are_they_are_refused_properly(read: Reader, body: bytes):
    """A stranger's bytes end in one kind of error only."""
    assert complaint(body, read)


FULL: Json = {
    "model": "claude-x",
    "max_tokens": 16,
    "system": [{"type": "text", "text": "x"}],
    "thinking": {"type": "enabled", "budget_tokens": 1024},
    "tool_choice": {"type": "tool", "name": "a"},
    "tools": [{"name": "a", "input_schema": {"type": "object"}, "max_uses": 1}],
    "output_config": {"effort": "high", "format": {"type": "json_schema"}},
    "metadata": {"user_id": "u"},
    "stop_sequences": ["x"],
    "messages": [
        HELLO,
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "x", "signature": "y"},
                {**CALL, "input": {"a": [1]}},
            ],
        },
        {
            "role": "user",
            "content": [
                {
                    "type": "tool_result",
                    "tool_use_id": "t1",
                    "content": [
                        {"type": "text", "text": "x"},
                        {"type": "image", "source": {"type": "base64", "data": "AA=="}},
                    ],
                },
                {"type": "document", "source": {"type": "content", "content": [BLOCKS[0]]}},
                {**SEARCH_RESULT, "content": [BLOCKS[1]]},
            ],
        },
    ],
}
Place = tuple[str | int, ...]


def places(value: Json, here: Place = ()) -> Iterator[Place]:
    """Yield the place of every value inside `value`."""
    names: Sequence[str | int] = []
    if isinstance(value, dict):
        names = list(cast("dict[str, Json]", value))
    elif isinstance(value, list):
        names = range(len(cast("list[Json]", value)))
    for name in names:
        yield (*here, name)
        yield from places(inside(value, name), (*here, name))


def inside(value: Json, name: str | int) -> Json:
    """Return the member or the item of that name."""
    return value[name]


def put(value: Json, place: Place, replacement: Json) -> Json:
    """Return `value` with `replacement` at `place`."""
    if not place:
        return replacement
    changed = copy(value)
    changed[place[0]] = put(value[place[0]], place[1:], replacement)
    return changed


@given(st.sampled_from(list(places(FULL))), _ANYTHING)
@example(("messages", 2, "content", 0, "content", 1, "source", "data"), None)
def test_one_wrong_value_is_refused_at_its_place_or_taken(place: Place, wrong: Json):
    """The path leads to what is wrong, deep inside or just outside; a type speaks for its whole."""
    body = json.dumps(put(FULL, place, wrong)).encode()
    around = place[:-1] if place[-1] == "type" else place
    try:
        read_messages(body)
    except RequestRefused as refused:
        said = refused.message.partition(": ")[0].split(".")
        shared = min(len(said), len(around))
        is_json = not refused.message.startswith("The request body is not valid JSON")
        assert not is_json or said[:shared] == [str(name) for name in around[:shared]]
