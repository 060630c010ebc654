"""Tools: their names, descriptions and schemas, and the choice among them."""

from collections.abc import Iterator

from corpus.case import Case, case
from translate.asking import Json, assistant, call, result, text, tool, user

TEXT: Json = {"type": "string", "description": "A text."}
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def cases() -> Iterator[Case]:
    yield from _names()
    yield from _descriptions()
    yield from _schemas()
    yield from _top_level_schemas()
    yield from _defined()
    yield from _members()
    yield from _choices()


def _names() -> Iterator[Case]:
    names = {
        "of 64 characters": "n" * 64,
        "of 65 characters": "n" * 65,
        "of 90 characters": "mcp__a_server_with_a_long_name__" + "n" * 58,
        "of 300 characters": "n" * 300,
        "with a dot": "files.read",
        "with a slash": "files/read",
        "with a colon": "files:read",
        "with a blank": "read file",
        "of other letters": "读取",
        "with an accent": "lire_fichié",
        "that begins with a digit": "7zip",
        "that begins with a line": "_read",
        "that begins with a dash": "-read",
        "of one letter": "r",
        "of a server": "mcp__github__create_issue",
    }
    for what, name in names.items():
        yield case(
            f"a tool's name {what}",
            "one name that does not fit costs every turn of the session",
            user("Go."),
            assistant([call("t1", name, path="a")]),
            user([result("t1", "alpha")]),
            tools=[tool(name, description="Does it.")],
        )
    yield case(
        "names that differ in case",
        "they are one name to the service",
        tools=[tool("Read", description="A."), tool("read", description="B."), tool("READ")],
    )
    yield case(
        "names that differ after 64 characters",
        "cutting them would make them one",
        tools=[tool("n" * 64 + "a", description="A."), tool("n" * 64 + "b", description="B.")],
    )
    yield case(
        "a name twice",
        "two servers with the same tool",
        tools=[tool("Read", description="A."), tool("Read", description="B.")],
    )
    yield case(
        "a name like what another becomes",
        "made names must not meet given ones",
        tools=[tool("a.b", description="A."), tool("a_b", description="B."), tool("a b")],
    )
    yield case(
        "a call in another case",
        "the history calls `read`, the list has `Read`",
        user("Go."),
        assistant([call("t1", "read")]),
        user([result("t1", "alpha")]),
        tools=[tool("Read", description="Reads.")],
    )
    yield case("151 tools", "many servers at once", tools=[tool(f"tool_{n}") for n in range(151)])


def _descriptions() -> Iterator[Case]:
    yield case("no description", "the service refuses a tool without one", tools=[tool("Read")])
    yield case(
        "a description of null", "the same, written out", tools=[tool("R", description=None)]
    )
    yield case("an empty description", "the same as a string", tools=[tool("R", description="")])
    yield case("a blank description", "the same with a line", tools=[tool("R", description=" \n")])
    yield case(
        "a description of 32,768 characters",
        "as long as a description may be",
        tools=[tool("Workflow", description="d" * 32_768)],
    )
    yield case(
        "a description of 32,769 characters",
        "one more",
        tools=[tool("Workflow", description="d" * 32_768 + "!")],
    )
    yield case(
        "a description of 200,000 characters",
        "a server that sends its manual",
        tools=[tool("manual", description="Page. " * 33_000 + "The end.")],
        system="You are X.",
    )
    yield case(
        "descriptions of many letters",
        "they arrive as they are",
        tools=[tool("r", description='Διαβάζει 文件 📄\n\n- `a`\n- "b"')],
    )


def _schemas() -> Iterator[Case]:
    parts: dict[str, object] = {
        "a plain text": TEXT,
        "no type": {"description": "Anything."},
        "nothing": {},
        "true": True,
        "false": False,
        "null": None,
        "a type of null": {"type": None, "description": "Odd."},
        "several types": {"type": ["string", "null"], "description": "Maybe."},
        "alternatives": {"anyOf": [TEXT, {"type": "null"}], "default": None},
        "alternatives of objects": {
            "oneOf": [
                {"type": "object", "properties": {"kind": {"const": "a"}}},
                {"type": "object", "properties": {"kind": {"const": "b"}}},
            ]
        },
        "everything at once": {"allOf": [TEXT, {"minLength": 1}], "not": {"const": ""}},
        "an enumeration with null": {"enum": ["a", "b", None]},
        "an enumeration of null": {"type": "string", "enum": None},
        "a large bound": {"type": "integer", "minimum": 0, "maximum": 9007199254740991},
        "a bound beyond 64 bits": {"type": "integer", "maximum": 2**64},
        "exclusive bounds as flags": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
        "items as a list": {"type": "array", "items": [TEXT, {"type": "integer"}]},
        "items of nothing": {"type": "array", "items": None},
        "an array without items": {"type": "array"},
        "required as a flag": {"type": "string", "required": True, "description": "Needed."},
        "required of null": {"type": "object", "properties": {"a": TEXT}, "required": None},
        "a type by another name": {"type": "str", "description": "Loose."},
        "an unheard-of type": {"type": "any", "description": "Looser."},
        "a format and a pattern": {"type": "string", "format": "uri", "pattern": "^https?://"},
        "names by pattern": {"type": "object", "patternProperties": {"^x-": TEXT}},
        "an open object": {"type": "object", "additionalProperties": TEXT},
        "a closed object": {"type": "object", "properties": {}, "additionalProperties": False},
        "words of others": {"type": "string", "nullable": True, "x-order": 1, "example": "a"},
        "a default that is an object": {"type": "object", "default": {"a": None}},
        "conditions": {"if": {"const": "a"}, "then": {"description": "Then."}, "else": {}},
    }
    for what, part in parts.items():
        schema = {"type": "object", "properties": {"part": part, "other": TEXT}}
        yield case(
            f"a schema's part: {what}",
            "one such part once cost the whole request",
            tools=[tool("use", description="Uses it.", input_schema=schema)],
        )


def _top_level_schemas() -> Iterator[Case]:
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}, "name": TEXT}}
    by_id = {"type": "object", "properties": {"id": TEXT}, "required": ["id"]}
    by_name = {"type": "object", "properties": {"name": TEXT}, "required": ["name"]}
    schemas: dict[str, Json | None] = {
        "missing": None,
        "empty": {},
        "without properties": {"type": "object"},
        "without a type": {"properties": {"a": TEXT}},
        "of a type that may be null": {"type": ["object", "null"], "properties": {"a": TEXT}},
        "with nulls": {"type": "object", "properties": None, "required": None, "title": None},
        "with a draft": {"$schema": DRAFT, "type": "object", "properties": {"a": TEXT}},
        "with anyOf": {"anyOf": [by_id, by_name]},
        "with oneOf": {"type": "object", "oneOf": [by_id, by_name], "description": "One way."},
        "with allOf": {"type": "object", "allOf": [by_id, by_name]},
        "with anyOf beside properties": {
            "type": "object",
            "properties": {"a": TEXT},
            "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
        },
        "with described alternatives": {
            "oneOf": [by_id | {"description": "By id."}, by_name | {"description": "By name."}]
        },
        "with a reference": {"$ref": "#/$defs/Node", "$defs": {"Node": node}},
        "with references within": {"type": "object", "properties": {}, "$defs": {"Node": node}},
        "with old definitions": {
            "type": "object",
            "properties": {"a": {"$ref": "#/definitions/A"}},
            "definitions": {"A": TEXT},
        },
        "with references into alternatives": {
            "anyOf": [by_id, {"properties": {"other": {"$ref": "#/anyOf/0/properties/id"}}}]
        },
        "that refers to itself": {
            "type": "object",
            "properties": {"children": {"type": "array", "items": {"$ref": "#"}}},
        },
        "with a property called type": {
            "type": "object",
            "properties": {"type": TEXT, "properties": TEXT, "required": TEXT},
        },
        "with odd names": {"type": "object", "properties": {"a.b": TEXT, "$c": TEXT, "ä": TEXT}},
        "100 deep": _deep(100),
    }
    for what, schema in schemas.items():
        yield case(
            f"a schema {what}",
            "schemas of careless servers; one of them once refused every request",
            tools=[tool("use", description="Uses it.", input_schema=schema)],
        )


def _deep(levels: int) -> Json:
    schema: Json = {"type": "object", "properties": {"leaf": TEXT}}
    for _ in range(levels):
        schema = {"type": "object", "properties": {"in": schema}}
    return schema


def _defined() -> Iterator[Case]:
    defined = {
        "bash": ("bash_20250124", "bash_20241022"),
        "str_replace_editor": ("text_editor_20250124", "text_editor_20241022"),
        "str_replace_based_edit_tool": ("text_editor_20250728", "text_editor_20250429"),
        "memory": ("memory_20250818",),
        "computer": ("computer_20250124", "computer_20251124"),
    }
    for name, types in defined.items():
        for kind in types:
            yield case(
                f"the tool {kind}",
                "Anthropic's models know it by name, Kiro does not",
                user("Do it."),
                assistant([call("t1", name, command="view")]),
                user([result("t1", "done")]),
                tools=[{"type": kind, "name": name, "cache_control": {"type": "ephemeral"}}],
            )
    served = {
        "web_search_20250305": "web_search",
        "web_fetch_20250910": "web_fetch",
        "code_execution_20250825": "code_execution",
        "tool_search_tool_regex_20251119": "tool_search_tool_regex",
        "advisor_20260301": "advisor",
    }
    for kind, name in served.items():
        yield case(
            f"the server's tool {kind}",
            "nobody here can run it, and nothing else may fail of it",
            tools=[{"type": kind, "name": name}, tool("Read", description="Reads.")],
        )
    for kind in ("browser_toolset_20260801", "computer_toolset_20260801", "hologram_20270101"):
        yield case(
            f"the tool {kind}",
            "of a type without a name and a schema, which costs the other tools nothing",
            tools=[{"type": kind, "configs": None}, tool("Read", description="Reads.")],
        )


def _members() -> Iterator[Case]:
    members: dict[str, Json] = {
        "cached": {"cache_control": {"type": "ephemeral", "ttl": "1h"}},
        "strict": {"strict": True},
        "streamed eagerly": {"eager_input_streaming": True},
        "with examples": {"input_examples": [{"path": "a"}, {}]},
        "deferred": {"defer_loading": True},
        "for other callers": {"allowed_callers": ["code_execution_20260120"]},
        "of type custom": {"type": "custom"},
        "of type null": {"type": None},
        "with members that nobody knows": {"annotations": {"readOnlyHint": True}, "tags": []},
    }
    for what, more in members.items():
        yield case(
            f"a tool {what}",
            "members of newer clients are never an error",
            tools=[tool("Read", description="Reads.") | more],
        )
    yield case(
        "a placeholder for deferred tools",
        "Claude Code's sign that more can be loaded",
        tools=[tool("DeferredToolPlaceholder", defer_loading=True), tool("ToolSearch")],
    )
    yield case(
        "a tool that a search has loaded",
        "the result of a search names it",
        user("Search."),
        assistant([call("t1", "ToolSearch", query="files")]),
        user([result("t1", [{"type": "tool_reference", "tool_name": "Read"}])]),
        tools=[tool("ToolSearch"), tool("Read", description="Reads.", defer_loading=True)],
    )
    yield case(
        "a loaded tool beside words",
        "the same with a note",
        user("Search."),
        assistant([call("t1", "ToolSearch", query="files")]),
        user([result("t1", [text("One:"), {"type": "tool_reference", "tool_name": "Read"}])]),
        tools=[tool("ToolSearch"), tool("Read", description="Reads.")],
    )


def _choices() -> Iterator[Case]:
    tools = [tool("Read", description="Reads."), tool("files.write", description="Writes.")]
    choices: dict[str, Json | None] = {
        "auto": {"type": "auto"},
        "any": {"type": "any"},
        "none": {"type": "none"},
        "of one": {"type": "tool", "name": "Read"},
        "of one with an odd name": {"type": "tool", "name": "files.write"},
        "of one call at most": {"type": "auto", "disable_parallel_tool_use": True},
        "of exactly one call": {"type": "any", "disable_parallel_tool_use": True},
        "of null": None,
    }
    for what, choice in choices.items():
        yield case(
            f"a choice {what}",
            "there is no member for it, so it is said in words",
            user("Go."),
            assistant([call("t1", path="a")]),
            user([result("t1", "alpha")]),
            tools=tools,
            tool_choice=choice,
        )
