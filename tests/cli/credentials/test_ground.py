"""Where commands look for credentials: in the file, unless the settings name a shared database."""

import asyncio
import json
from pathlib import Path

import pytest

from hand import Hand
from kiro_py.cli.credentials.ground import Ground, ground, itself, on_ground, shared_settings
from kiro_py.errors import ConfigRefused
from kiro_py.pool.standing import Standing, State

SHARED = "postgresql://kiro@127.0.0.1:1/kiro"


def config(directory: Path, **settings: object) -> Path:
    path = directory / "config.json"
    path.write_text(json.dumps(settings))
    return path


@pytest.mark.parametrize(
    "settings", [{}, {"apiKey": "key"}, {"apiKey": "key", "databaseUrl": "sqlite:///kiro-py.db"}]
)
def test_credentials_are_in_their_file(tmp_path: Path, settings: dict[str, object]):
    """Whatever else the settings say, and if they say too little for a gateway."""
    assert None is shared_settings(config(tmp_path, **settings))


def test_a_database_of_replicas_is_the_place(tmp_path: Path):
    """The settings say so."""
    found = shared_settings(config(tmp_path, apiKey="key", databaseUrl=SHARED))
    assert found is not None


def test_settings_that_cannot_be_used_do_not_lead_to_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Nobody adds a credential where no replica would look for it."""
    with pytest.raises(ConfigRefused):
        shared_settings(config(tmp_path, apiKey="key", databaseUrl=SHARED, port="eighty"))
    monkeypatch.setenv("KIRO_PY_DATABASE_URL", SHARED)
    with pytest.raises(ConfigRefused):
        shared_settings(config(tmp_path, apiKey="key", port="eighty"))


def test_how_something_stands_is_kept_at_the_end(hand: Hand):
    """Beside the file, for a gateway that runs to see."""
    hand.write({"id": 1, "authMethod": "api_key", "kiroApiKey": "ksk_example"})

    async def limit(here: Ground) -> str:
        here.memory.save(1, Standing(state=State.SUSPENDED))
        return here.where

    assert str(hand.path) == on_ground(hand.path, Path("missing.json"), limit)
    assert State.SUSPENDED is hand.standings[1].state
    assert State.SUSPENDED is on_ground(hand.path, Path("missing.json"), itself).standings[1].state


def test_whoever_only_looks_changes_nothing(hand: Hand):
    """No file is made, and none is touched."""

    async def look() -> int:
        async with ground(hand.path, Path("missing.json")) as here:
            return len(here.store.credentials())

    assert 0 == asyncio.run(look())
    assert [] == [path for path in hand.path.parent.iterdir() if path.is_file()]
