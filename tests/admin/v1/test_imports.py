"""The routes that take over and give out."""

from pathlib import Path

import pytest

from admin.keeping import ADMIN_KEY, POOL, scene


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("import", {}),
        ("import", {"text": "ksk_example", "priority": -1}),
        ("import/preview", {"text": 5}),
        ("export", {"ids": [1]}),
        ("export", {"key": ADMIN_KEY, "format": "papyrus"}),
    ],
)
async def test_what_means_nothing_is_refused(tmp_path: Path, path: str, body: dict[str, object]):
    """Before anything is done."""
    async with scene(tmp_path, "social") as subject:
        found = await subject.ask("POST", f"{POOL}/{path}", body)
    assert (400, "invalid_request") == found.error


async def test_whoever_has_no_key_gets_nothing(tmp_path: Path):
    """Neither a preview nor a file."""
    async with scene(tmp_path, "social") as subject:
        for path in ("import", "import/preview", "export"):
            body = {"key": ADMIN_KEY} if path == "export" else {"text": "ksk_example"}
            found = await subject.ask("POST", f"{POOL}/{path}", body, headers={})
            assert (401, "authentication_error") == found.error
