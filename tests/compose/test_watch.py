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
