"""The document of the keeper's API."""

import json
from typing import Any

from litestar import get

from kiro_py.admin.door import PATH, refusals
from kiro_py.admin.openapi import document
from kiro_py.wire.admin.pool import LoadBalancing


@get("/mode", operation_id="mode", responses=refusals(404))
async def mode() -> LoadBalancing:
    """Return how turns are given."""
    return LoadBalancing("priority")


def read() -> dict[str, Any]:
    return json.loads(document([mode]))


def test_the_same_routes_make_the_same_bytes():
    """A file that is kept changes only when a route does."""
    assert document([mode]) == document([mode])


def test_a_route_tells_what_it_answers():
    """Its path, its purpose, its shape and its refusals are there."""
    route = read()["paths"][f"{PATH}/mode"]["get"]
    assert ("mode", "Return how turns are given.") == (route["operationId"], route["description"])
    assert {"200", "400", "401", "403", "404", "429", "500"} == set(route["responses"])
    answer = route["responses"]["200"]["content"]["application/json"]["schema"]
    assert {"$ref": "#/components/schemas/LoadBalancing"} == answer


def test_every_way_in_is_told():
    """Scripts show a key, the page a cookie and a token."""
    found = read()
    assert [{"bearer": []}, {"csrf": [], "session": []}, {"key": []}] == sorted(
        found["security"], key=str
    )
    assert {"bearer", "csrf", "key", "session"} == set(found["components"]["securitySchemes"])


def test_the_page_of_a_keys_holder_has_its_shapes_here():
    """What it asks for is no route of this API, but its types come from the same document."""
    shapes = read()["components"]["schemas"]
    assert {"OwnUsage", "OwnLimits", "OwnUse", "LoadBalancing"} <= set(shapes)
