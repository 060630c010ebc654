"""I show what Claude Code did, as a person would have seen it.

`python -m clients.transcript` in tests/ writes the transcript anew.
"""

import asyncio
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from clients.headless import PROJECT_FILES, playing
from clients.stage import HERE
from kiro_py.wire.json import JsonObject

TRANSCRIPT = HERE / "transcripts/claude_code_reads_and_runs.txt"
PROMPT = "Read notes.txt, then run `wc -l notes.txt`"
SHOWN_PROJECT = "/example/errands"


async def perform(folder: Path) -> str:
    """Let Claude Code read a file and run a command, and return the transcript."""
    async with playing(folder) as claude:
        ran = await claude.ask(PROMPT, "--output-format", "stream-json", "--verbose")
        lines = "\n".join(show(ran.lines()))
        return lines.replace(str(claude.project), SHOWN_PROJECT) + "\n"


def show(events: Iterable[JsonObject]) -> Iterator[str]:
    """Yield the lines of a transcript."""
    yield f"$ cat {next(iter(PROJECT_FILES))}"
    yield from "".join(PROJECT_FILES.values()).splitlines()
    yield f"$ claude -p '{PROMPT}' --allowedTools Read,Bash"
    for event in events:
        match event:
            case {"type": "assistant" | "user", "message": {"content": [*blocks]}}:
                yield from (line for block in blocks for line in _block(block))
            case {"type": "result", "num_turns": turns, "stop_reason": reason}:
                yield f"\nFinished after {turns} turns: {reason}"
            case _:
                pass


def _block(block: JsonObject) -> Iterator[str]:
    match block["type"]:
        case "text":
            yield f"\n● {_indented(block['text'])}"
        case "tool_use":
            arguments = (f"{key}: {json.dumps(value)}" for key, value in block["input"].items())
            yield f"\n● {block['name']}({', '.join(arguments)})"
        case "tool_result":
            yield f"  ⎿ {_indented(block['content'], 4)}"
        case _:
            pass


def _indented(text: str, width: int = 2) -> str:
    first, *rest = text.splitlines()
    return "\n".join([first, *(f"{' ' * width}{line}".rstrip() for line in rest)])


if __name__ == "__main__":
    with TemporaryDirectory() as directory:
        TRANSCRIPT.write_text(asyncio.run(perform(Path(directory))), encoding="utf-8")
