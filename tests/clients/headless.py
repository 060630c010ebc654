"""I am Claude Code without a terminal, in a home and a project of my own."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clients.stage import CLAUDE, Ran, Stage, run, staged
from clients.witness import Witness
from house import API_KEY

PROJECT_FILES: Final = {"notes.txt": "buy milk\nwater the plants\n"}

QUIET: Final = {
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    "DISABLE_TELEMETRY": "1",
    "DISABLE_ERROR_REPORTING": "1",
    "DISABLE_AUTOUPDATER": "1",
}
"""Without these it would like to reach other hosts than its base URL."""


@dataclass(frozen=True, slots=True)
class ClaudeCode:
    """Asks the gateway through a witness, which is its proxy for every other host, too."""

    stage: Stage
    witness: Witness
    home: Path
    project: Path

    async def ask(self, prompt: str, *options: str, base: str = "", key: str = API_KEY) -> Ran:
        """Ask one prompt; it may read files and run commands."""
        command = (CLAUDE, "-p", prompt, "--allowedTools", "Read,Bash", *options)
        return await run(*command, env=self.environment(base, key), cwd=self.project)

    def environment(self, base: str = "", key: str = API_KEY) -> dict[str, str]:
        """Return all that it knows of the world."""
        return {
            **QUIET,
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.home),
            "TMPDIR": str(self.home),
            "LANG": "C.UTF-8",
            "HTTPS_PROXY": self.witness.url,
            "HTTP_PROXY": self.witness.url,
            "NO_PROXY": "127.0.0.1",
            "ANTHROPIC_BASE_URL": self.witness.url + base,
            "ANTHROPIC_API_KEY": key,
        }


@asynccontextmanager
async def playing(folder: Path) -> AsyncGenerator[ClaudeCode]:
    """Set the stage for Claude Code in an empty folder."""
    home, project = folder / "home", folder / "project"
    home.mkdir()
    project.mkdir()
    for name, content in PROJECT_FILES.items():
        (project / name).write_text(content, encoding="utf-8")
    async with staged() as stage, Witness(stage.url) as witness:
        yield ClaudeCode(stage, witness, home, project)
