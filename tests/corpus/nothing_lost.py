"""I look for everything a client said in what Kiro received, and name what is missing.

I know nothing of how it gets there.  Texts must be found whole and in order, in a turn of the one
who said them; pictures and documents byte for byte and in order, pictures on sheets as they look;
calls with their inputs; results
with their calls, or as text that names the call; tools with everything their schemas say.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, cast

from corpus.sheets import is_same, shown

if TYPE_CHECKING:
    from PIL.Image import Image

Json = dict[str, Any]

_ACCEPTED_NAME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]{0,63}")
_ACCEPTED_ID: Final = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_ACCEPTED_TITLE: Final = re.compile(r"[a-zA-Z0-9()\[\]-]{1,100}")
_RUN_BY_CLIENT: Final = ("bash_", "text_editor_", "memory_", "computer_2")
_RUN_BY_SERVER: Final = (
    *("web_search_", "web_fetch_", "code_execution_", "tool_search_tool_", "advisor_"),
    "mcp_toolset",
)


def losses(asked: Json, sent: Json) -> list[str]:
    """Return what `sent` lacks of `asked`, in words; nothing is missing when there are none."""
    kiro = _Heard.of(sent)
    return [
        *_lost_texts(asked, kiro),
        *_lost_calls(asked, kiro),
        *_lost_results(asked, kiro),
        *_lost_attachments(asked, kiro),
        *_lost_tools(asked, kiro),
        *_lost_wishes(asked, kiro),
    ]


@dataclass(frozen=True, slots=True)
class _Turn:
    role: str
    text: str
    uses: Sequence[Json]
    results: Sequence[Json]
    images: Sequence[Json]
    documents: Sequence[Json]


@dataclass(frozen=True, slots=True)
class _Heard:
    """What Kiro received, laid out for looking things up."""

    turns: Sequence[_Turn]
    tools: Sequence[Json]

    @classmethod
    def of(cls, sent: Json) -> "_Heard":
        state: Json = sent["conversationState"]
        turns = [_turn(turn) for turn in [*state.get("history", []), state["currentMessage"]]]
        current: Json = state["currentMessage"]["userInputMessage"]
        tools: list[Json] = current.get("userInputMessageContext", {}).get("tools", [])
        return cls(turns, [tool["toolSpecification"] for tool in tools])

    def all_of(self, what: str) -> list[Json]:
        return [item for turn in self.turns for item in getattr(turn, what)]


def _turn(written: Json) -> _Turn:
    if (said := written.get("assistantResponseMessage")) is not None:
        return _Turn("assistant", said["content"], said.get("toolUses", []), [], [], [])
    said = written["userInputMessage"]
    results = said.get("userInputMessageContext", {}).get("toolResults", [])
    images, documents = said.get("images", []), said.get("documents", [])
    return _Turn("user", said["content"], [], results, images, documents)


@dataclass(slots=True)
class _Reader:
    """Reads the turns once, from the beginning to the end."""

    turns: Sequence[_Turn]
    number: int = 0
    offset: int = 0

    def finds(self, role: str, text: str) -> bool:
        """Tell whether `text` comes next in a turn of `role`; if so, go on behind it."""
        offset = self.offset
        for number in range(self.number, len(self.turns)):
            turn = self.turns[number]
            found = turn.text.find(text, offset) if turn.role == role else -1
            if found >= 0:
                self.number, self.offset = number, found + len(text)
                return True
            offset = 0
        return False


def _lost_texts(asked: Json, kiro: _Heard) -> Iterator[str]:
    reader = _Reader(kiro.turns)
    for text in _texts_of(asked.get("system")):
        if not reader.finds("user", text):
            yield f"system text {text[:80]!r}"
    for index, message in enumerate(asked["messages"]):
        role = "assistant" if message["role"] == "assistant" else "user"
        for text in _texts_of(message.get("content")):
            if not reader.finds(role, text):
                yield f"text of message {index} {text[:80]!r}"


def _texts_of(content: str | list[Json] | None) -> Iterator[str]:
    """Yield the texts of a message, without those in the results of tools."""
    for block in _blocks(content):
        if block["type"] != "tool_result":
            yield from _said(block)


def _said(block: Json) -> Iterator[str]:
    """Yield what a block says in words; blank words say nothing."""
    match block:
        case {"type": "text", "text": str(text)}:
            words: Iterable[object] = [text]
        case {"type": "document", "source": {"type": "text", "data": data}}:
            words = [block.get("title"), block.get("context"), data]
        case {"type": "document", "source": {"type": "content", "content": content}}:
            inner = [text for nested in _blocks(content) for text in _said(nested)]
            words = [block.get("title"), block.get("context"), *inner]
        case {"type": "document"}:
            title: str = block.get("title") or ""
            words = ["" if _ACCEPTED_TITLE.fullmatch(title) else title, block.get("context")]
        case {"type": "search_result", "title": title, "source": source, "content": parts}:
            words = [title, source, *(part["text"] for part in parts)]
        case {"type": "tool_reference", "tool_name": str(name)}:
            words = ["Tool loaded: " + (name if _ACCEPTED_NAME.fullmatch(name) else "")]
        case _:
            words = []
    return (word for word in words if isinstance(word, str) and word.strip())


def _blocks(content: str | list[Json] | None) -> list[Json]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return content or []


def _lost_calls(asked: Json, kiro: _Heard) -> Iterator[str]:
    called, uses = _calls(asked), kiro.all_of("uses")
    if len(called) != len(uses):
        yield f"{len(called)} calls became {len(uses)}"
        return
    names: dict[str, str] = {}
    seen: set[str] = set()
    for call, use in zip(called, uses, strict=True):
        if (call.get("input") or {}) != use["input"]:
            yield f"input of call {call['id']!r}"
        if names.setdefault(call["name"], use["name"]) != use["name"]:
            yield f"one name for {call['name']!r}"
        if _ACCEPTED_ID.fullmatch(call["id"]) and call["id"] not in seen | {use["toolUseId"]}:
            yield f"id of call {call['id']!r}"
        seen.update((call["id"], use["toolUseId"]))
    if len(set(names.values())) != len(names):
        yield f"difference between tool names {sorted(names)}"


def _calls(asked: Json) -> list[Json]:
    return [
        block
        for message in asked["messages"]
        if message["role"] == "assistant"
        for block in _blocks(message.get("content"))
        if block["type"] == "tool_use"
    ]


def _lost_results(asked: Json, kiro: _Heard) -> Iterator[str]:
    """Look for each piece of a result among the results of its calls, then in the texts."""
    uses = zip(_calls(asked), kiro.all_of("uses"), strict=False)
    client_ids = {use["toolUseId"]: call["id"] for call, use in uses}
    answers = [(client_ids.get(told["toolUseId"]), told) for told in kiro.all_of("results")]
    texts = "\n".join(turn.text for turn in kiro.turns if turn.role == "user")
    for message in asked["messages"]:
        for block in _blocks(message.get("content")):
            if block["type"] == "tool_result":
                told = [answer for of, answer in answers if of == block["tool_use_id"]]
                yield from _lost_result(block, told, texts)


def _lost_result(block: Json, told: list[Json], texts: str) -> Iterator[str]:
    call_id = block["tool_use_id"]
    _, _, orphaned = texts.partition(f" of tool call {call_id}, which is not ")
    pieces = [piece["text"] for answer in told for piece in answer["content"]]
    for nested in _blocks(block.get("content")):
        for text in _said(nested):
            if text not in orphaned and not any(text in piece for piece in pieces):
                yield f"result of {call_id!r}: {text[:80]!r}"
    if not told and not orphaned:
        yield f"that {call_id!r} was answered"
    has_failed = any(answer["status"] == "error" for answer in told)
    if block.get("is_error") and not has_failed and "Error of tool call" not in texts:
        yield f"that {call_id!r} failed"


def _lost_attachments(asked: Json, kiro: _Heard) -> Iterator[str]:
    attached = [
        found
        for message in asked["messages"]
        for found in _attached(_blocks(message.get("content")))
    ]
    expected = [data for of, data in attached if of == "document"]
    documents = [base64.b64decode(item["source"]["bytes"]) for item in kiro.all_of("documents")]
    if expected != documents:
        yield f"documents: {len(expected)} became {len(documents)}, or others"
    expected = [data for of, data in attached if of == "image"]
    pictures = [picture for turn in kiro.turns for picture in _pictures(turn)]
    if len(expected) != len(pictures) or not all(map(is_same, expected, pictures)):
        yield f"images: {len(expected)} became {len(pictures)}, or others"


def _pictures(turn: _Turn) -> "list[bytes | Image]":
    """Return what a turn shows, singly or on sheets."""
    told = [piece["text"] for answer in turn.results for piece in answer["content"]]
    images = [base64.b64decode(item["source"]["bytes"]) for item in turn.images]
    return shown(images, "\n".join([*told, turn.text]))


def _attached(blocks: list[Json]) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures and documents that come as bytes, however deep they lie."""
    for block in blocks:
        match block:
            case {"type": "image" | "document", "source": {"type": "base64", "data": data}}:
                bare = data.partition(",")[2] if data.startswith("data:") else data
                yield block["type"], base64.b64decode(bare)
            case {"type": "document", "source": {"type": "content"}}:
                yield from _attached(_blocks(block["source"]["content"]))
            case {"type": "tool_result"}:
                yield from _attached(_blocks(block.get("content")))
            case _:
                pass


def _lost_tools(asked: Json, kiro: _Heard) -> Iterator[str]:
    offered = _offered(asked)
    listed = kiro.tools[: len(offered)]
    if len(listed) != len(offered):
        yield f"{len(offered)} tools became {len(listed)}"
        return
    names = [tool["name"].lower() for tool in _offered({**asked, "tool_choice": None})]
    for tool, spec in zip(offered, listed, strict=True):
        name: str = tool["name"]
        is_fine = _ACCEPTED_NAME.fullmatch(name) and names.count(name.lower()) == 1
        if is_fine and name != spec["name"]:
            yield f"name of tool {name!r}"
        yield from _lost_description(tool, spec, kiro)
        schema = json.dumps(spec["inputSchema"], ensure_ascii=False)
        for word in _words(tool.get("input_schema")):
            if json.dumps(word, ensure_ascii=False)[1:-1] not in schema:
                yield f"{word!r} of the schema of {name!r}"


def _offered(asked: Json) -> list[Json]:
    """Return the tools that the model may call, each name once."""
    choice: Json = asked.get("tool_choice") or {}
    tools: dict[str, Json] = {}
    for tool in cast("list[Json]", asked.get("tools") or []):
        is_chosen = choice.get("type") not in {"none", "tool"} or tool.get("name") == choice.get(
            "name"
        )
        if is_chosen and _is_run_by_client(tool):
            tools.setdefault(tool["name"], tool)
    return list(tools.values())


def _is_run_by_client(tool: Json) -> bool:
    if tool.get("name") == "DeferredToolPlaceholder" and tool.get("defer_loading"):
        return False
    kind: str = tool.get("type") or "custom"
    if kind.startswith(_RUN_BY_SERVER):
        return False
    return kind == "custom" or kind.startswith(_RUN_BY_CLIENT) or bool(tool.get("input_schema"))


def _lost_description(tool: Json, spec: Json, kiro: _Heard) -> Iterator[str]:
    """Look for a description in its place, and for what is too long for that in the texts."""
    description: str = tool.get("description") or ""
    place: str = spec["description"]
    both = zip(description, place, strict=False)
    kept = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))
    if description.strip() and description[kept:] not in kiro.turns[0].text:
        yield f"description of {tool['name']!r} after {kept} characters"


def _words(schema: object) -> Iterator[str]:
    """Yield what a schema says in words: names, descriptions, allowed values."""
    if not isinstance(schema, dict):
        return
    for member, value in cast("Json", schema).items():
        match member, value:
            case ("description", str()) if value.strip():
                yield value
            case ("properties" | "$defs" | "definitions", dict()):
                for name, inner in cast("Json", value).items():
                    yield name
                    yield from _words(inner)
            case ("enum", list()):
                allowed = cast("list[object]", value)
                yield from (word for word in allowed if isinstance(word, str))
            case ("anyOf" | "oneOf" | "allOf" | "prefixItems" | "items", list()):
                for inner in cast("list[object]", value):
                    yield from _words(inner)
            case ("items" | "additionalProperties" | "not" | "if" | "then" | "else", dict()):
                yield from _words(cast("object", value))
            case _:
                pass


def _lost_wishes(asked: Json, kiro: _Heard) -> Iterator[str]:
    """Look for what is said in words since Kiro has no member for it."""
    current = kiro.turns[-1].text
    choice: Json = asked.get("tool_choice") or {}
    if choice.get("type") in {"any", "tool"} and _offered(asked) and "Call " not in current:
        yield f"choice of a tool {choice}"
    output: Json = asked.get("output_config") or {}
    wanted: Json = output.get("format") or {}
    if "schema" in wanted:
        text = json.dumps(wanted["schema"], ensure_ascii=False, separators=(",", ":"))
        if text not in current:
            yield "the form of the answer"
