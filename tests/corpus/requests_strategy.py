"""Every request that a client of Anthropic may make and that Kiro can be told.

Whatever is generated can be answered: it begins with the user or has a system text, and ends with
something that the user says.  `§` in a text becomes a number of its own, so that no two texts are
alike, and a signature `@` becomes one that the service gave.
"""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, Final, cast

from hypothesis import assume
from hypothesis import strategies as st

from corpus import attachments
from corpus.trip import LISTED, signer
from kiro_py.translate.models import resolve

Json = dict[str, Any]
Values = st.SearchStrategy[Any]


def sample(values: Sequence[Any]) -> Values:
    return st.sampled_from(values)


def members(required: dict[str, Values], optional: dict[str, Values] | None = None) -> Values:
    return st.fixed_dictionaries(required, optional=optional or {})


def some(values: Values, *, min_size: int = 0, max_size: int) -> Values:
    return st.lists(values, min_size=min_size, max_size=max_size)


def built(how: Callable[..., Any], *parts: Values, **named: Values) -> Values:
    return st.builds(how, *parts, **named)


MODELS: Final = ("claude-opus-4-8", "claude-opus-5-5", "claude-sonnet-4-5", "claude-haiku-4-5")

BLANKS: Final[Values] = sample(["", " ", "\n", "\t\r\n", "\u00a0", "\u3000", "\x1c"])
SPOKEN: Final[Values] = sample(
    [
        "§",
        "say § plainly",
        "§ δοκιμή 文字 🧪 e\u0301",
        "  § with blanks around \n",
        "\u0000\u0007§\u2028\u200b\ufeff",
        "<thinking>§</thinking>",
        "```json\n{§}\n``` \\u00e9 \\ \" '",
        "Result of tool call §",
        "[image 1 attached to this message] §",
    ]
) | st.text(max_size=12).map(lambda text: f"{text}§")
TEXTS: Final[Values] = SPOKEN | BLANKS
IDS: Final[Values] = sample(
    ["toolu_01", "toolu_02", "call.odd|id", "x" * 64, "x" * 65, "", "é", "a:0", "fc_1"]
)
NAMES: Final[Values] = sample(
    [
        "Read",
        "read",
        "Bash",
        "mcp__a.b__c",
        "y" * 64,
        "y" * 65,
        "y" * 66,
        "7zip",
        "_x",
        "工具",
        "a b",
    ]
)


def block(kind: str, optional: dict[str, Values] | None = None, /, **required: Values) -> Values:
    """Return blocks of a kind, with and without a cache mark."""
    mark = {"cache_control": sample([{"type": "ephemeral"}, None])}
    return members({"type": st.just(kind), **required}, {**mark, **(optional or {})})


NUMBERS: Final[Values] = st.integers(0, 9)
IMAGES: Final[Values] = (
    built(attachments.image, built(attachments.png, NUMBERS))
    | built(attachments.image, built(attachments.jpeg, NUMBERS), st.just("image/png"))
    | built(attachments.image, built(attachments.gif, NUMBERS), st.none())
    | built(attachments.image, built(attachments.webp, NUMBERS), st.just("image/jpg"))
    | st.just(attachments.image(f"data:image/png;base64,{attachments.png(10)}"))
)
TITLES: Final[Values] = sample([None, "", "Report", "report", "Q3.pdf", "报告", "z" * 300])
TEXT_BLOCKS: Final[Values] = block("text", text=TEXTS)
UNKNOWN: Final[Values] = sample([{"type": "browser_state", "url": "x"}, {"type": "odd"}])
SEARCH_RESULTS: Final[Values] = block(
    "search_result",
    source=st.just("https://example.com/§"),
    title=SPOKEN,
    content=some(block("text", text=TEXTS), max_size=2),
)
DOCUMENTS: Final[Values] = (
    built(
        attachments.document,
        built(attachments.pdf, NUMBERS),
        title=TITLES,
        context=st.none() | TEXTS,
    )
    | built(attachments.text_document, TEXTS, title=st.none() | SPOKEN)
    | built(attachments.block_document, TEXTS | some(TEXT_BLOCKS | IMAGES, max_size=2))
)
REFERENCES: Final[Values] = block("tool_reference", tool_name=NAMES)
RESULTS: Final[Values] = block(
    "tool_result",
    {"is_error": sample([True, False, None])},
    tool_use_id=IDS,
    content=st.none()
    | TEXTS
    | some(TEXT_BLOCKS | IMAGES | DOCUMENTS | SEARCH_RESULTS | REFERENCES | UNKNOWN, max_size=3),
)
USERS: Final[Values] = members(
    {
        "role": st.just("user"),
        "content": TEXTS
        | some(TEXT_BLOCKS | RESULTS | IMAGES | DOCUMENTS | SEARCH_RESULTS | UNKNOWN, max_size=4),
    }
)

INPUTS: Final[Values] = sample([{}, None, {"path": "§"}, {"deep": [{"n": 2**53 - 1, "x": None}]}])
CALLS: Final[Values] = block(
    "tool_use",
    {"caller": st.just({"type": "direct"}), "toolset_name": st.none()},
    id=IDS,
    name=NAMES,
    input=INPUTS,
)
THOUGHTS: Final[Values] = block(
    "thinking", thinking=TEXTS, signature=sample(["", "foreign", "@", "@"])
)
SERVED: Final[Values] = sample(
    [
        {"type": "redacted_thinking", "data": "QQ=="},
        {"type": "server_tool_use", "id": "srv", "name": "web_search", "input": {"query": "x"}},
        {"type": "web_search_tool_result", "tool_use_id": "srv", "content": []},
        {"type": "compaction", "content": None},
    ]
)
ASSISTANTS: Final[Values] = members(
    {
        "role": st.just("assistant"),
        "content": TEXTS | some(TEXT_BLOCKS | CALLS | CALLS | THOUGHTS | SERVED, max_size=4),
    }
)
EFFORTS: Final[Values] = sample([None, "low", "medium", "high", "xhigh", "max", "odd"])
SYSTEMS: Final[Values] = members(
    {"role": st.just("system"), "content": TEXTS | some(TEXT_BLOCKS, max_size=2)},
    optional={"output_config": members({"effort": EFFORTS})},
)

LEAVES: Final[Values] = sample(
    [
        {"type": "string", "description": "what § is"},
        {"type": ["integer", "null"], "minimum": -(2**70), "maximum": 2**53 - 1},
        {"enum": ["one §", None]},
        {"$ref": "#/$defs/Part"},
        {"$ref": "#"},
        {"type": "number", "exclusiveMinimum": True, "minimum": 0, "default": None},
        {"type": "string", "required": True, "nullable": True},
        {"description": "§", "type": None, "enum": None, "items": None},
        {},
        True,
        False,
        None,
    ]
)


def deeper(inner: Values) -> Values:
    few = st.dictionaries(sample(["path", "n", "Δ", "$id", "a.b"]), inner, max_size=3)
    return st.one_of(
        members(
            {"type": st.just("object"), "properties": few},
            optional={
                "required": sample([[], ["path"], None]),
                "additionalProperties": sample([True, False]) | inner,
            },
        ),
        members({"type": st.just("array"), "items": inner}),
        members({"items": some(inner, max_size=2)}),
        members({"anyOf": some(inner, min_size=1, max_size=2)}),
        members({"allOf": some(inner, min_size=1, max_size=2)}),
    )


SCHEMAS: Final[Values] = st.recursive(LEAVES, deeper, max_leaves=5)
PROPERTIES: Final[Values] = st.dictionaries(sample(["path", "n", "Δ", "a.b"]), SCHEMAS, max_size=3)
OBJECTS: Final[Values] = members(
    {},
    optional={
        "type": sample(["object", ["object", "null"], None]),
        "properties": PROPERTIES | st.none(),
        "required": sample([[], ["path"], None]),
        "description": SPOKEN | st.none(),
        "$defs": members({"Part": SCHEMAS}),
        "$schema": st.just("https://json-schema.org/draft/2020-12/schema"),
        "additionalProperties": st.booleans(),
    },
)


def _without_definitions(schema: Json) -> Json:
    return {name: value for name, value in schema.items() if name != "$defs"}


def _combined(whole: Json, how: str, parts: list[Json]) -> Json:
    return {**whole, how: parts}


COMBINED: Final[Values] = built(
    _combined,
    OBJECTS,
    sample(["anyOf", "oneOf", "allOf"]),
    some(OBJECTS.map(_without_definitions), min_size=1, max_size=3),
)
TOOLS: Final[Values] = members(
    {"name": NAMES},
    optional={
        "description": st.none() | TEXTS | st.just("long " * 8_000 + "§"),
        "input_schema": st.none() | OBJECTS | COMBINED,
        "type": sample([None, "custom"]),
        "defer_loading": st.booleans(),
        "strict": st.booleans(),
        "eager_input_streaming": st.booleans(),
        "input_examples": st.just([{"path": "x"}]),
        "allowed_callers": st.just(["direct"]),
    },
)
DEFINED: Final[Values] = sample(
    [
        {"type": "bash_20250124", "name": "bash"},
        {"type": "text_editor_20250728", "name": "str_replace_based_edit_tool"},
        {"type": "memory_20250818", "name": "memory"},
        {"type": "computer_20251124", "name": "computer", "display_width_px": 1024},
        {"type": "web_search_20250305", "name": "web_search", "max_uses": 8},
        {"type": "code_execution_20250825", "name": "code_execution"},
        {"type": "mcp_toolset", "mcp_server_name": "x"},
        {"name": "DeferredToolPlaceholder", "defer_loading": True, "input_schema": {}},
    ]
)
WISHES: Final[Values] = members(
    {"model": sample(MODELS), "max_tokens": sample([1, 4096, 32_000.0, 10**7])},
    optional={
        "thinking": sample(
            [
                None,
                {"type": "adaptive", "display": "updates"},
                {"type": "enabled", "budget_tokens": 31_999},
                {"type": "between_tools"},
                {"type": "disabled"},
            ]
        ),
        "output_config": sample(
            [
                {"effort": "max"},
                {"effort": None, "format": None},
                {"format": {"type": "json_schema", "schema": {"type": "object", "title": "Ü"}}},
            ]
        ),
        "stream": st.booleans(),
        "system": TEXTS | some(TEXT_BLOCKS, max_size=2),
        "stop_sequences": sample([None, ["\n\nHuman:"]]),
        "temperature": sample([0, 0.7, None]),
        "metadata": sample([{}, {"user_id": None}, {"user_id": "session_x"}]),
        "context_management": st.just({"edits": [{"type": "clear_thinking_20251015"}]}),
        "safeguards": st.just({"foo": []}),
    },
)
ALONE: Final[Values] = st.one_of(USERS, ASSISTANTS, SYSTEMS).map(lambda message: [message])


@st.composite
def _exchanges(draw: st.DrawFn) -> list[Json]:
    """Draw calls and most of their answers, in any order and over any number of messages."""
    calls = draw(some(CALLS, min_size=1, max_size=3))
    ids = draw(st.permutations([call["id"] for call in calls]))
    answers = [{**draw(RESULTS), "tool_use_id": call_id} for call_id in ids]
    cut = draw(st.integers(0, len(answers)))
    return [
        {
            "role": "assistant",
            "content": [*draw(some(TEXT_BLOCKS | THOUGHTS, max_size=2)), *calls],
        },
        {"role": "user", "content": answers[:cut]},
        *draw(some(SYSTEMS, max_size=1)),
        {"role": "user", "content": answers[cut : draw(st.integers(cut, len(answers)))]},
    ]


EXCHANGES: Final[Values] = _exchanges()
FIRST: Final[Values] = members({"role": st.just("user"), "content": SPOKEN})
MAX_IMAGES: Final = 10
"""As many pictures as the service takes in one turn, which all messages together may become."""


@st.composite
def requests(draw: st.DrawFn) -> Json:
    """Draw a request that can be answered."""
    asked = draw(WISHES)
    parts = draw(some(st.one_of(ALONE, ALONE, EXCHANGES), max_size=6))
    messages = [message for part in parts for message in part]
    has_preface = any(text.strip() for text in _system_texts(asked.get("system")))
    if not has_preface or draw(st.booleans()):
        messages.insert(0, draw(FIRST))
    messages.append({"role": "user", "content": [*draw(some(RESULTS, max_size=2)), draw(WORDS)]})
    asked["messages"] = messages
    if draw(st.booleans()):
        asked["tools"] = draw(some(TOOLS | DEFINED, max_size=4))
        asked["tool_choice"] = draw(_choices(asked["tools"]))
    assume(_pictures(asked["messages"]) <= MAX_IMAGES)
    return _told_apart(asked)


WORDS: Final[Values] = block("text", text=SPOKEN)


def _pictures(value: object) -> int:
    """Return how many pictures there are, however deep they lie."""
    if isinstance(value, list):
        return sum(map(_pictures, cast("list[object]", value)))
    if not isinstance(value, dict):
        return 0
    members = cast("Json", value)
    return (members.get("type") == "image") + sum(map(_pictures, members.values()))


def _system_texts(system: str | list[Json] | None) -> list[str]:
    return [system] if isinstance(system, str) else [part["text"] for part in system or []]


def _choices(tools: list[Json]) -> Values:
    named = [{"type": "tool", "name": tool["name"]} for tool in tools if "name" in tool]
    kinds: list[Json | None] = [
        None,
        {"type": "auto", "disable_parallel_tool_use": True},
        {"type": "any"},
        {"type": "none"},
    ]
    return sample([*kinds, *named])


def _told_apart(asked: Json) -> Json:
    """Number the texts, then sign what claims to be signed."""
    numbered = cast("Json", _numbered(asked, count(1)))
    resolved = resolve(numbered["model"], aliases={}, available=LISTED)
    for message in cast("list[Json]", numbered["messages"]):
        if isinstance(message["content"], list):
            for found in cast("list[Json]", message["content"]):
                if found.get("signature") == "@":
                    signed = signer(resolved.model.id).sign(found["thinking"], "turn")
                    found["signature"] = signed
    return numbered


def _numbered(value: object, numbers: "count[int]") -> object:
    if isinstance(value, str):
        return value.replace("§", f"«{next(numbers)}»") if "§" in value else value
    if isinstance(value, list):
        return [_numbered(item, numbers) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        return {name: _numbered(item, numbers) for name, item in cast("Json", value).items()}
    return value
