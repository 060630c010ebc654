"""What somebody has seen is not sent again."""

from collections.abc import AsyncGenerator

import pytest
from litestar import Litestar, get
from litestar.response import Stream
from litestar.testing import TestClient

from kiro_py.admin.unchanged import unless_seen


@get("/", middleware=[unless_seen])
async def same() -> dict[str, str]:
    return {"what": "the same"}


@get("/no", middleware=[unless_seen], status_code=404)
async def missing() -> dict[str, str]:
    return {"what": "nothing"}


async def pieces() -> AsyncGenerator[bytes]:
    yield b"one"
    yield b"two"


@get("/pieces", middleware=[unless_seen])
async def streamed() -> Stream:
    return Stream(pieces())


@pytest.fixture
def client() -> TestClient[Litestar]:
    return TestClient(Litestar([same, missing, streamed], openapi_config=None))


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_what_was_seen_has_no_body(client: TestClient[Litestar], form: str):
    """The tag comes with the first answer, and stays as long as the answer does."""
    tag = client.get("/").headers["etag"]
    found = client.get("/", headers={"if-none-match": form.format(tag)})
    assert (304, b"", tag) == (found.status_code, found.content, found.headers["etag"])
    assert "content-type" not in found.headers


def test_what_was_not_seen_comes_whole(client: TestClient[Litestar]):
    """Another tag is that of something else."""
    found = client.get("/", headers={"if-none-match": '"other"'})
    assert (200, {"what": "the same"}) == (found.status_code, found.json())


def test_refusals_and_streams_go_through_as_they_are(client: TestClient[Litestar]):
    """They have no tag."""
    refused, told = client.get("/no"), client.get("/pieces")
    assert (404, b"onetwo") == (refused.status_code, told.content)
    assert "etag" not in {*refused.headers, *told.headers}
