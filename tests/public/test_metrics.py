"""Who may read metrics, at their route."""

import aiohttp
import pytest

from house import KEY_HEADERS, running_gateway

NOWHERE = "http://127.0.0.1:9"
WRONG = {"x-api-key": "wrong"}


@pytest.mark.parametrize(
    ("metrics", "headers", "expected"),
    [
        pytest.param("open", {}, 200, id="open"),
        pytest.param("key", {}, 401, id="without a key"),
        pytest.param("key", WRONG, 401, id="with a wrong key"),
        pytest.param("key", KEY_HEADERS, 200, id="with a key"),
        pytest.param("off", KEY_HEADERS, 404, id="off"),
    ],
)
async def test_the_owner_says_who_may_read(metrics: str, headers: dict[str, str], expected: int):
    """Everybody, whoever has a key, or nobody."""
    async with (
        running_gateway(NOWHERE, metrics=metrics) as url,
        aiohttp.ClientSession(url) as client,
        client.get("/metrics", headers=headers) as response,
    ):
        assert expected == response.status


async def test_the_format_is_named():
    """As Prometheus asks for it."""
    accept = {"accept": "application/openmetrics-text;version=1.0.0"}
    async with (
        running_gateway(NOWHERE) as url,
        aiohttp.ClientSession(url) as client,
        client.get("/metrics", headers=accept) as response,
    ):
        body = await response.text()
        assert ["application/openmetrics-text", "# EOF"] == [
            response.content_type,
            body.splitlines()[-1],
        ]
        assert ["version=1.0.0", "charset=utf-8"] == [
            each.strip() for each in response.headers["content-type"].split(";")[1:3]
        ]
