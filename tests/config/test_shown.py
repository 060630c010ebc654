"""Settings are shown whole, and without their secrets."""

from typing import Any

import msgspec

from kiro_py.config.load import read
from kiro_py.config.settings import Settings
from kiro_py.config.shown import shown
from kiro_py.config.table import SETTINGS
from kiro_py.wire.admin.settings import SettingView

SECRETS = {
    "apiKey": "key-s3cr3t",
    "adminApiKey": "admin-s3cr3t",
    "proxyUrl": "http://user:s3cr3t@example.com",
    "webhook": {"url": "https://example.com/s3cr3t", "secret": "signed-s3cr3t"},
    "databaseUrl": "sqlite:///s3cr3t.db",
    "countTokensApiKey": "count-s3cr3t",
}


def settings(document: dict[str, Any], **environ: str) -> Settings:
    return read(document, environ, "config.json").settings


def views(document: dict[str, Any], written: Settings | None = None) -> dict[str, SettingView]:
    return {view.name: view for view in shown(settings(document), written)}


def test_every_setting_is_shown_in_the_order_of_the_reference():
    """Nothing that is in force is left for the file to tell."""
    assert [one.name for one in SETTINGS] == list(views(SECRETS))


def test_no_secret_is_shown():
    """One that is set is a mask, one that is not is null."""
    text = msgspec.json.encode(shown(settings(SECRETS), settings(SECRETS | {"apiKey": "s3cr3t"})))
    assert b"s3cr3t" not in text
    found = views(SECRETS)
    assert ["***", "***", "***", None] == [
        found[name].value for name in ("apiKey", "webhook.url", "proxyUrl", "proxyPassword")
    ]
    assert {"secret"} == {found[name].kind for name in ("apiKey", "webhook.url", "databaseUrl")}


def test_each_says_what_it_takes():
    """A page knows what to draw."""
    found = views(SECRETS)
    names = ("host", "port", "extractThinking", "loadBalancingMode", "corsOrigins", "models")
    kinds = ["text", "number", "flag", "choice", "list", "map"]
    assert kinds == [found[name].kind for name in names]
    assert ("priority", "balanced") == found["loadBalancingMode"].choices
    assert "a whole number from 1 to 65535" == found["port"].expects


def test_values_are_json():
    """They can be sent back as they came."""
    found = views({**SECRETS, "models": {"fast": "claude-haiku-4.5"}, "corsOrigins": ["*"]})
    assert {"fast": "claude-haiku-4.5"} == found["models"].value
    assert (["*"], []) == (found["corsOrigins"].value, found["corsOrigins"].default)


def test_what_waits_for_a_restart_is_told():
    """Both what is in force and what the file says, a secret as a mask."""
    found = views(SECRETS, settings({**SECRETS, "port": 9000, "apiKey": "another"}))
    port, key = found["port"], found["apiKey"]
    assert (8080, True, 9000, False) == (
        port.value,
        port.is_restart_needed,
        port.pending,
        port.is_changeable,
    )
    assert ("***", True, "***") == (key.value, key.is_restart_needed, key.pending)
    assert ["apiKey", "port"] == sorted(n for n, view in found.items() if view.is_restart_needed)
