"""Web search, as real clients ask for it and read it."""

from pathlib import Path

import pytest

from clients.headless import ClaudeCode
from clients.stage import HERE, NEWEST_PYTHON, OLDER_PYTHON, Ran, Stage, made, play
from kiro_py.simulator.faults.effects import Answer
from kiro_py.wire.json import JsonObject

pytestmark = pytest.mark.clients

MCP = "InvokeMCP"
PROMPT = (
    'Call tool ToolSearch with {"query": "select:WebSearch"}. '
    'Call tool WebSearch with {"query": "old boats"}'
)
OPTIONS = ("--allowedTools", "WebSearch,ToolSearch", "--output-format", "stream-json", "--verbose")
PAGES = [f"https://www.example.com/{number}" for number in range(1, 6)]


def results(ran: Ran) -> str:
    """Return what Claude Code told the model of its tools' results."""
    contents = [line["message"]["content"] for line in ran.lines() if line["type"] == "user"]
    blocks: list[JsonObject] = [block for content in contents for block in content]
    return "\n".join(str(block["content"]) for block in blocks if block["type"] == "tool_result")


async def test_claude_code_searches(claude: ClaudeCode, stage: Stage):
    """Its `WebSearch` gives the pages of one search to the model."""
    told = results(await claude.ask(PROMPT, *OPTIONS))

    assert PAGES == [page for page in PAGES if page in told]
    assert ([200], []) == ([call.status for call in stage.kiro.calls.of(MCP)], stage.rules_broken)


async def test_claude_code_hears_of_a_failure(claude: ClaudeCode, stage: Stage):
    """It does not take one for a search that has found nothing."""
    failed = {"id": "1", "error": {"code": -32000, "message": "no index"}}
    stage.kiro.faults.add(Answer(status=200, body=failed), operation=MCP, times=None)

    assert "unavailable" in results(await claude.ask(PROMPT, *OPTIONS))


@pytest.mark.parametrize("python", [NEWEST_PYTHON, OLDER_PYTHON], ids=["newest", "0.125.0"])
def test_the_python_sdk_searches(python: Path):
    """It checks every field, and hears the same message both ways."""
    outcome = play(made(python), HERE / "hear_search.py").outcomes["search"]
    whole, streamed = outcome["whole"], outcome["streamed"]

    assert whole == streamed
    assert PAGES == [page["url"] for page in whole["content"][1]["content"]]
    assert 1 == whole["usage"]["server_tool_use"]["web_search_requests"]
