"""What processes share is one thing to all of them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.database.shared import KEY, entry
from kiro_py.adapters.config_file import ConfigFile
from kiro_py.adapters.database.credential_store import TOPIC
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.cli.shared import reading_of
from kiro_py.compose.sharing import SETTINGS, Place, Seat, Sharing, of_replicas
from kiro_py.config.load import load
from kiro_py.config.secret_key import SecretKeys
from kiro_py.ports.presence import Presence

KEYS = SecretKeys(KEY, None)
OTHERS_SECONDS = 10.0


@asynccontextmanager
async def replica(
    url: str, me: str, config: Path, news: dict[str, asyncio.Event]
) -> AsyncGenerator[tuple[Sharing, Place]]:
    """Open what a replica shares; `news` are set by topic."""
    environ = {"KIRO_PY_API_KEY": "key"}
    loaded = reading_of(load(config, environ).settings, {})
    async with Database(url).opened() as database:
        seat = Seat(me, f"http://{me}.example.com")
        sharing = of_replicas(database, KEYS, loaded, ConfigFile(config), seat, print)
        assert sharing.place is not None
        for topic, event in news.items():
            sharing.bulletin.hear(topic, event.set)
        async with sharing.opened():
            yield sharing, sharing.place


async def both(presence: Presence) -> None:
    """Wait until another one is seen: a process looks every two seconds."""
    while presence.count < 2:  # noqa: ASYNC110 -- presence tells nobody
        await asyncio.sleep(0.05)


async def test_a_change_at_one_replica_is_news_to_the_other(postgres_url: str, tmp_path: Path):
    """Of credentials and of settings, each by its topic."""
    config = tmp_path / "config.json"
    config.write_text("{}")
    news = {TOPIC: asyncio.Event(), SETTINGS: asyncio.Event()}
    async with (
        replica(postgres_url, "one", config, {}) as (one, place),
        replica(postgres_url, "other", config, news) as (_, other),
        asyncio.timeout(OTHERS_SECONDS),
    ):
        await both(one.presence)
        for event in news.values():
            event.clear()
        await place.store.add([entry()])
        await news[TOPIC].wait()
        await other.store.refresh()
        assert [1] == [credential.id for credential in other.store.credentials()]
        await place.settings.change(lambda _: {"apiKey": "key", "pauseAtPercent": 5})
        await news[SETTINGS].wait()
        assert {"apiKey": "key", "pauseAtPercent": 5} == (await other.settings.read()).document


async def test_workers_of_one_machine_know_each_other(tmp_path: Path):
    """And when each of them began."""
    url = in_file(tmp_path / "kiro-py.db")
    async with Database(url).opened() as database, Database(url).opened() as own:
        one = Sharing.of_workers(database, Seat("one", near=tmp_path / "1.sock"), print)
        other = Sharing.of_workers(own, Seat("other", near=tmp_path / "2.sock"), print)
        async with asyncio.timeout(OTHERS_SECONDS), one.opened(), other.opened():
            await both(one.presence)
            await both(other.presence)
            assert [other.presence.me] == one.presence.others()
            assert [one.presence.me] == other.presence.others()


def test_a_process_is_reached_over_the_network_or_on_its_machine(tmp_path: Path):
    """Or over both, or nowhere."""
    url, near = "http://one.example.com", tmp_path / "1.sock"
    expected = [f"{url} unix:{near}", url, f"unix:{near}", ""]
    seats = [Seat("me", url, near), Seat("me", url), Seat("me", near=near), Seat("me")]
    assert expected == [seat.address for seat in seats]
