"""A request in the words of OpenTelemetry's conventions."""

import pytest

from kiro_py.adapters.gen_ai import address, attributes, error_type, input_tokens
from written_requests import request


def test_a_request_is_called_as_the_conventions_want():
    """Kiro reports no other model than the one that it was asked for."""
    assert {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "kiro",
        "gen_ai.request.model": "claude-sonnet-4.5",
        "gen_ai.response.model": "claude-sonnet-4.5",
        "server.address": "q.example.com",
        "server.port": 443,
    } == attributes("claude-sonnet-4.5", "q.example.com")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        pytest.param("q.example.com", ("q.example.com", 443), id="https"),
        pytest.param("127.0.0.1:8080", ("127.0.0.1", 8080), id="a port"),
        pytest.param("[::1]:8080", ("::1", 8080), id="IPv6"),
    ],
)
def test_a_host_is_an_address_and_a_port(host: str, expected: tuple[str, int]):
    """What is named without a port is asked over TLS."""
    assert {"server.address": expected[0], "server.port": expected[1]} == address(host)


@pytest.mark.parametrize(
    ("status", "outcome", "expected"),
    [
        pytest.param(200, "end_turn", "", id="well"),
        pytest.param(429, "rate_limit_error", "rate_limit_error", id="refused"),
        pytest.param(499, "client left", "client left", id="left"),
    ],
)
def test_only_what_went_wrong_has_a_type(status: int, outcome: str, expected: str):
    """The reason of a stop is none."""
    subject = request(status=status, is_failed=status == 429, outcome=outcome)
    assert expected == error_type(subject)


def test_what_came_from_the_cache_went_in_too():
    """The conventions count it among the input."""
    subject = request(input_tokens=10, cache_read_tokens=3, cache_write_tokens=4)
    assert 17 == input_tokens(subject)
