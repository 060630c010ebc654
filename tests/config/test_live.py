"""What can change at once does, and the rest waits for a restart."""

from pathlib import Path

from kiro_py.config.live import Live, taking_over
from kiro_py.config.load import read
from kiro_py.config.settings import Settings
from kiro_py.config.table import SETTINGS

NOWHERE = str(Path("config.json"))


def settings(**document: object) -> Settings:
    return read({"apiKey": "key", **document}, {}, NOWHERE).settings


def test_only_what_is_live_is_taken_over():
    """A port cannot be changed under the clients; where the old one is from is still told."""
    after = taking_over(settings(port=1), settings(port=2, maxConcurrentPerCredential=3))
    assert (1, "file") == (after.port, after.sources["port"])
    assert 3 == after.max_concurrent_per_credential
    assert "file" == after.sources["maxConcurrentPerCredential"]


def test_followers_hear_what_is_in_force_and_what_comes():
    """Whoever follows has nothing else to ask."""
    live = Live(settings())
    heard: list[float] = []
    live.follow(lambda found: heard.append(found.ping_interval_seconds))
    live.take_over(settings(pingIntervalSeconds=7))
    assert [15, 7] == heard


def test_nobody_hears_of_no_change():
    """A restart that is needed is no news for those who would have to restart."""
    live = Live(settings())
    heard: list[int] = []
    live.follow(lambda found: heard.append(found.port))
    live.take_over(settings(port=9000))
    assert [8080] == heard


def test_every_setting_has_its_field():
    """The table and the type are one list."""
    found = settings()
    assert [] == [one.name for one in SETTINGS if not hasattr(found, one.field)]
    assert {one.name for one in SETTINGS} == set(found.sources)
