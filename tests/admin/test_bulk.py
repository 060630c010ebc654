"""What is done to many is done to each, and told of each."""

from pathlib import Path
from typing import Any

import pytest

from admin.keeping import crowd, scene


def told(job: dict[str, Any]) -> list[tuple[str, str]]:
    return [(item["state"], item["message"]) for item in job["items"]]


async def test_a_thousand_are_left_out_and_used_again(tmp_path: Path):
    """The file is written a few times, and not a thousand times."""
    people = crowd(1000)
    async with scene(tmp_path, *(each.name for each in people), people=people) as subject:
        every = range(1, 1001)
        done = await subject.work("disable", *every)
        assert (1000, 1000) == (done["succeeded"], done["finished"])
        assert all(entry["disabled"] for entry in subject.entries)
        done = await subject.work("enable", *every)
        assert 1000 == done["succeeded"]
        assert not any("disabled" in entry for entry in subject.entries)


async def test_a_dead_account_is_found(tmp_path: Path):
    """Although its token has not ended; the others are well."""
    async with scene(tmp_path, "social", "idc", "api-key", revoked="idc") as subject:
        job = await subject.work("verify", 1, 2, 3, 9)
        assert "needs login" == (await subject.one(2))["state"]
    well, dead, key, nobody = told(job)
    assert ("done", "KIRO PRO+: 0.00 of 2,000 credits used") == well == key
    assert ("failed", True) == (dead[0], "token-refused" in dead[1])
    assert ("failed", "there is no credential 9") == nobody
    assert (4, 2, 2) == (job["finished"], job["succeeded"], job["failed"])


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("balance", "KIRO PRO+: 0.00 of 2,000 credits used"),
        ("refresh", "the token of credential 1 is renewed"),
        ("reset", "reset and enabled"),
    ],
)
async def test_what_was_done_is_told(tmp_path: Path, action: str, message: str):
    """In words."""
    async with scene(tmp_path, "social") as subject:
        assert [("done", message)] == told(await subject.work(action, 1))


async def test_only_those_that_serve_nobody_are_deleted(tmp_path: Path):
    """The others are told why, and can be tried again."""
    async with scene(tmp_path, "social", "idc", more={2: {"disabled": True}}) as subject:
        job = await subject.work("delete", 1, 2)
        assert [1] == [entry["id"] for entry in subject.entries]
    assert [("failed", "credential 1 is in use: disable it first"), ("done", "removed")] == told(
        job
    )


async def test_a_file_that_cannot_be_written_fails_them_all(tmp_path: Path):
    """Nothing is changed then."""
    async with scene(tmp_path, "social", "idc") as subject:
        (tmp_path / "credentials.json").write_text("[")
        job = await subject.work("disable", 1, 2)
    assert ["failed", "failed"] == [state for state, _ in told(job)]
    assert "nothing is changed" in told(job)[0][1]
