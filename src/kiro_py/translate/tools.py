"""I offer the client's tools under names that the service takes, and know the way back.

A name may have 64 characters, begins with a letter and goes on with letters, digits, `_` and `-`;
two names that differ in case only are one to the service.  A name that fits stays as it is, so
that the model sees what the client wrote; any other gets a name made of its own beginning and a
hash, the same on every turn.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from kiro_py.errors import RequestRefused
from kiro_py.translate.defined_tools import SERVER_TOOLS, find_definition
from kiro_py.translate.schema import acceptable
from kiro_py.wire.anthropic.content import ToolUseBlock
from kiro_py.wire.anthropic.request import Message, MessagesRequest, Tool
from kiro_py.wire.kiro import request as kiro

MAX_NAME_CHARACTERS: Final = 64  # the service's own rule
MAX_DESCRIPTION_CHARACTERS: Final = 32_768
"""What goes beyond is told in the system text: the longest real description is near it."""

STUB_DESCRIPTION: Final = "Tool used earlier in this conversation; not available now."
"""Says why a tool stands in the list that the client does not offer (any more)."""

_ACCEPTED_NAME: Final = re.compile(rf"[a-zA-Z][a-zA-Z0-9_-]{{0,{MAX_NAME_CHARACTERS - 1}}}")
_STRANGE: Final = re.compile(r"[^a-zA-Z0-9_-]")
_STEM_CHARACTERS: Final = 54  # with a dash and the hash that makes 63, which old rules take too
_HASH_CHARACTERS: Final = 8
_DEFERRED_MARKER: Final = "DeferredToolPlaceholder"  # Claude Code's sign that more can be loaded


@dataclass(frozen=True, slots=True)
class ToolNames:
    """The two-way map between the client's names and the upstream's."""

    _upstream: Mapping[str, str]
    _original: Mapping[str, str]

    @classmethod
    def of(cls, names: Iterable[str]) -> "ToolNames":
        """Give every name one of its own; on a clash the earlier one keeps its form."""
        upstream: dict[str, str] = {}
        original: dict[str, str] = {}
        for name in names:
            if name in upstream:
                continue
            chosen = _accepted(name)
            while chosen.lower() in original:
                chosen = _hashed(name, chosen)
            upstream[name] = chosen
            original[chosen.lower()] = name
        return cls(upstream, original)

    def upstream(self, name: str) -> str:
        """Return the name under which the service knows the client's tool."""
        return self._upstream.get(name) or _accepted(name)

    def original(self, name: str) -> str:
        """Return the client's name for a tool the model called; a strange one stays as it is."""
        return self._original.get(name.lower(), name)


def _accepted(name: str) -> str:
    return name if _ACCEPTED_NAME.fullmatch(name) else _hashed(name, name)


def _hashed(name: str, salt: str) -> str:
    """Return a name made of the beginning of `name` and a hash of all of it and the salt."""
    digest = sha256(f"{name}\n{salt}".encode("utf-8", "surrogatepass")).hexdigest()
    stem = _STRANGE.sub("_", name)
    if not stem[:1].isalpha():
        stem = f"t_{stem}"
    return f"{stem[:_STEM_CHARACTERS]}-{digest[:_HASH_CHARACTERS]}"


def used_names(messages: Iterable[Message]) -> Mapping[str, None]:
    """Return the names of the tools that the conversation has called, in order of first use."""
    return {
        block.name: None
        for message in messages
        for block in message.content
        if isinstance(block, ToolUseBlock)
    }


def known_names(request: MessagesRequest, used: Iterable[str]) -> ToolNames:
    """Return the map for everything this request names: offered tools first, then used ones."""
    return ToolNames.of([*(tool.name for tool in _ours(request)), *used])


@dataclass(frozen=True, slots=True)
class Offer:
    """The tools to list: those the model may call now, and stubs for those it has called before.

    The service refuses a history that calls a tool which is not listed.
    """

    callable: tuple[kiro.Tool, ...]
    stubs: tuple[kiro.Tool, ...]


def offer(request: MessagesRequest, names: ToolNames, used: Iterable[str]) -> Offer:
    """Return the tools to list.

    Raises `RequestRefused` on a tool without a name and on a choice of a tool that is not there.
    """
    offered: dict[str, Tool] = {}
    for tool in _chosen(request):
        offered.setdefault(tool.name, tool)  # of two tools of one name the first counts
    return Offer(
        tuple(_specify(tool, names) for tool in offered.values()),
        tuple(_stub(names.upstream(name)) for name in used if name not in offered),
    )


def overflow(request: MessagesRequest, names: ToolNames) -> Iterator[str]:
    """Yield what the descriptions of tools have no room for, each under a heading of its own.

    It stays whatever the choice of tools is, so that the conversation begins with the same bytes.
    """
    told: set[str] = set()
    for tool in _ours(request):
        if tool.name not in told:
            told.add(tool.name)
            name = names.upstream(tool.name)
            _, rest = _split(_description(tool), name)
            if rest:
                yield f"{_heading(name)}\n\n{rest}"


def _heading(name: str) -> str:
    return f"# Tool {name}, continued"


def _split(description: str, name: str) -> tuple[str, str]:
    """Return what fits into a tool's description, and the rest."""
    if len(description) <= MAX_DESCRIPTION_CHARACTERS:
        return description, ""
    pointer = f'\n(It goes on in the system text, under "{_heading(name)}".)'
    end = MAX_DESCRIPTION_CHARACTERS - len(pointer)
    return description[:end] + pointer, description[end:]


def _description(tool: Tool) -> str:
    """Return what is said about a tool, which may be nothing."""
    description = tool.description or ""
    if description and not description.isspace():
        return description
    definition = find_definition(tool.type or "")
    return "" if definition is None else definition.description


def _chosen(request: MessagesRequest) -> list[Tool]:
    """Return the tools that `tool_choice` leaves."""
    tools = list(_ours(request))
    choice = request.tool_choice
    if choice is None or choice.type not in {"none", "tool"}:
        return tools
    if choice.type == "none":
        return []
    if all(choice.name != tool.name for tool in request.tools):
        raise RequestRefused(f"tool_choice.name: tool {choice.name!r} is not in `tools`")
    return [tool for tool in tools if tool.name == choice.name]


def _ours(request: MessagesRequest) -> Iterator[Tool]:
    """Yield the tools that the client runs itself."""
    for index, tool in enumerate(request.tools):
        if _is_run_by_client(tool):
            if not tool.name:
                raise RequestRefused(f"tools.{index}.name: a tool needs a name")
            yield tool


def _is_run_by_client(tool: Tool) -> bool:
    if tool.name == _DEFERRED_MARKER and tool.defer_loading:
        return False
    if not tool.type or tool.type == "custom":
        return True
    if tool.type.startswith(SERVER_TOOLS):
        return False
    return tool.input_schema is not None or find_definition(tool.type) is not None


def _specify(tool: Tool, names: ToolNames) -> kiro.Tool:
    definition = find_definition(tool.type or "")
    schema = tool.input_schema
    if definition is not None:
        schema = schema or definition.input_schema
    name = names.upstream(tool.name)
    description, _ = _split(_description(tool), name)
    return _tool(
        name,
        description or f"Tool {name}.",  # the service refuses an empty one
        kiro.InputSchema(acceptable(schema)),
    )


def _stub(name: str) -> kiro.Tool:
    return _tool(name, STUB_DESCRIPTION, kiro.InputSchema(acceptable(None)))


def _tool(name: str, description: str, schema: kiro.InputSchema) -> kiro.Tool:
    return kiro.Tool(kiro.ToolSpecification(name, description, schema))
