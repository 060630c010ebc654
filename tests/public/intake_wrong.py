"""Requests as clients write them, and all that may be wrong with one."""

import json
from typing import Any

Json = Any  # a client sends whatever it likes

HELLO = {"role": "user", "content": "hello"}
LEAST = {"model": "claude-x", "max_tokens": 16, "messages": [HELLO]}


def asked(**members: Json) -> bytes:
    """Return the least request, with `members` in place of its own."""
    return json.dumps({**LEAST, **members}).encode()


def turn(*blocks: Json, role: str = "user") -> bytes:
    """Return a request whose one turn has these blocks."""
    return asked(messages=[{"role": role, "content": list(blocks)}])


def without(name: str) -> bytes:
    """Return the least request without one of its members."""
    return json.dumps({key: value for key, value in LEAST.items() if key != name}).encode()


def tower(height: int) -> Json:
    """Return a result inside a result, and so on."""
    block: Json = {"type": "text", "text": "x"}
    for _ in range(height):
        block = {"type": "tool_result", "tool_use_id": "t1", "content": [block]}
    return block


NOT_JSON = "The request body is not valid JSON: "
IMAGE_TAGS = "'base64', 'url', 'file'"
DOCUMENT_TAGS = f"{IMAGE_TAGS}, 'text', 'content'"
MISTAGGED = "found using 'type' does not match any of the expected tags:"
SURROGATE = "contains a lone surrogate (U+D800), which is not valid Unicode"
FRACTION = "Input should be a valid integer, got a number with a fractional part"
ROLES = "Input should be 'user', 'assistant' or 'system'"
TOO_DEEP = b'{"x":' + b"[" * 100_000
SEARCH_RESULT = {"type": "search_result", "source": "s", "title": "t"}
CALL = {"type": "tool_use", "id": "t1", "name": "Read"}

WRONG: dict[str, tuple[str, bytes]] = {
    # not JSON
    "an empty body": (f"{NOT_JSON}it is empty", b""),
    "a blank body": (f"{NOT_JSON}it is empty", b" \n"),
    "half a body": (f"{NOT_JSON}expecting value at line 1 column 10 (byte 9)", b'{"model":'),
    "bytes counted as bytes": (
        f"{NOT_JSON}expecting ':' delimiter at line 2 column 5 (byte 20)",
        b'{"model":"\xe4\xb8\xad",\n"a" 1}',
    ),
    "NaN": (f"{NOT_JSON}NaN is no JSON number", b'{"model":NaN}'),
    "not UTF-8": (f"{NOT_JSON}invalid UTF-8 at byte 10", b'{"model":"\xff"}'),
    "not UTF-8 where nobody reads": (f"{NOT_JSON}invalid UTF-8 at byte 6", b'{"x":"\xff"}'),
    "a tower of brackets": (f"{NOT_JSON}it is nested too deeply", TOO_DEEP),
    "a tower of results": (f"{NOT_JSON}it is nested too deeply", turn(tower(400))),
    "a list": ("request body: Input should be a valid dictionary", b"[]"),
    "null": ("request body: Input should be a valid dictionary", b"null"),
    # lone surrogates
    "an escaped surrogate": (
        f"messages.0.content: {SURROGATE}",
        asked(messages=[{"role": "user", "content": "\ud800"}]),
    ),
    "a raw surrogate": (
        f"messages.0.content: {SURROGATE}",
        asked().replace(b"hello", b"hell\xed\xa0\x80"),
    ),
    "a surrogate in a call": (
        f"messages.0.content.1.input.path: {SURROGATE}",
        turn({"type": "text", "text": "x"}, {**CALL, "input": {"path": "a\ud800b"}}),
    ),
    "a surrogate in a name": (
        f"messages.0.content.0.input: {SURROGATE}",
        turn({**CALL, "input": {"\ud800": 1}}),
    ),
    "a surrogate in an ignored member": (f"foo.0: {SURROGATE}", asked(foo=["\ud800"])),
    "a surrogate in the first of two members of one name": (
        f"{NOT_JSON}invalid utf-16 surrogate pair (byte 12)",
        b'{"a":"\\udc00","a":"x"}',
    ),
    "the first of two surrogates": (f"a: {SURROGATE}", b'{"a":"\\ud800","b":["\\udfff"]}'),
    # members of the request
    "no model": ("model: Field required", without("model")),
    "no messages": ("messages: Field required", without("messages")),
    "no max_tokens": ("max_tokens: Field required", without("max_tokens")),
    "a model that is a number": ("model: Input should be a valid string", asked(model=4)),
    "a model without a name": ("model: String should have at least 1 character", asked(model="")),
    "null for max_tokens": ("max_tokens: Input should be a valid integer", asked(max_tokens=None)),
    "text for max_tokens": ("max_tokens: Input should be a valid integer", asked(max_tokens="16")),
    "true for max_tokens": ("max_tokens: Input should be a valid integer", asked(max_tokens=True)),
    "half a token": (
        f"max_tokens: {FRACTION}",
        asked(max_tokens=1.5),
    ),
    "fewer than no tokens": (
        "max_tokens: Input should be greater than or equal to 0",
        asked(max_tokens=-1),
    ),
    "more tokens than there are": (
        "max_tokens: Input should be less than or equal to 9007199254740991",
        asked(max_tokens=2**53),
    ),
    "endless tokens": (
        "max_tokens: Number out of range",
        asked().replace(b"16", b"1e999"),
    ),
    "half a token of thought": (
        f"thinking.budget_tokens: {FRACTION}",
        asked(thinking={"type": "enabled", "budget_tokens": 0.5}),
    ),
    "thinking of no type": ("thinking.type: Field required", asked(thinking={})),
    "a warm temperature": (
        "temperature: Input should be a valid number",
        asked(temperature="warm"),
    ),
    "text for a flag": ("stream: Input should be a valid boolean", asked(stream="yes")),
    "text for a stop sequence": (
        "stop_sequences: Input should be a valid list",
        asked(stop_sequences="stop"),
    ),
    "a number among stop sequences": (
        "stop_sequences.1: Input should be a valid string",
        asked(stop_sequences=["stop", 1]),
    ),
    "an empty stop sequence": (
        "stop_sequences.1: String should have at least 1 character",
        asked(stop_sequences=["stop", ""]),
    ),
    "a system prompt of another kind": (
        "system: Input should be a valid string or list",
        asked(system={"text": "x"}),
    ),
    "a system block without text": (
        "system.0.text: Field required",
        asked(system=[{"type": "text"}]),
    ),
    "a format that is none": (
        "output_config.format: Input should be a valid dictionary",
        asked(output_config={"format": "json"}),
    ),
    "a user's id that is none": (
        "metadata.user_id: Input should be a valid string",
        asked(metadata={"user_id": 7}),
    ),
    # tools
    "tools that are none": ("tools: Input should be a valid list", asked(tools={})),
    "a tool without a name": (
        "tools.1.name: Field required",
        asked(tools=[{"name": "a"}, {"input_schema": {}}]),
    ),
    "a custom tool without a name": (
        "tools.0.name: Field required",
        asked(tools=[{"type": "custom", "name": ""}]),
    ),
    "a schema that is none": (
        "tools.0.input_schema: Input should be a valid dictionary",
        asked(tools=[{"name": "a", "input_schema": []}]),
    ),
    "a schema beyond numbers": (
        "tools.0.input_schema: Number out of range",
        asked(tools=[{"name": "a", "input_schema": {"x": 5}}]).replace(b"5", b"1e999"),
    ),
    "half a use": (
        f"tools.0.max_uses: {FRACTION}",
        asked(tools=[{"name": "a", "max_uses": 1.5}]),
    ),
    "a domain instead of domains": (
        "tools.0.allowed_domains: Input should be a valid list",
        asked(tools=[{"type": "web_search_20250305", "allowed_domains": "a.example"}]),
    ),
    "a choice of no type": ("tool_choice.type: Field required", asked(tool_choice={})),
    "a choice of another type": (
        f"tool_choice: Input tag 'required' {MISTAGGED} 'auto', 'any', 'tool', 'none'",
        asked(tool_choice={"type": "required"}),
    ),
    "a choice of a tool without a name": (
        "tool_choice.name: Field required",
        asked(tool_choice={"type": "tool"}),
    ),
    # messages
    "messages that are none": ("messages: Input should be a valid list", asked(messages="hi")),
    "no message": ("messages: at least one message is required", asked(messages=[])),
    "only system messages": (
        "messages: at least one message is required",
        asked(messages=[{"role": "system", "content": "x"}]),
    ),
    "a message that is none": (
        "messages.1: Input should be a valid dictionary",
        asked(messages=[HELLO, "hi"]),
    ),
    "a message without a role": (
        "messages.0.role: Field required",
        asked(messages=[{"content": "x"}]),
    ),
    "another role": (f"messages.0.role: {ROLES}", asked(messages=[{**HELLO, "role": "tool"}])),
    "a message without content": (
        "messages.1.content: Field required",
        asked(messages=[HELLO, {"role": "assistant"}]),
    ),
    "a message with null": (
        "messages.0.content: Field required",
        asked(messages=[{"role": "user", "content": None}]),
    ),
    "content of another kind": (
        "messages.0.content: Input should be a valid string or list",
        asked(messages=[{"role": "user", "content": 5}]),
    ),
    # blocks
    "a block that is none": (
        "messages.0.content.0: Input should be a valid dictionary",
        turn("text"),
    ),
    "a block of no type": ("messages.0.content.0.type: Field required", turn({"text": "x"})),
    "a block of type null": (
        "messages.0.content.0.type: Input should be a valid string",
        turn({"type": None}),
    ),
    "text without text": (
        "messages.0.content.1.text: Field required",
        turn({"type": "text", "text": "x"}, {"type": "text"}),
    ),
    "text that is null": (
        "messages.0.content.0.text: Field required",
        turn({"type": "text", "text": None}),
    ),
    "text that is a number": (
        "messages.0.content.0.text: Input should be a valid string",
        turn({"type": "text", "text": 5}),
    ),
    "a call without a name": (
        "messages.0.content.0.name: Field required",
        turn({"type": "tool_use", "id": "t1"}, role="assistant"),
    ),
    "a call with a list": (
        "messages.0.content.0.input: Input should be a valid dictionary",
        turn({**CALL, "input": []}, role="assistant"),
    ),
    "a result without its call": (
        "messages.0.content.0.tool_use_id: Field required",
        turn({"type": "tool_result"}),
    ),
    "a result of another kind": (
        "messages.0.content.0.content: Input should be a valid string or list",
        turn({"type": "tool_result", "tool_use_id": "t1", "content": {}}),
    ),
    "a block inside a result": (
        "messages.0.content.0.content.1.text: Field required",
        turn(
            {
                "type": "tool_result",
                "tool_use_id": "t1",
                "content": [{"type": "text", "text": "x"}, {"type": "text"}],
            }
        ),
    ),
    "an image inside a result": (
        "messages.0.content.0.content.0.source.data: Field required",
        turn(
            {
                "type": "tool_result",
                "tool_use_id": "t1",
                "content": [{"type": "image", "source": {"type": "base64"}}],
            }
        ),
    ),
    "a block inside a document": (
        "messages.0.content.0.source.content.0.text: Field required",
        turn({"type": "document", "source": {"type": "content", "content": [{"type": "text"}]}}),
    ),
    "an image from nowhere": (
        "messages.0.content.0.source: Field required",
        turn({"type": "image"}),
    ),
    "an image from elsewhere": (
        f"messages.0.content.0.source: Input tag 'disk' {MISTAGGED} {IMAGE_TAGS}",
        turn({"type": "image", "source": {"type": "disk"}}),
    ),
    "a document from elsewhere": (
        f"messages.0.content.0.source: Input tag 'disk' {MISTAGGED} {DOCUMENT_TAGS}",
        turn({"type": "document", "source": {"type": "disk"}}),
    ),
    "a search result of an image": (
        f"messages.0.content.0.content.0: Input tag 'image' {MISTAGGED} 'text'",
        turn({**SEARCH_RESULT, "content": [{"type": "image"}]}),
    ),
}
