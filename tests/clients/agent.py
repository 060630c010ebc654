# pyright: basic, reportMissingImports=false
"""I ask through the Claude Agent SDK, and print each message as a line of JSON.

An interpreter of its own runs me: the SDK is not among this project's dependencies.
"""

import asyncio
import json
import sys
from dataclasses import asdict

from claude_agent_sdk import ClaudeAgentOptions, create_sdk_mcp_server, query, tool


@tool("add", "Add two numbers.", {"a": int, "b": int})
async def add(given: dict[str, int]) -> dict[str, object]:
    return {"content": [{"type": "text", "text": f"the sum is {given['a'] + given['b']}"}]}


async def main(claude: str, project: str, prompt: str) -> None:
    options = ClaudeAgentOptions(
        cli_path=claude,
        cwd=project,
        allowed_tools=["Read", "Bash", "mcp__sums__add"],
        mcp_servers={"sums": create_sdk_mcp_server("sums", tools=[add])},
    )
    async for message in query(prompt=prompt, options=options):
        line = {"kind": type(message).__name__, **asdict(message)}
        print(json.dumps(line, default=str))  # noqa: T201 -- the test reads it


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
