"""What the keeper wants is done, in the file and in the pool at once."""

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from admin.keeping import BALANCING, CREDENTIALS, Scene, scene
from house import KEY_HEADERS
from kiro_py.pool.standing import Standing, State
from kiro_py.secret import Secret
from kiro_py.simulator.faults.effects import Answer

LIMITS = "GetUsageLimits"


async def served(subject: Scene, prompt: str = "say: hello") -> int:
    """Return the status of a turn."""
    body = {
        "model": "claude-sonnet-4-5",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": prompt}],
    }
    return (await subject.ask("POST", "/v1/messages", body, headers=KEY_HEADERS)).status


async def test_the_list_shows_the_pool(tmp_path: Path):
    """The best one first, with what it has served since the start."""
    async with scene(tmp_path, "api-key", "social") as subject:
        await subject.do(1, "priority", {"priority": 5})
        assert 200 == await served(subject)
        found = (await subject.ask("GET", CREDENTIALS)).body
    assert {"total": 2, "available": 2, "currentId": 2} == {
        name: found[name] for name in ("total", "available", "currentId")
    }
    best, other = found["credentials"]
    assert (2, True, 1, 0) == (
        best["id"],
        best["isCurrent"],
        best["successCount"],
        best["failureCount"],
    )
    assert (1, False, 0) == (other["id"], other["isCurrent"], other["successCount"])
    assert best["lastUsedAt"].endswith("+00:00")


async def test_nobody_is_current_in_an_empty_pool(tmp_path: Path):
    """Its id is 0."""
    async with scene(tmp_path) as subject:
        found = (await subject.ask("GET", CREDENTIALS)).body
    assert {"total": 0, "available": 0, "currentId": 0, "credentials": []} == found


async def test_a_key_is_added_and_serves(tmp_path: Path):
    """Its members are those of the file, and what is not named there is passed over."""
    async with scene(tmp_path) as subject:
        key = subject.kiro.accounts.credential("api-key")["kiroApiKey"]
        new = {
            "kiroApiKey": key,
            "priority": 2,
            "email": "ada@example.com",
            "id": 9,
            "disabled": True,
        }
        found = await subject.ask("POST", CREDENTIALS, new)
        assert {
            "success": True,
            "message": "credential 1 is added",
            "credentialId": 1,
            "email": "ada@example.com",
        } == found.body
        (entry,) = subject.entries
        assert 200 == await served(subject)
    assert {"id": 1, "kiroApiKey": key, "priority": 2, "email": "ada@example.com"} == {
        name: value for name, value in entry.items() if name != "machineId"
    }


@pytest.mark.parametrize("account", ["social", "builder-id", "idc"])
async def test_a_sign_in_is_renewed_as_it_is_added(tmp_path: Path, account: str):
    """A token proves that it lives; the file has the new ones."""
    async with scene(tmp_path) as subject:
        entry = subject.kiro.accounts.credential(account)
        new = {
            name: value for name, value in entry.items() if name not in {"accessToken", "expiresAt"}
        }
        found = await subject.ask("POST", CREDENTIALS, new)
        assert (200, 1) == (found.status, subject.kiro.accounts.refreshes)
        assert "email" not in found.body
        (kept,) = subject.entries
        assert new["refreshToken"] != kept["refreshToken"]
        seen = await subject.see(1)
        assert hashlib.sha256(kept["refreshToken"].encode()).hexdigest() == seen["refreshTokenHash"]


async def test_a_dead_sign_in_is_not_added(tmp_path: Path):
    """The keeper is told, and the file is as it was."""
    async with scene(tmp_path, "api-key") as subject:
        new = subject.kiro.accounts.credential("social")
        subject.kiro.accounts.revoke("social")
        found = await subject.ask("POST", CREDENTIALS, {"refreshToken": new["refreshToken"]})
        assert (400, "invalid_request") == found.error
        assert found.message.startswith("refreshToken: it is refused, and nothing is added")
        assert [1] == [entry["id"] for entry in subject.entries]


async def test_a_sign_in_that_cannot_be_tried_stays(tmp_path: Path):
    """What the refresh token is worth is not known: its successor must have a place."""
    async with scene(tmp_path) as subject:
        new = subject.kiro.accounts.credential("social")
        subject.kiro.faults.add(Answer(status=503, body={"message": "busy"}), times=None)
        found = await subject.ask("POST", CREDENTIALS, {"refreshToken": new["refreshToken"]})
        assert (200, 1) == (found.status, found.body["credentialId"])
        assert "its token could not be renewed yet" in found.body["message"]
        assert 1 == len(subject.entries)
        assert 1 == (await subject.see(1))["refreshFailureCount"]


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        ("kiroApiKey: credential 1 holds it already", {}),
        ("refreshToken: it is missing", {"kiroApiKey": None}),
        ("kiroApiKey: it is missing", {"kiroApiKey": " ", "authMethod": "api_key"}),
        ("clientSecret: it is missing", {"kiroApiKey": "", "authMethod": "idc"}),
        ("region: found", {"kiroApiKey": "ksk_other", "region": "evil.example.com/x?"}),
        ("endpoint: found 'cli'", {"kiroApiKey": "ksk_other", "endpoint": "cli"}),
        ("proxyUrl: found text", {"kiroApiKey": "ksk_other", "proxyUrl": "gopher://x"}),
        ("authMethod: found 'oauth'", {"kiroApiKey": "ksk_other", "authMethod": "oauth"}),
    ],
)
async def test_what_cannot_be_added_is_told_by_field(
    tmp_path: Path, said: str, changes: dict[str, Any]
):
    """The status is 400, no secret is repeated, and the file is as it was."""
    async with scene(tmp_path, "api-key") as subject:
        new = {"kiroApiKey": subject.entries[0]["kiroApiKey"], **changes}
        found = await subject.ask("POST", CREDENTIALS, new)
        assert (400, "invalid_request") == found.error
        assert said in found.message
        assert "ksk_" not in found.message
        assert 1 == len(subject.entries)


async def test_only_a_disabled_one_is_removed(tmp_path: Path):
    """A slip costs nothing; its number is not used again."""
    async with scene(tmp_path, "api-key", "social") as subject:
        refused = await subject.ask("DELETE", f"{CREDENTIALS}/2")
        assert (400, "invalid_request") == refused.error
        assert "credential 2 is in use: disable it first" == refused.message
        assert (
            "credential 2 is disabled"
            == (await subject.do(2, "disabled", {"disabled": True})).body["message"]
        )
        found = await subject.ask("DELETE", f"{CREDENTIALS}/2")
        assert {"success": True, "message": "credential 2 is removed"} == found.body
        assert [1] == [entry["id"] for entry in subject.entries]
        added = await subject.ask("POST", CREDENTIALS, {"kiroApiKey": "ksk_other"})
        assert 3 == added.body["credentialId"]


async def test_one_that_needs_a_login_may_be_removed(tmp_path: Path):
    """The list calls it disabled, since only a person can bring it back."""
    suspended = {1: Standing(State.SUSPENDED, reason="suspended")}
    async with scene(tmp_path, "api-key", standings=suspended) as subject:
        seen = await subject.see(1)
        assert (True, "TooManyFailures") == (seen["disabled"], seen["disabledReason"])
        assert ("suspended", "suspended") == (seen["state"], seen["reason"])
        assert 200 == (await subject.ask("DELETE", f"{CREDENTIALS}/1")).status
        assert [] == subject.entries


async def test_disabling_takes_effect_at_once(tmp_path: Path):
    """The next request is another one's; enabled again, it serves again."""
    async with scene(tmp_path, "api-key") as subject:
        assert 200 == await served(subject)
        await subject.do(1, "disabled", {"disabled": True})
        assert (503, True) == (await served(subject), subject.entries[0]["disabled"])
        assert "Manual" == (await subject.see(1))["disabledReason"]
        found = await subject.do(1, "disabled", {"disabled": False})
        assert "credential 1 is enabled" == found.body["message"]
        assert (200, False) == (await served(subject), "disabled" in subject.entries[0])


@pytest.mark.parametrize(
    ("what", "body"), [("disabled", {"disabled": False}), ("reset", None)], ids=["enable", "reset"]
)
async def test_a_person_s_word_brings_one_back(tmp_path: Path, what: str, body: Any):
    """Whatever was thought of it is forgotten."""
    standings = {1: Standing(State.SUSPENDED, reason="suspended", strikes=3)}
    async with scene(tmp_path, "api-key", standings=standings) as subject:
        assert 3 == (await subject.see(1))["failureCount"]
        assert 200 == (await subject.do(1, what, body)).status
        seen = await subject.see(1)
        assert ("ready", 0, False) == (seen["state"], seen["failureCount"], seen["disabled"])
        assert 200 == await served(subject)


async def test_reset_enables(tmp_path: Path):
    """As kiro-rs does."""
    async with scene(tmp_path, "api-key") as subject:
        await subject.do(1, "disabled", {"disabled": True})
        found = await subject.do(1, "reset")
        assert "credential 1 is reset and enabled" == found.body["message"]
        assert not (await subject.see(1))["disabled"]


async def test_the_environment_s_credential_is_left_alone(tmp_path: Path):
    """It is shown, and changed where it comes from; a reset changes no file."""
    async with scene(tmp_path, environ={"KIRO_API_KEY": "ksk_example"}) as subject:
        for what, body in (("disabled", {"disabled": True}), ("priority", {"priority": 1})):
            found = await subject.do(0, what, body)
            assert (400, "invalid_request") == found.error
            assert "credential 0 comes from the environment" in found.message
        assert 200 == (await subject.do(0, "reset")).status
        assert 0 == (await subject.see(0))["id"]


async def test_one_that_is_gone_from_the_file_is_404(tmp_path: Path):
    """Somebody has taken it out a moment ago."""
    async with scene(tmp_path, "api-key") as subject:
        (tmp_path / "credentials.json").write_text("[]")
        found = await subject.do(1, "priority", {"priority": 1})
        assert (404, "not_found") == found.error


async def test_a_token_is_renewed_now(tmp_path: Path):
    """Also of a disabled one; asked again at once, the token is new enough."""
    async with scene(tmp_path, "social") as subject:
        await subject.do(1, "disabled", {"disabled": True})
        before = subject.entries[0]["accessToken"]
        found = await subject.do(1, "refresh")
        assert "the token of credential 1 is renewed" == found.body["message"]
        assert before != subject.entries[0]["accessToken"]
        again = await subject.do(1, "refresh")
        assert (409, "conflict") == again.error
        assert 1 == subject.kiro.accounts.refreshes


async def test_a_renewal_ends_the_need_of_a_login(tmp_path: Path):
    """What could be renewed is signed in, whatever was thought of it."""
    async with scene(tmp_path, "social", "api-key") as subject:
        ended = Secret(subject.entries[0]["accessToken"]).fingerprint()
    standings = {1: Standing(State.NEEDS_LOGIN, reason="login-ended", login=ended)}
    async with scene(tmp_path, "social", "api-key", standings=standings) as subject:
        assert 200 == (await subject.do(1, "refresh")).status
        assert "ready" == (await subject.see(1))["state"]


async def test_a_key_is_not_renewed(tmp_path: Path):
    """It has no tokens."""
    async with scene(tmp_path, "api-key") as subject:
        found = await subject.do(1, "refresh")
        assert (400, "invalid_request") == found.error


@pytest.mark.parametrize("what", ["refresh", "balance"])
async def test_an_ended_sign_in_is_told_and_remembered(tmp_path: Path, what: str):
    """The keeper has to sign in again, and the list says so."""
    async with scene(tmp_path, "social", is_fresh=False, revoked="social") as subject:
        method = "POST" if what == "refresh" else "GET"
        found = await subject.ask(method, f"{CREDENTIALS}/1/{what}")
        assert (502, "api_error") == found.error
        assert "sign in again" in found.message
        seen = await subject.see(1)
        assert ("needs login", "InvalidRefreshToken") == (seen["state"], seen["disabledReason"])


async def test_a_balance_is_told(tmp_path: Path):
    """In the members of kiro-rs, and from what is known for five minutes."""
    async with scene(tmp_path, "api-key") as subject:
        subject.kiro.accounts.spend("api-key", 500)
        found = await subject.ask("GET", f"{CREDENTIALS}/1/balance")
        again = await subject.ask("GET", f"{CREDENTIALS}/1/balance")
        assert 1 == len(subject.kiro.calls.of(LIMITS))
    assert found.body == again.body
    resets_at = found.body.pop("nextResetAt")
    assert {
        "id": 1,
        "subscriptionTitle": "KIRO PRO+",
        "currentUsage": 500.0,
        "usageLimit": 2000.0,
        "remaining": 1500.0,
        "usagePercentage": 25.0,
    } == found.body
    assert isinstance(resets_at, float)


async def test_a_balance_that_kiro_does_not_tell_is_502(tmp_path: Path):
    """Its own words stay inside."""
    async with scene(tmp_path, "api-key") as subject:
        fault = Answer(status=500, body={"message": "words of the service"})
        subject.kiro.faults.add(fault, operation=LIMITS, times=None)
        found = await subject.ask("GET", f"{CREDENTIALS}/1/balance")
        assert (502, "api_error") == found.error
        assert "words of the service" not in found.message


async def test_turns_are_given_in_another_way_at_once(tmp_path: Path):
    """The file has it for the next start, with what else is in it."""
    (tmp_path / "config.json").write_text('{"apiKey": "key", "unknown": [1]}')
    async with scene(tmp_path, "api-key", "social") as subject:
        assert {"mode": "priority"} == (await subject.ask("GET", BALANCING)).body
        found = await subject.ask("PUT", BALANCING, {"mode": "balanced"})
        assert (200, {"mode": "balanced"}) == (found.status, found.body)
        assert {"mode": "balanced"} == (await subject.ask("GET", BALANCING)).body
        assert {"apiKey": "key", "unknown": [1], "loadBalancingMode": "balanced"} == json.loads(
            subject.config.read_text()
        )
        for prompt in ("say: one", "say: two"):
            assert 200 == await served(subject, prompt)
        assert [1, 1] == [(await subject.see(number))["successCount"] for number in (1, 2)]


async def test_a_way_of_balancing_that_cannot_be_kept_is_not_taken(tmp_path: Path):
    """What the file says and what is done are never two things."""
    async with scene(tmp_path, "api-key") as subject:
        subject.config.write_text("{")
        found = await subject.ask("PUT", BALANCING, {"mode": "balanced"})
        assert (500, "internal_error") == found.error
        assert {"mode": "priority"} == (await subject.ask("GET", BALANCING)).body
        assert 200 == (await subject.ask("PUT", BALANCING, {"mode": "priority"})).status


async def test_changes_at_the_same_time_are_all_made(tmp_path: Path):
    """Two keepers do not undo each other's work."""
    async with scene(tmp_path, "api-key", "social", "idc") as subject:
        found = await asyncio.gather(
            *(subject.do(number, "priority", {"priority": 10 + number}) for number in (1, 2, 3)),
            subject.do(1, "disabled", {"disabled": True}),
        )
        assert {200} == {each.status for each in found}
        assert [11, 12, 13] == [entry["priority"] for entry in subject.entries]
        assert subject.entries[0]["disabled"]


async def test_the_log_has_every_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Whoever wonders who disabled it can see when, and no secret is among it."""
    async with scene(tmp_path, "api-key") as subject:
        await subject.ask("POST", CREDENTIALS, {"kiroApiKey": "ksk_other"})
        await subject.do(2, "priority", {"priority": 7})
        await subject.do(2, "disabled", {"disabled": True})
        await subject.ask("DELETE", f"{CREDENTIALS}/2")
        await subject.do(1, "reset")
        await subject.do(1, "refresh")
        await subject.ask("PUT", BALANCING, {"mode": "balanced"})
    log = "".join(capsys.readouterr())
    assert "ksk_other" not in log
    lines = ("changed through the admin API", "settings changed")
    changes = [line for line in log.splitlines() if any(told in line for told in lines)]
    expected = [
        "credential 2 is added",
        "credential 2 has priority 7",
        "credential 2 is disabled",
        "credential 2 is removed",
        "credential 1 is reset and enabled",
        "settings changed",
    ]
    assert [] == [told for told, line in zip(expected, changes, strict=True) if told not in line]
