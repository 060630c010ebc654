"""Whatever is sent to the admin API, it answers as its document says, and never with a failure."""

import asyncio
import sys
from pathlib import Path

import pytest

from admin.keeping import ADMIN_KEY, Scene, scene
from kiro_py.adapters.database.engine import Database, in_file
from pages import DOCS

DOCUMENT = DOCS / "reference" / "admin-openapi.json"

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)

SECONDS = 100
"""A whole run takes half a minute on a machine that has nothing else to do."""


async def tried(subject: Scene, folder: Path, *arguments: str) -> tuple[int, str]:
    """Send what the document allows and what it does not; return what was wrong with answers."""
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("schemathesis"),
        "run",
        str(DOCUMENT),
        f"--url={str(subject.client._base_url).rstrip('/')}",
        f"--header=x-api-key: {ADMIN_KEY}",
        f"--checks={','.join(CHECKS)}",
        "--seed=1",
        "--generation-database=none",
        "--warnings=off",
        "--no-color",
        *arguments,
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await process.communicate()
    return process.returncode or 0, told.decode()


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(
            (
                "--phases=coverage",
                "--exclude-operation-id=events",  # it does not end
                "--exclude-operation-id=signOn",  # wrong keys would lock this address out
                f"--max-time={SECONDS}",
            ),
            id="with the key",
        ),
        pytest.param(
            ("--phases=coverage,fuzzing", "--max-examples=20", "--include-operation-id=signOn"),
            id="signing on",
        ),
    ],
)
async def test_every_answer_is_documented(tmp_path: Path, arguments: tuple[str, ...]):
    """Schemathesis finds no 5xx that means a failure, and no status or body that is not told."""
    database = Database(in_file(tmp_path / "kiro-py.db"))
    async with scene(tmp_path, "api-key", "social", database=database) as subject:
        code, told = await tried(subject, tmp_path, *arguments)
    assert 0 == code, told
