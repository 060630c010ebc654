"""Replies as they leave: whole answers, breaks, lateness."""

import asyncio

import pytest

from kiro_py.simulator.address import locate
from kiro_py.simulator.replies import GrantError, Json, Redirect, Refusal
from kiro_py.simulator.sender import Whole, sleep_until, whole

REST = locate("POST", "/mcp", None)
AWS_JSON = locate("POST", "/", "KiroRuntimeService.InvokeMCP")
JSON_TYPE = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        pytest.param(Json({"a": 1}), Whole(200, JSON_TYPE, b'{"a":1}'), id="json"),
        pytest.param(
            Redirect("http://127.0.0.1/a"),
            Whole(302, {"location": "http://127.0.0.1/a"}, b""),
            id="redirect",
        ),
        pytest.param(
            Refusal(403, "AccessDeniedException", "no"),
            Whole(
                403,
                {**JSON_TYPE, "x-amzn-errortype": "AccessDeniedException"},
                b'{"message":"no","reason":null}',
            ),
            id="refusal",
        ),
        pytest.param(
            GrantError("invalid_grant", "no", 401),
            Whole(401, JSON_TYPE, b'{"error":"invalid_grant","error_description":"no"}'),
            id="grant error",
        ),
    ],
)
def test_replies_are_whole_answers(reply: Json | Redirect | Refusal | GrantError, expected: Whole):
    """What is no stream has status, headers and body."""
    assert expected == whole(reply, REST)


def test_each_dialect_has_its_content_type():
    """The other dialect's JSON has a name of its own."""
    answer = whole(Json({}), AWS_JSON)

    assert {"content-type": "application/x-amz-json-1.0"} == answer.headers


async def test_pauses_keep_their_average():
    """A step that is a little late does not move the next one."""
    now = asyncio.get_running_loop().time()

    assert [now - 0.5, now + 0.01] == [await sleep_until(now - 0.5), await sleep_until(now + 0.01)]


async def test_a_long_delay_is_not_made_up():
    """After a long delay there is no burst."""
    now = asyncio.get_running_loop().time()

    assert await sleep_until(now - 100) >= now
