"""The routes of the pool in the second version of the admin API."""

from pathlib import Path

import pytest

from admin.keeping import POOL, scene


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "state=happy", "sort=luck"])
async def test_a_question_that_means_nothing_is_refused(tmp_path: Path, query: str):
    """It is said which part of it."""
    async with scene(tmp_path, "api-key") as subject:
        found = await subject.ask("GET", f"{POOL}?{query}")
    assert (400, "invalid_request") == found.error
    assert query.partition("=")[0] in found.message


async def test_a_list_that_is_as_it_was_has_no_body(tmp_path: Path):
    """Until something changes."""
    async with scene(tmp_path, "api-key") as subject:
        tag = (await subject.ask("GET", POOL)).headers["etag"]
        headers = {"x-api-key": "admin-key-for-tests", "if-none-match": tag}
        assert 304 == (await subject.ask("GET", POOL, headers=headers)).status
        await subject.change(1, note="new")
        assert 200 == (await subject.ask("GET", POOL, headers=headers)).status


@pytest.mark.parametrize(
    ("method", "path"), [("PATCH", "/0"), ("DELETE", "/0"), ("POST", "/order")]
)
async def test_the_environment_s_credential_is_changed_there(
    tmp_path: Path, method: str, path: str
):
    """It is no part of the file."""
    body = {"ids": [0]} if path == "/order" else {"note": "x"} if method == "PATCH" else None
    async with scene(tmp_path, environ={"KIRO_API_KEY": "ksk_example"}) as subject:
        assert not (await subject.one(0))["isEditable"]
        found = await subject.ask(method, f"{POOL}{path}", body)
    assert (400, "invalid_request") == found.error
    assert "environment" in found.message


async def test_a_credential_is_added_with_what_its_owner_remembers(tmp_path: Path):
    """Its note and its groups are in the file; a member that is unknown is refused."""
    async with scene(tmp_path) as subject:
        key = subject.kiro.accounts.credential("api-key")["kiroApiKey"]
        found = await subject.ask(
            "POST", POOL, {"kiroApiKey": key, "note": "mine", "groups": ["night"]}
        )
        (entry,) = subject.entries
        typo = await subject.ask("POST", POOL, {"kiroApiKey": key, "prority": 1})
    assert (201, 1, "mine") == (found.status, found.body["id"], found.body["note"])
    assert ("mine", ["night"]) == (entry["note"], entry["groups"])
    assert (400, "invalid_request") == typo.error


async def test_only_what_is_left_out_is_removed(tmp_path: Path):
    """One in use must be disabled first."""
    async with scene(tmp_path, "api-key") as subject:
        early = await subject.ask("DELETE", f"{POOL}/1")
        await subject.change(1, disabled=True)
        late = await subject.ask("DELETE", f"{POOL}/1")
        assert [] == subject.entries
    assert (400, "invalid_request") == early.error
    assert (204, b"") == (late.status, late.body)


async def test_the_quota_is_asked_for_and_shown(tmp_path: Path):
    """What is left, of which plan, until when."""
    async with scene(tmp_path, "social") as subject:
        found = (await subject.ask("POST", f"{POOL}/1/quota?force=true")).body
    assert ("KIRO PRO+", "social@example.com") == (found["subscriptionTitle"], found["label"])
    quota = found["quota"]
    assert (2000, 0, False, None) == tuple(
        quota[name] for name in ("limit", "used", "isStale", "problem")
    )
    assert quota["resetsAt"] is not None


async def test_the_models_of_a_plan_are_asked_for_once(tmp_path: Path):
    """With their windows and what they cost."""
    async with scene(tmp_path, "social") as subject:
        found = (await subject.ask("GET", f"{POOL}/1/models")).body["models"]
        again = (await subject.ask("GET", f"{POOL}/1/models")).body["models"]
    assert found == again
    sonnet = next(model for model in found if model["id"] == "claude-sonnet-4.5")
    assert (200_000, "Credit") == (sonnet["inputTokens"], sonnet["rateUnit"])
    assert sonnet["rate"] > 0


@pytest.mark.parametrize("path", ["", "/history", "/models"])
async def test_nobody_is_not_found(tmp_path: Path, path: str):
    """Whatever is asked of it."""
    async with scene(tmp_path) as subject:
        assert (404, "not_found") == (await subject.ask("GET", f"{POOL}/7{path}")).error
