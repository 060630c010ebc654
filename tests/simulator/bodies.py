"""Requests to Kiro, as a careful client would make them."""

import base64
from collections.abc import Sequence
from typing import Any

Body = dict[str, Any]

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89"
)

WEATHER: Body = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
}


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def tool(name: str, schema: Body | None = None, description: str = "A tool.") -> Body:
    inputs = {"json": schema or {"type": "object", "properties": {}}}
    return {"toolSpecification": {"name": name, "description": description, "inputSchema": inputs}}


def use(tool_use_id: str, name: str, arguments: Body | None = None) -> Body:
    return {"toolUseId": tool_use_id, "name": name, "input": arguments or {}}


def result(tool_use_id: str, text: str = "done", status: str = "success") -> Body:
    return {"toolUseId": tool_use_id, "content": [{"text": text}], "status": status}


def user(content: str = "", *, results: Sequence[Body] = (), **members: Any) -> Body:
    message = {"content": content, "origin": "AI_EDITOR", **members}
    if results:
        message["userInputMessageContext"] = {"toolResults": list(results)}
    return {"userInputMessage": message}


def assistant(content: str = "", *, uses: Sequence[Body] = (), **members: Any) -> Body:
    message = {"content": content, **members}
    if uses:
        message["toolUses"] = list(uses)
    return {"assistantResponseMessage": message}


def image(data: bytes = PNG, form: str = "png") -> Body:
    return {"format": form, "source": {"bytes": base64_of(data)}}


def document(name: str = "notes", data: bytes = b"hello", form: str = "txt") -> Body:
    return {"name": name, "format": form, "source": {"bytes": base64_of(data)}}


def body(
    *turns: Body,
    model: str = "claude-sonnet-4.5",
    tools: Sequence[Body] = (),
    fields: Body | None = None,
) -> Body:
    """Return a request whose last turn is the current message."""
    *history, current = turns
    message: Body = {**current["userInputMessage"], "modelId": model}
    if tools:
        context = message.get("userInputMessageContext", {})
        message["userInputMessageContext"] = {**context, "tools": list(tools)}
    state: Body = {
        "chatTriggerType": "MANUAL",
        "conversationId": "11111111-2222-5333-8444-555555555555",
        "currentMessage": {"userInputMessage": message},
    }
    if history:
        state["history"] = history
    request: Body = {"conversationState": state}
    if fields is not None:
        request["additionalModelRequestFields"] = fields
    return request


def said(prompt: str, **more: Any) -> Body:
    """Return a request with one prompt."""
    return body(user(prompt), **more)
