"""Requests that are over, as tests of what is told of them need them."""

from dataclasses import replace
from typing import Any

from kiro_py.ports.usage import Request

_SERVED = Request(
    request_id="req_1",
    at=1_800_000_000.0,
    key_id=7,
    credential_id=2,
    model="claude-sonnet-4-5",
    upstream_model="claude-sonnet-4.5",
    path="/v1/messages",
    is_streamed=True,
    input_tokens=10,
    output_tokens=5,
    cache_read_tokens=3,
    cache_write_tokens=4,
    credits=0.25,
    first_token_seconds=1.5,
    seconds=4.0,
    status=200,
    is_failed=False,
    attempts=1,
    outcome="end_turn",
    message="",
    host="q.example.com",
)


def request(**changes: Any) -> Request:
    """Return a request that was served, with `changes`."""
    return replace(_SERVED, **changes)
