"""The Claude Agent SDK finishes its turns, with Claude Code's tools and with its own."""

import pytest

from clients.headless import ClaudeCode
from clients.stage import CLAUDE, HERE, OLDER_PYTHON, made, run
from clients.transcript import PROMPT
from kiro_py.wire.json import JsonObject

pytestmark = pytest.mark.clients


async def query(claude: ClaudeCode, prompt: str) -> list[JsonObject]:
    """Return the messages that the SDK yields."""
    command = (made(OLDER_PYTHON), HERE / "agent.py", CLAUDE, claude.project, prompt)
    return (await run(*command, env=claude.environment(), cwd=claude.project)).lines()


def names_of_calls(messages: list[JsonObject]) -> list[str]:
    contents = [each["content"] for each in messages if each["kind"] == "AssistantMessage"]
    return [block["name"] for content in contents for block in content if "input" in block]


async def test_it_reads_a_file_and_runs_a_command(claude: ClaudeCode):
    """Claude Code's tools are used one after the other, and the query ends with their results."""
    messages = await query(claude, PROMPT)

    assert ["Read", "Bash"] == names_of_calls(messages)
    assert "2 notes.txt" in messages[-1]["result"]


async def test_it_finds_and_calls_a_tool_of_its_own(claude: ClaudeCode):
    """A tool that is listed only by name is loaded by a search, and then it is called."""
    search = 'Call tool ToolSearch with {"query": "select:mcp__sums__add"}'
    messages = await query(claude, f'{search}. Call tool mcp__sums__add with {{"a": 2, "b": 3}}')

    assert ["ToolSearch", "mcp__sums__add"] == names_of_calls(messages)
    assert "the sum is 5" in messages[-1]["result"]
