"""Requests written as a client writes them, and bodies read as the service reads them."""

import base64
import struct
import zlib
from typing import Any, Final

import msgspec

from kiro_py.translate.models import Model, known
from kiro_py.translate.request import Translated, to_kiro
from kiro_py.wire.anthropic.content import ContentBlock, KnownBlock, TextBlock, UnknownBlock
from kiro_py.wire.anthropic.request import (
    Message,
    MessagesRequest,
    RawMessage,
    Thinking,
    Tool,
    ToolChoice,
)

Json = dict[str, Any]

TAGGED: Final = known("claude-sonnet-4.5")
"""A model that has to be asked for reasoning in tags."""

NATIVE: Final = known("claude-opus-4.8")
"""A model that reasons natively."""


def user(content: str | list[Json]) -> Json:
    return {"role": "user", "content": content}


def assistant(content: str | list[Json]) -> Json:
    return {"role": "assistant", "content": content}


def system(content: str | list[Json], effort: str | None = None) -> Json:
    return {"role": "system", "content": content, "output_config": {"effort": effort}}


def text(words: str) -> Json:
    return {"type": "text", "text": words}


def call(call_id: str, name: str = "Read", **arguments: object) -> Json:
    return {"type": "tool_use", "id": call_id, "name": name, "input": arguments}


def result(call_id: str, content: object = "done", **members: object) -> Json:
    return {"type": "tool_result", "tool_use_id": call_id, "content": content, **members}


def thinking(thought: str, signature: str = "") -> Json:
    return {"type": "thinking", "thinking": thought, "signature": signature}


def image(data: str, media_type: str = "image/png") -> Json:
    source = {"type": "base64", "media_type": media_type, "data": data}
    return {"type": "image", "source": source}


def document(source: Json, **members: object) -> Json:
    return {"type": "document", "source": source, **members}


def tool(name: str, **members: Any) -> Json:
    return {"name": name, "input_schema": {"type": "object", "properties": {}}, **members}


def png(width: int = 1, height: int = 1) -> str:
    """Return the base64 of a picture's beginning; nobody here looks further."""
    header = struct.pack(">4sIIBBBBB", b"IHDR", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunk).decode()


def block_of(written: Json) -> ContentBlock:
    data = msgspec.json.encode(written)
    try:
        return msgspec.json.decode(data, type=KnownBlock)
    except msgspec.ValidationError:
        return msgspec.json.decode(data, type=UnknownBlock)


def message_of(written: Json) -> Message:
    raw = msgspec.convert({**written, "content": None}, RawMessage)
    content: str | list[Json] = written["content"]
    blocks = (
        (TextBlock(content),) if isinstance(content, str) else tuple(block_of(b) for b in content)
    )
    effort = raw.output_config.effort if raw.output_config else None
    return Message(role=written["role"], content=blocks, effort=effort)


def asked(*messages: Json, **members: Any) -> MessagesRequest:
    """Return a request as it comes out of the front door."""
    kinds: dict[str, Any] = {"thinking": Thinking, "tool_choice": ToolChoice}
    decoded: dict[str, Any] = {
        name: msgspec.convert(value, kinds[name]) if name in kinds else value
        for name, value in members.items()
    }
    decoded["tools"] = tuple(msgspec.convert(members.get("tools", []), list[Tool]))
    return MessagesRequest(
        model="claude-sonnet-4-5",
        messages=tuple(message_of(message) for message in messages),
        **decoded,
    )


def translated(request: MessagesRequest, model: Model = TAGGED) -> Translated:
    return to_kiro(request, model, conversation_id="c")


def body_of(request: MessagesRequest, model: Model = TAGGED) -> Json:
    """Return the whole upstream body as JSON."""
    return msgspec.json.decode(msgspec.json.encode(translated(request, model).body))


def turns_of(request: MessagesRequest, model: Model = TAGGED) -> list[Json]:
    """Return past and present turns, each without its frame and without what is constant."""
    state = body_of(request, model)["conversationState"]
    return [_bare(turn) for turn in [*state.get("history", []), state["currentMessage"]]]


def current_of(request: MessagesRequest, model: Model = TAGGED) -> Json:
    return turns_of(request, model)[-1]


def tools_of(request: MessagesRequest, model: Model = TAGGED) -> list[Json]:
    """Return the listed tools, without their frame."""
    context = body_of(request, model)["conversationState"]["currentMessage"]["userInputMessage"]
    tools: list[Json] = context.get("userInputMessageContext", {}).get("tools", [])
    return [listed["toolSpecification"] for listed in tools]


def _bare(turn: Json) -> Json:
    if "assistantResponseMessage" in turn:
        return {"assistant": turn["assistantResponseMessage"].pop("content")} | turn[
            "assistantResponseMessage"
        ]
    told: Json = turn["userInputMessage"]
    context: Json = told.pop("userInputMessageContext", {})
    del told["modelId"], told["origin"]
    bare: Json = {"user": told.pop("content")} | told
    if "toolResults" in context:
        bare["results"] = {
            answer["toolUseId"]: (answer["status"], [piece["text"] for piece in answer["content"]])
            for answer in context["toolResults"]
        }
    return bare
