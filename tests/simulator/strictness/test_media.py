"""The checks about pictures and documents, at their edges."""

import pytest

from kiro_py.simulator.strictness import media
from kiro_py.simulator.strictness.inspection import Check, inspect
from kiro_py.simulator.world import World
from simulator.bodies import PNG, Body, body, document, image, user
from simulator.worlds import GENERATE, call_of


@pytest.mark.parametrize(
    ("check", "request_body", "expected"),
    [
        pytest.param(media.too_many_images, body(user("a", images=[image()] * 10)), None, id="ten"),
        pytest.param(
            media.image_is_another,
            body(user("a", images=[image(b"nothing")])),
            "messages.0.images[0]: says png, is no picture",
            id="no picture",
        ),
        pytest.param(
            media.image_too_heavy,
            body(user("a", images=[image(PNG.ljust(media.MAX_IMAGE_BYTES, b"\0"))])),
            None,
            id="the heaviest",
        ),
        pytest.param(
            media.bytes_not_base64,
            body(user("a", documents=[{"name": "a", "format": "txt", "source": {"bytes": "?"}}])),
            "messages.0.documents[0]: not base64",
            id="a document",
        ),
        pytest.param(
            media.document_locked,
            body(user("a", documents=[document("a", b"/Encrypt", "txt")])),
            None,
            id="only a PDF is locked",
        ),
    ],
)
def test_edges(world: World, check: Check, request_body: Body, expected: str | None):
    """A check finds what is beyond its edge and nothing before it."""
    sender = world.sender(world.accounts["social"])
    found = check(inspect(call_of(GENERATE, request_body), sender))

    assert expected == (None if found is None else found.detail)
