"""Credentials files of kiro-rs: they load, are renewed, written back, and load there again."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from house import KEY_HEADERS, running_gateway
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.config.credentials import load_credentials
from kiro_py.simulator.server import Simulator

MACHINE = "ab" * 32
LONG_AGO = "2025-12-31T02:32:45.144Z"
RFC_3339 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)"
TOKEN_FIELDS = {"accessToken", "refreshToken", "expiresAt", "profileArn", "id", "machineId"}
QUESTION = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "say: hello there"}],
}


class SeedEntry(msgspec.Struct, rename="camel"):
    """An entry as kiro-rs reads it: a wrong type anywhere refuses its whole file.

    Everything may be absent; `priority` and `disabled` may not be null.
    """

    id: int | None = None
    access_token: str | None = None
    refresh_token: str | None = None
    profile_arn: str | None = None
    expires_at: str | None = None
    auth_method: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    priority: int = 0
    region: str | None = None
    auth_region: str | None = None
    api_region: str | None = None
    machine_id: str | None = None
    email: str | None = None
    subscription_title: str | None = None
    proxy_url: str | None = None
    proxy_username: str | None = None
    proxy_password: str | None = None
    disabled: bool = False
    kiro_api_key: str | None = None
    endpoint: str | None = None


def seed_loads(path: Path) -> list[SeedEntry]:
    """Read the file as kiro-rs does: an object is one entry, a list is several."""
    found = msgspec.json.decode(path.read_bytes(), type=SeedEntry | list[SeedEntry])
    return [found] if isinstance(found, SeedEntry) else found


Document = dict[str, Any] | list[dict[str, Any]]


def social(kiro: Simulator) -> dict[str, Any]:
    """The example that kiro-rs ships, with a refresh token that works."""
    held = kiro.accounts.credential("social")
    return {
        "refreshToken": held["refreshToken"],
        "expiresAt": LONG_AGO,
        "authMethod": "social",
        "machineId": MACHINE,
    }


def idc(kiro: Simulator, method: str = "idc") -> dict[str, Any]:
    held = kiro.accounts.credential("idc")
    return {
        "refreshToken": held["refreshToken"],
        "expiresAt": LONG_AGO,
        "authMethod": method,
        "clientId": held["clientId"],
        "clientSecret": held["clientSecret"],
        "region": "us-east-2",
        "machineId": MACHINE,
    }


FILES: dict[str, Callable[[Simulator], Document]] = {
    "one object": social,
    "a list of one": lambda kiro: [social(kiro)],
    "builder-id": lambda kiro: [idc(kiro, "builder-id")],
    "iam": lambda kiro: [idc(kiro, "iam")],
    "IdC": lambda kiro: [idc(kiro, "IdC")],
    "without a method": lambda kiro: [
        {name: value for name, value in idc(kiro).items() if name != "authMethod"}
    ],
    "several, one switched off": lambda kiro: [
        social(kiro) | {"priority": 0, "endpoint": "ide", "disabled": False},
        idc(kiro) | {"priority": 1, "disabled": True, "proxyUrl": "direct"},
    ],
    "with everything": lambda kiro: [
        social(kiro)
        | {
            "id": 7,
            "accessToken": "an-old-one",
            "priority": 3,
            "authRegion": "us-east-1",
            "apiRegion": "us-east-1",
            "email": "someone@example.com",
            "subscriptionTitle": "KIRO PRO+",
            "_note": "kept",
        }
    ],
}


@pytest.mark.parametrize("name", FILES)
async def test_a_file_of_the_seed_serves_and_stays_its_own(tmp_path: Path, name: str):
    """Its token is renewed and written in place; shape and unknown members stay as they were."""
    path = tmp_path / "credentials.json"
    async with Simulator() as kiro:
        before: Document = FILES[name](kiro)
        path.write_text(json.dumps(before, indent=2), "utf-8")
        first = entries(before)[0]["refreshToken"]
        loaded = load_credentials(path, {})
        assert () == tuple(loaded.roster.problems)
        store = CredentialsFile(path, read=loaded.read, roster=loaded.roster)
        await store.complete()
        async with (
            running_gateway(kiro.url, store) as url,
            aiohttp.ClientSession(url) as client,
            client.post("/v1/messages", json=QUESTION, headers=KEY_HEADERS) as response,
        ):
            assert 200 == response.status
        assert 1 == kiro.accounts.refreshes

        after: Document = json.loads(path.read_bytes())
        assert isinstance(after, dict) is isinstance(before, dict)
        for given, kept in zip(entries(before), entries(after), strict=True):
            assert without_tokens(given) == without_tokens(kept)
        renewed = seed_loads(path)[0]
        assert renewed.access_token
        assert renewed.refresh_token not in {None, first}
        assert re.fullmatch(RFC_3339, renewed.expires_at or "")
        assert () == tuple(load_credentials(path, {}).roster.problems)


def entries(document: Document) -> list[dict[str, Any]]:
    return [document] if isinstance(document, dict) else document


def without_tokens(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in TOKEN_FIELDS}
