"""Signing in to Kiro over the admin API of a running gateway."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from admin.keeping import Answer, Scene, scene
from exchange.sign_in.entrance import COMPANY, visited
from kiro_py.exchange.sign_in.visits import Invitation
from kiro_py.simulator.accounts.grants import Decision
from kiro_py.simulator.faults.effects import Answer as Fault

SIGN_INS = "/api/admin/v1/sign-ins"
METHODS: dict[str, dict[str, Any]] = {
    "builder-id": {"method": "builder-id"},
    "social": {"method": "social-device", "provider": "google"},
}


async def begun(subject: Scene, **members: Any) -> dict[str, Any]:
    found = await subject.ask("POST", SIGN_INS, members)
    assert 201 == found.status, found.body
    return found.body


async def ended(subject: Scene, sign_in: str) -> dict[str, Any]:
    """Ask until it has ended, as a page does."""
    for _ in range(200):
        found = await shown(subject, sign_in)
        if found.body["state"] != "waiting":
            return found.body
        await asyncio.sleep(0.05)
    raise AssertionError("it does not end")


async def shown(subject: Scene, sign_in: str) -> Answer:
    return await subject.ask("GET", f"{SIGN_INS}/{sign_in}")


async def browse(subject: Scene, view: dict[str, Any]) -> str:
    invitation = Invitation(view["address"], None, needs_callback=True, expires_at=0)
    return await visited(subject.kiro, invitation)


def decide(subject: Scene, decision: Decision) -> None:
    """Let the person decide before the first question."""
    for grant in subject.kiro.world.grants.waiting:
        grant.decision = decision


@pytest.mark.parametrize("account", METHODS)
async def test_a_person_signs_in_with_a_code(tmp_path: Path, account: str):
    """The code and its page are shown, and in the end there is a credential that can be used."""
    async with scene(tmp_path, "api-key") as subject:
        view = await begun(subject, **METHODS[account], priority=4, groups=["team"])
        assert ("waiting", False, None, "") == tuple(
            view[name] for name in ("state", "needsCallback", "credentialId", "message")
        )
        assert view["userCode"] in view["address"]
        assert "+00:00" in view["expiresAt"] or view["expiresAt"].endswith("Z")
        decide(subject, Decision.APPROVED)
        done = await ended(subject, view["id"])
        assert ("done", 2, "credential 2 is added") == tuple(
            done[name] for name in ("state", "credentialId", "message")
        )
        entry = subject.entries[1]
        assert (4, ["team"]) == (entry["priority"], entry["groups"])
        assert 200 == (await subject.do(2, "refresh")).status
        assert "ready" == (await subject.see(2))["state"]
        told = json.dumps([view, done])
        for name in ("accessToken", "refreshToken"):
            assert entry[name] not in told


async def test_a_person_signs_in_in_a_browser(tmp_path: Path):
    """The answer to the address that was brought back says how it ended."""
    async with scene(tmp_path, "api-key") as subject:
        view = await begun(subject, method="social-browser")
        assert (True, None) == (view["needsCallback"], view["userCode"])
        url = await browse(subject, view)
        found = await subject.ask("POST", f"{SIGN_INS}/{view['id']}/callback", {"url": url})
        assert (200, "done", 2) == (
            found.status,
            found.body["state"],
            found.body["credentialId"],
        )
        again = await subject.ask("POST", f"{SIGN_INS}/{view['id']}/callback", {"url": url})
        assert (409, "conflict") == again.error


async def test_a_wrong_address_changes_nothing(tmp_path: Path):
    """It is told what would be right; then the keeper gives up."""
    async with scene(tmp_path, "api-key") as subject:
        place = f"{SIGN_INS}/{(await begun(subject, method='social-browser'))['id']}"
        found = await subject.ask("POST", f"{place}/callback", {"url": "https://example.com"})
        assert (400, "invalid_request") == found.error
        assert "http://localhost:3128/" in found.message
        assert "waiting" == (await subject.ask("GET", place)).body["state"]
        gone = await subject.ask("DELETE", place)
        assert (200, "cancelled") == (gone.status, gone.body["state"])


async def test_a_dead_credential_signs_in_anew(tmp_path: Path):
    """It serves at once, with its own priority, though it needed a login before."""
    async with scene(tmp_path, "builder-id", is_fresh=False, revoked="builder-id") as subject:
        await subject.do(1, "refresh")
        assert "needs login" == (await subject.see(1))["state"]
        view = await begun(subject, method="builder-id", credentialId=1)
        assert 1 == view["credentialId"]
        decide(subject, Decision.APPROVED)
        assert "credential 1 is signed in anew" == (await ended(subject, view["id"]))["message"]
        found = await subject.see(1)
        assert ("ready", 0, 1) == (
            found["state"],
            found["refreshFailureCount"],
            found["priority"],
        )
        assert 200 == (await subject.do(1, "refresh")).status


REFUSED: tuple[tuple[dict[str, Any], int, str], ...] = (
    ({"method": "idc", "startUrl": "http://acme"}, 400, "startUrl: write https"),
    ({"method": "idc", "startUrl": COMPANY, "region": "x/y"}, 400, "region: expected"),
    ({"method": "social-device"}, 400, "provider: expected google or github"),
    ({"method": "builder-id", "proxyUrl": "ftp://a"}, 400, "proxyUrl"),
    ({"method": "builder-id", "credentialId": 1, "priority": 3}, 400, "keeps its own"),
    ({"method": "builder-id", "credentialId": 9}, 404, "no credential 9"),
    ({"method": "password"}, 400, "method"),
    ({"method": "builder-id", "password": "x"}, 400, "password"),
)


async def test_what_cannot_be_is_refused(tmp_path: Path):
    """Wrong words by their names, before anybody is asked; what is not there; a service's no."""
    async with scene(tmp_path, "api-key") as subject:
        told = [(await subject.ask("POST", SIGN_INS, body)) for body, _, _ in REFUSED]
        assert () == subject.kiro.calls.of("RegisterClient")
        place = f"{SIGN_INS}/example"
        missing = [
            await subject.ask("GET", place),
            await subject.ask("DELETE", place),
            await subject.ask("POST", f"{place}/callback", {"url": "x"}),
        ]
        subject.kiro.faults.add(Fault(status=500), operation="RegisterClient")
        refused = await subject.ask("POST", SIGN_INS, {"method": "builder-id"})
    assert [status for _, status, _ in REFUSED] == [found.status for found in told]
    pairs = zip(REFUSED, told, strict=True)
    assert [] == [word for (_, _, word), found in pairs if word not in found.message]
    assert [(404, "not_found")] * 3 == [found.error for found in missing]
    assert (502, "api_error") == refused.error
