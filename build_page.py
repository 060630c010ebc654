"""I build the admin page into a wheel, where there is Node to build it with."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 20


class PageHook(BuildHookInterface[Any]):
    """A wheel without the page serves the API all the same; `/admin` then tells what is missing."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page before a wheel is packed; an editable installation has `make ui`."""
        source = Path(self.root, "ui")
        page = Path(self.root, "src", "kiro_py", "admin", "page")
        if version != "editable" and source.is_dir() and not self._build(source):
            self.app.display_warning("no Node 20 or newer with npm: the wheel has no admin page")
        if page.is_dir():
            build_data["artifacts"].append("/src/kiro_py/admin/page/")

    def _build(self, source: Path) -> bool:
        node, npm = shutil.which("node"), shutil.which("npm")
        if node is None or npm is None or _major_version(node) < OLDEST_NODE:
            return False
        if not (source / "node_modules" / ".done").exists():
            subprocess.run([npm, "ci"], cwd=source, check=True)  # noqa: S603 -- found just now
        subprocess.run([npm, "run", "--silent", "build"], cwd=source, check=True)  # noqa: S603
        return True


def _major_version(node: str) -> int:
    said = subprocess.run(  # noqa: S603 -- found just now
        [node, "--version"], capture_output=True, text=True, check=True
    )
    return int(said.stdout.lstrip("v").partition(".")[0])
