"""Conversations of every kind: strange ids, strange names, silence, answers out of place."""

import msgspec
from hypothesis import strategies as st

from kiro_py.errors import RequestRefused
from kiro_py.translate.models import Model
from kiro_py.translate.request import Translated
from translate.asking import (
    NATIVE,
    TAGGED,
    Json,
    asked,
    assistant,
    call,
    image,
    png,
    result,
    system,
    text,
    thinking,
    tool,
    translated,
    user,
)

PNG = png()
TEXTS = st.sampled_from(["", " ", "alpha", "beta gamma", "δ", "a\nb"])
IDS = st.sampled_from(["t1", "t2", "call.odd", "x" * 70])
TOOL_NAMES = st.sampled_from(["Read", "read", "mcp.odd", "y" * 70, "Gone"])
RESULTS = st.builds(
    result,
    IDS,
    TEXTS
    | st.none()
    | st.lists(st.builds(text, TEXTS) | st.just(image(PNG)) | st.just({"type": "odd"}), max_size=2),
    is_error=st.sampled_from([None, True, False]),
)
PAPER = {
    "type": "document",
    "title": "P",
    "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="},
}
USERS = st.builds(
    user,
    TEXTS
    | st.lists(
        st.builds(text, TEXTS) | RESULTS | st.sampled_from([image(PNG), PAPER, {"type": "odd"}]),
        max_size=4,
    ),
)
ASSISTANTS = st.builds(
    assistant,
    TEXTS
    | st.lists(
        st.builds(text, TEXTS)
        | st.builds(call, IDS, TOOL_NAMES)
        | st.builds(thinking, TEXTS, st.sampled_from(["", "sig"]))
        | st.just({"type": "redacted_thinking", "data": "QQ=="}),
        max_size=4,
    ),
)
SYSTEMS = st.builds(system, TEXTS)
MESSAGE = USERS | ASSISTANTS | SYSTEMS
MESSAGES = st.lists(MESSAGE, max_size=10)
MODELS = st.sampled_from([NATIVE, TAGGED])
MEMBERS = st.fixed_dictionaries(
    {
        "system": st.sampled_from([(), ("You are X.",)]),
        "tools": st.sampled_from([[], [tool("Read"), tool("READ"), tool("mcp.odd")]]),
    },
    optional={"thinking": st.sampled_from([{"type": "adaptive"}, {"type": "disabled"}])},
)
UNANSWERABLE = (
    "messages: at least one message is required",
    'messages: first message must use the "user" role',
    "This model does not support assistant message prefill.",
    "the last message says nothing",
)


def find_translated(messages: list[Json], members: Json, model: Model) -> Translated | None:
    """Return the translation, or `None` for a conversation that nobody could answer."""
    try:
        return translated(asked(*messages, **members), model)
    except RequestRefused as refusal:
        if any(words in refusal.message for words in UNANSWERABLE):
            return None
        raise


def find_body(messages: list[Json], members: Json, model: Model) -> Json | None:
    """Return the body as JSON, or `None` for a conversation that nobody could answer."""
    made = find_translated(messages, members, model)
    return None if made is None else msgspec.json.decode(msgspec.json.encode(made.body))
