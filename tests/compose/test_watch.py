"""What a restart means for those who have signed in."""

from pathlib import Path

import pytest

from admin.keeping import ADMIN_KEY, Scene, scene
from kiro_py.adapters.database.engine import Database, in_file

SESSION, AUDIT = "/api/admin/v1/session", "/api/admin/v1/audit"


async def signed_on(subject: Scene) -> dict[str, str]:
    found = await subject.ask("POST", SESSION, {"key": ADMIN_KEY}, headers={})
    return {"cookie": found.headers["set-cookie"].partition(";")[0]}


@pytest.mark.parametrize(
    ("status", "has_database", "next_key"),
    [(200, True, ADMIN_KEY), (401, True, "another"), (401, False, ADMIN_KEY)],
    ids=["kept", "another key", "no database"],
)
async def test_a_restart_signs_nobody_out(
    tmp_path: Path,
    status: int,
    has_database: bool,  # noqa: FBT001 -- a table
    next_key: str,
):
    """Unless the admin key is another one, or there is no database."""

    def database() -> Database | None:
        return Database(in_file(tmp_path / "kiro-py.db")) if has_database else None

    async with scene(tmp_path, "api-key", database=database()) as subject:
        headers = await signed_on(subject)
        assert 200 == (await subject.ask("GET", SESSION, headers=headers)).status
    async with scene(tmp_path, "api-key", database=database(), admin_api_key=next_key) as subject:
        assert status == (await subject.ask("GET", SESSION, headers=headers)).status
        found = await subject.ask("GET", AUDIT, headers={"x-api-key": next_key})
        expected = ["signOn"] if has_database else []
        assert expected == [row["action"] for row in found.body["items"]]


@pytest.mark.parametrize(
    ("expected", "trusted"),
    [("198.51.100.7", ""), ("203.0.113.9", "127.0.0.1, 198.51.100.0/24"), ("127.0.0.1", "[]")],
    ids=["by default", "two proxies", "none"],
)
async def test_who_has_changed_something_is_told_by_trusted_proxies(
    tmp_path: Path, expected: str, trusted: str
):
    """The log of changes has the address that they have told, and guessing is counted by it."""
    forwarded = {"x-forwarded-for": "203.0.113.9, 198.51.100.7"}
    database = Database(in_file(tmp_path / "kiro-py.db"))
    async with scene(tmp_path, "api-key", database=database, trusted_proxies=trusted) as subject:
        found = await subject.ask("POST", SESSION, {"key": ADMIN_KEY}, headers=forwarded)
        assert 200 == found.status
        for number in range(6):
            shown = forwarded | {"x-api-key": f"guess {number}"}
            found = await subject.ask("GET", AUDIT, headers=shown)
        assert 429 == found.status
        here = await subject.ask("GET", AUDIT, headers={"x-api-key": ADMIN_KEY})
        if expected == "127.0.0.1":
            assert 429 == here.status
        else:
            assert [expected] == [row["address"] for row in here.body["items"]]
