"""I show what Claude Code did, as a person would have seen it.

`python -m clients.transcript` in tests/ writes the transcript anew.
"""

import asyncio
import json
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE, create_subprocess_exec
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from clients.headless import PROJECT_FILES, settle
from clients.stage import HERE, PATIENCE_SECONDS
from kiro_py.wire.json import JsonObject

TRANSCRIPT = HERE / "transcripts/claude_code_reads_and_runs.txt"
PROMPT = "Read notes.txt, then run `wc -l notes.txt`"
SHOWN_PROJECT = "/example/errands"
HINT = re.compile(r"ANTHROPIC_BASE_URL=(\S+) ANTHROPIC_API_KEY=(\S+)")


async def perform(folder: Path) -> str:
    """Let Claude Code read a file and run a command with the demo, and return the transcript."""
    async with demo() as (url, key):
        claude = settle(url, folder)
        ran = await claude.ask(PROMPT, "--output-format", "stream-json", "--verbose", key=key)
    lines = "\n".join(show(ran.lines()))
    return lines.replace(str(claude.project), SHOWN_PROJECT) + "\n"


@asynccontextmanager
async def demo() -> AsyncGenerator[tuple[str, str]]:
    """Run `kiro-py demo` as a newcomer does; yield the URL and the key that it tells them."""
    process = await create_subprocess_exec(
        *(sys.executable, "-m", "kiro_py", "demo", "--port", "0"),
        stdin=DEVNULL,
        stdout=PIPE,
        env={},
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (hint := HINT.search((await process.stdout.readline()).decode())) is None:
                assert not process.stdout.at_eof(), "the demo ended without a hint"
        yield hint[1], hint[2]
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await process.communicate()


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
