"""The commands on a database of their own, as a person types them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hand import Said
from kiro_py.cli.app import app


@dataclass(frozen=True)
class Keys:
    """Types `kiro-py keys` in `directory`."""

    directory: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *words: str | float) -> Said:
        places = ["--config", str(self.directory / "config.json")]
        places += ["--credentials", str(self.directory / "credentials.json")]
        code = app(["keys", *map(str, words), *places])
        told = self.capture.readouterr()
        return Said(code, told.out, told.err)

    @property
    def listed(self) -> list[dict[str, Any]]:
        return self("list", "--json").json


@pytest.fixture
def keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Keys:
    (tmp_path / "config.json").write_text(json.dumps({"apiKey": "main-key"}))
    return Keys(tmp_path, capsys)
