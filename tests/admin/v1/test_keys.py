"""Keys over the keeper's door, on real sockets."""

from pathlib import Path
from typing import Any

from admin.keeping import ADMIN_KEY, V1, Answer, Scene, scene
from kiro_py.adapters.database.engine import Database, in_file

KEYS = f"{V1}/keys"


async def models(subject: Scene, key: str) -> Answer:
    return await subject.ask("GET", "/v1/models", headers={"x-api-key": key})


async def ask(subject: Scene, key: str, **members: Any) -> Answer:
    body = {
        "model": "claude-sonnet-4-5",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": "say: hello"}],
    }
    headers = {"x-api-key": key}
    return await subject.ask("POST", "/v1/messages", body | members, headers=headers)


async def test_a_key_from_its_making_to_its_end(tmp_path: Path):
    """Every change holds from the next request on."""
    database = Database(in_file(tmp_path / "kiro-py.db"))
    async with scene(tmp_path, "social", database=database) as subject:
        made = await subject.ask("POST", KEYS, {"name": "Ada", "limits": {"parallelRequests": 2}})
        assert (201, 2) == (made.status, made.body["view"]["limits"]["parallelRequests"])
        key = made.body["key"]
        assert 200 == (await ask(subject, key)).status

        shown = await subject.ask("GET", f"{KEYS}/1")
        assert ('"1"', "Ada", True) == (
            shown.headers["etag"],
            shown.body["name"],
            shown.body["use"]["tokensToday"] > 0,
        )
        assert shown.body["lastUsedAt"] is not None
        listed = await subject.ask("GET", KEYS)
        assert [1, 0] == [item["id"] for item in listed.body["items"]]

        stale = {"x-api-key": ADMIN_KEY, "if-match": '"0"'}
        refused = await subject.ask("PATCH", f"{KEYS}/1", {"disabled": True}, headers=stale)
        assert (412, "conflict") == refused.error
        changed = await subject.ask("PATCH", f"{KEYS}/1", {"disabled": True})
        assert (200, "disabled", '"2"') == (
            changed.status,
            changed.body["state"],
            changed.headers["etag"],
        )
        assert 401 == (await models(subject, key)).status
        await subject.ask("PATCH", f"{KEYS}/1", {"disabled": False})

        rotated = await subject.ask("POST", f"{KEYS}/1/rotate", {"overlapSeconds": 60})
        assert [200, 200] == [
            (await models(subject, each)).status for each in (key, rotated.body["key"])
        ]
        assert 200 == (await subject.ask("DELETE", f"{KEYS}/1")).status
        assert [401, 401] == [
            (await models(subject, each)).status for each in (key, rotated.body["key"])
        ]
        assert 404 == (await subject.ask("DELETE", f"{KEYS}/1")).status
        audit = await subject.ask("GET", f"{V1}/audit")
        assert "makeKey" in {item["action"] for item in audit.body["items"]}
        assert key not in str(audit.body)


async def test_what_a_key_may_not_have_is_refused(tmp_path: Path):
    """A limit of nothing, a blank name, a member that nobody knows."""
    database = Database(in_file(tmp_path / "kiro-py.db"))
    async with scene(tmp_path, "social", database=database) as subject:
        for body in (
            {"name": "Ada", "limits": {"parallelRequests": 0}},
            {"name": "Ada", "limits": {"creditsPerDay": 0}},
            {"name": " "},
            {"name": "Ada", "secret": "x"},
            {},
        ):
            assert (400, "invalid_request") == (await subject.ask("POST", KEYS, body)).error
        assert 1 == len((await subject.ask("GET", KEYS)).body["items"])


async def test_the_playground_asks_with_a_pass(tmp_path: Path):
    """Once, with the credential that is wanted; its use is the playground's."""
    async with scene(tmp_path, "social", "idc") as subject:
        wanted = {"credentialId": 2}
        made = await subject.ask("POST", f"{V1}/playground/passes", wanted)
        assert 201 == made.status
        assert 200 == (await ask(subject, made.body["key"])).status
        assert "idc" == subject.kiro.calls.of("GenerateAssistantResponse")[-1].account
        assert 401 == (await ask(subject, made.body["key"])).status
        missing = await subject.ask("POST", f"{V1}/playground/passes", {"credentialId": 9})
        assert (404, "not_found") == missing.error
        assert 404 == (await subject.ask("GET", KEYS)).status
