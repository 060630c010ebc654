"""Settings that replicas share are a sealed patch over the file of each."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from fakes import Notes
from kiro_py.adapters.config_file import ConfigFile
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.database.settings_table import (
    SettingTable,
    patch_after,
    patch_between,
    patched,
)
from kiro_py.adapters.sealing import Sealer
from kiro_py.config.live import Live
from kiro_py.config.load import load
from kiro_py.config.steering import Steering
from kiro_py.errors import ConfigRefused, StoreUnwritable
from kiro_py.secret import Secret

SEALER = Sealer(Secret("k" * 32))
FILE = {"apiKey": "key", "pauseAtPercent": 5}


class Replica:
    """A file of its own, and the database of all."""

    def __init__(self, directory: Path, database: Database, told: list[str]) -> None:
        directory.mkdir(exist_ok=True)
        path = directory / "config.json"
        path.write_text(json.dumps(FILE))

        async def announce(_: AsyncConnection) -> None:
            told.append(directory.name)

        self.store = SettingTable(database, SEALER, ConfigFile(path), announce)
        self.live, self.notes, self.path = Live(load(path, {}).settings), Notes(), path
        self.wheel = Steering(self.store, {}, self.live, self.notes)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return in_file(tmp_path / "kiro-py.db")
    return request.getfixturevalue("postgres_url")


@asynccontextmanager
async def two(directory: Path, address: str) -> AsyncGenerator[tuple[Replica, Replica, list[str]]]:
    told: list[str] = []
    async with Database(address).opened() as database:
        yield (
            Replica(directory / "one", database, told),
            Replica(directory / "two", database, told),
            told,
        )


async def test_what_one_replica_changes_another_takes_over(tmp_path: Path, address: str):
    """The files stay as they are, and the source is told as run time."""
    async with two(tmp_path, address) as (one, other, told):
        changed = {"loadBalancingMode": "balanced", "webhook.secret": "hush"}
        views = {view.name: view for view in (await one.wheel.change(changed)).items}
        assert ("balanced", "runtime") == (
            views["loadBalancingMode"].value,
            views["loadBalancingMode"].source,
        )
        assert ("file", "default") == (views["pauseAtPercent"].source, views["fetchUrls"].source)
        await other.wheel.look()
        settings = other.live.settings
        assert ("balanced", 5) == (settings.load_balancing_mode, settings.pause_at_percent)
        assert settings.webhook_secret == Secret("hush")
        assert ["one"] == told
        assert FILE == json.loads(one.path.read_text()) == json.loads(other.path.read_text())


async def test_a_value_of_the_file_can_be_taken_away_for_all(tmp_path: Path, address: str):
    """The default is in force then, everywhere; a new value takes its place again."""
    async with two(tmp_path, address) as (one, other, _):
        await one.wheel.change({"pauseAtPercent": None})
        await other.wheel.look()
        assert 0 == other.live.settings.pause_at_percent
        await other.wheel.change({"pauseAtPercent": 9})
        await one.wheel.look()
        assert 9 == one.live.settings.pause_at_percent


async def test_what_one_file_says_as_well_is_not_lost_for_the_others(tmp_path: Path, address: str):
    """Files of replicas may differ, as they do while new ones are rolled out."""
    async with two(tmp_path, address) as (one, other, _):
        await one.wheel.change({"pauseAtPercent": 9, "webhook.format": "slack"})
        other.path.write_text(json.dumps(FILE | {"pauseAtPercent": 9}))
        await other.wheel.change({"warnQuotaPercent": 50})
        await one.wheel.look()
        assert (9, 50) == (one.live.settings.pause_at_percent, one.live.settings.warn_quota_percent)


async def test_what_needs_a_restart_is_not_shared(tmp_path: Path, address: str):
    """It is in each replica's own file, since a replica cannot begin with it."""
    async with two(tmp_path, address) as (one, _, told):
        with pytest.raises(ConfigRefused, match="of each replica"):
            await one.wheel.change({"port": 9000})
        assert [] == told


async def test_changes_at_the_same_time_lose_nothing(tmp_path: Path, address: str):
    """Whoever comes second changes what the first one has made."""
    async with two(tmp_path, address) as (one, other, _):
        names = ["pauseAtPercent", "warnQuotaPercent", "warnErrorPercent", "usageRetentionDays"]
        async with asyncio.TaskGroup() as tasks:
            for number, name in enumerate(names, 1):
                wheel = (one, other)[number % 2].wheel
                tasks.create_task(wheel.change({name: number}))
        document = (await one.store.read()).document
        assert document is not None
        assert [1, 2, 3, 4] == [document[name] for name in names]


async def test_nothing_in_the_database_is_to_be_read(tmp_path: Path, address: str):
    """With another key the settings of the file are in force, and nothing is written over."""
    async with two(tmp_path, address) as (one, other, _):
        await one.wheel.change({"webhook.secret": "hush", "webhook.format": "slack"})
        async with Database(address).opened() as database:
            async with database.reading() as connection:
                row = (await connection.execute(text("SELECT sealed FROM settings"))).scalar_one()
            assert b"hush" not in bytes(row)
            assert b"slack" not in bytes(row)
            stranger = SettingTable(
                database, Sealer(Secret("x" * 32)), ConfigFile(other.path), announce_nothing
            )
            with pytest.raises(StoreUnwritable, match="another secret key"):
                await stranger.change(lambda _: {"apiKey": "mine"})
        await other.wheel.look()
        assert "slack" == other.live.settings.webhook_format


async def announce_nothing(_: AsyncConnection) -> None:
    """Nobody is there."""


DOCUMENTS: st.SearchStrategy[Mapping[str, Any]] = st.recursive(
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 2) | st.booleans()),
    lambda below: st.dictionaries(st.sampled_from("abc"), below | st.integers(0, 2)),
    max_leaves=6,
)


@given(DOCUMENTS, DOCUMENTS)
def test_a_patch_makes_one_document_of_another(before: Mapping[str, Any], after: Mapping[str, Any]):
    """Whatever they are; and between equal ones it is empty."""
    assert after == patched(before, patch_between(before, after))
    assert {} == patch_between(before, before)


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_a_change_of_a_patch_makes_what_it_shall(
    own: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
):
    """And what it does not change is said as it was."""
    patch = patch_between(own, before)
    assert after == patched(own, patch_after(patch, own, before, after))
    assert patch == patch_after(patch, own, before, before)
