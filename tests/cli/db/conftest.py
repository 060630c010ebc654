"""The commands of the group `db` on either engine, as a person types them."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from adapters.database.engines import Place
from hand import Said
from kiro_py.cli.app import app

KEY, OLD_KEY = "k" * 40, "o" * 40


@dataclass
class Desk:
    """Types `kiro-py db` in `directory`, with the settings of a file."""

    directory: Path
    place: Place
    capture: pytest.CaptureFixture[str]
    settings: dict[str, Any] = field(default_factory=dict[str, Any])

    def __call__(self, *words: str) -> Said:
        given = {"apiKey": "main-key", "databaseUrl": self.place.url} | self.settings
        (self.directory / "config.json").write_text(json.dumps(given))
        places = ["--config", str(self.directory / "config.json")]
        places += ["--credentials", str(self.directory / "credentials.json")]
        code = app(["db", *words, *places])
        told = self.capture.readouterr()
        return Said(code, told.out, told.err)


@pytest.fixture
def desk(tmp_path: Path, place: Place, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A database with all tables, and nothing in them."""
    return Desk(tmp_path, place, capsys, {"secretKey": KEY})


@pytest.fixture
def bare(tmp_path: Path, bare_place: Place, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A database without any table."""
    return Desk(tmp_path, bare_place, capsys)
