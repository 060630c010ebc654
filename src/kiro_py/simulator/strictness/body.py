"""I am the shape of a `GenerateAssistantResponse` body."""

import re

from kiro_py.simulator.address import RUNTIME_SERVICE, Address
from kiro_py.simulator.strictness.shape import (
    AnyObject,
    Anything,
    Flag,
    ListOf,
    Members,
    OneOf,
    Shape,
    Text,
    Whole,
)

IMAGE_FORMATS = frozenset({"gif", "jpeg", "png", "webp"})
DOCUMENT_FORMATS = frozenset(
    {"csv", "doc", "docx", "html", "md", "pdf", "txt", "xls", "xlsx"},
)
_TOOL_USE_ID = Text(pattern=re.compile(r"[a-zA-Z0-9_-]{1,64}"))
_MODEL_ID = Text(pattern=re.compile(r"[a-zA-Z0-9_:.-]{1,1024}"))
_ORIGINS = frozenset({"AI_EDITOR", "KIRO_CLI", "KIRO_WEB", "CLI"})
_CACHE_POINT = Members(required={"type": Text(choices=frozenset({"default"}))})
_BYTES = Members(required={"bytes": Text()})

_IMAGE = Members(required={"format": Text(), "source": _BYTES})
"""Formats are judged by a rule of their own, since the service has a reason for them."""

_DOCUMENT = Members(
    required={
        "name": Text(shortest=1),
        "format": Text(choices=DOCUMENT_FORMATS),
        "source": _BYTES,
    }
)

_TOOL = OneOf(
    {
        "toolSpecification": Members(
            required={"name": Text()},
            optional={"description": Text(), "inputSchema": Members(optional={"json": Anything()})},
        ),
        "cachePoint": _CACHE_POINT,
    }
)
"""What is missing in a specification is judged by rules of its own."""

_TOOL_RESULT = Members(
    required={
        "toolUseId": _TOOL_USE_ID,
        "content": ListOf(OneOf({"text": Text(), "json": Anything(), "image": Anything()})),
    },
    optional={"status": Text(choices=frozenset({"success", "error"})), "toolName": Text()},
)
"""An image in a result is no error: the service drops it without a word."""

_ENVIRONMENT = Members(
    optional={
        "operatingSystem": Text(choices=frozenset({"macos", "linux", "windows"})),
        "currentWorkingDirectory": Text(shortest=1, longest=256),
        "environmentVariables": ListOf(AnyObject(), longest=100),
        "timezoneOffset": Whole(-1440, 1440),
    }
)

_CONTEXT = Members(
    optional={
        "editorState": AnyObject(),
        "shellState": AnyObject(),
        "gitState": AnyObject(),
        "envState": _ENVIRONMENT,
        "appStudioContext": AnyObject(),
        "diagnostic": AnyObject(),
        "consoleState": AnyObject(),
        "userSettings": AnyObject(),
        "additionalContext": ListOf(AnyObject(), longest=20),
        "toolResults": ListOf(_TOOL_RESULT),
        "tools": ListOf(_TOOL),
    }
)

_USER = Members(
    required={"content": Text()},
    optional={
        "userInputMessageContext": _CONTEXT,
        "userIntent": Text(),
        "origin": Text(choices=_ORIGINS),
        "images": ListOf(_IMAGE),
        "documents": ListOf(_DOCUMENT),
        "modelId": _MODEL_ID,
        "cachePoint": _CACHE_POINT,
        "clientCacheConfig": Members(optional={"useClientCachingOnly": Flag()}),
    },
)

_REASONING = OneOf(
    {
        "reasoningText": Members(required={"text": Text()}, optional={"signature": Text()}),
        "redactedContent": Text(shortest=1),
    }
)

_ASSISTANT = Members(
    required={"content": Text()},
    optional={
        "messageId": Text(longest=128),
        "supplementaryWebLinks": ListOf(AnyObject(), longest=10),
        "references": ListOf(AnyObject(), longest=10),
        "followupPrompt": AnyObject(),
        "toolUses": ListOf(
            Members(
                required={"toolUseId": _TOOL_USE_ID, "name": Text(), "input": AnyObject()},
            )
        ),
        "cachePoint": _CACHE_POINT,
        "reasoningContent": _REASONING,
    },
)

_TURN = OneOf({"userInputMessage": _USER, "assistantResponseMessage": _ASSISTANT})


def body_shape(address: Address) -> Shape:
    """Return the shape a body must have; two members exist in one dialect only."""
    is_runtime_service = address.service == RUNTIME_SERVICE
    state: dict[str, Shape] = {
        "workspaceId": Text(),
        "history": ListOf(_TURN),
        "customizationArn": Text(longest=950),
        "agentContinuationId": Text(),
        "agentTaskType": Text(choices=frozenset({"vibe", "spectask"})),
        "conversationId": Text(shortest=1, longest=128),
    }
    top: dict[str, Shape] = {
        "profileArn": Text(longest=950),
        "additionalModelRequestFields": AnyObject(),
    }
    if is_runtime_service:
        state["rootConversationId"] = Text()
        top["agentMode"] = Text()
    conversation = Members(
        required={
            "currentMessage": OneOf({"userInputMessage": _USER}),
            "chatTriggerType": Text(choices=frozenset({"MANUAL", "DIAGNOSTIC", "INLINE_CHAT"})),
        },
        optional=state,
    )
    return Members(required={"conversationState": conversation}, optional=top)
