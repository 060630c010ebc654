"""I am Claude Code without a terminal, in a home and a project of my own."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clients.stage import CLAUDE, Ran, run
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
    """Asks whom `url` names, which is also its proxy for every other host."""

    url: str
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
            "PATH": f"{self.home}/bin:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.home),
            "TMPDIR": str(self.home),
            "LANG": "C.UTF-8",
            "HTTPS_PROXY": self.url,
            "HTTP_PROXY": self.url,
            "NO_PROXY": "127.0.0.1",
            "ANTHROPIC_BASE_URL": self.url + base,
            "ANTHROPIC_API_KEY": key,
        }


def settle(url: str, folder: Path) -> ClaudeCode:
    """Return a Claude Code that has just been installed, in an empty folder."""
    claude = ClaudeCode(url, folder / "home", folder / "project")
    claude.home.mkdir()
    claude.project.mkdir()
    for name, content in PROJECT_FILES.items():
        (claude.project / name).write_text(content, encoding="utf-8")
    return claude
