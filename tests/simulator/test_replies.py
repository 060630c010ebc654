"""How refusals look in each dialect."""

import pytest

from kiro_py.simulator.address import Address, locate
from kiro_py.simulator.replies import Refusal, error_body, error_headers

REST = locate("POST", "/mcp", None)
RUNTIME = locate("POST", "/", "KiroRuntimeService.InvokeMCP")
STRANGE = locate("POST", "/", "Some.Thing")
PLAIN = Refusal(400, "ValidationException", "no")
REASONED = Refusal(400, "ValidationException", "no", "BECAUSE")


@pytest.mark.parametrize(
    ("refusal", "address", "expected"),
    [
        pytest.param(PLAIN, REST, b'{"message":"no","reason":null}', id="rest"),
        pytest.param(REASONED, REST, b'{"message":"no","reason":"BECAUSE"}', id="rest, reason"),
        pytest.param(
            PLAIN,
            RUNTIME,
            b'{"__type":"com.amazon.kiro.runtimeservice#ValidationException","message":"no"}',
            id="awsJson",
        ),
        pytest.param(
            REASONED,
            STRANGE,
            b'{"__type":"com.amazon.coral.service#ValidationException","message":"no",'
            b'"reason":"BECAUSE"}',
            id="awsJson, reason",
        ),
        pytest.param(
            Refusal(429, "ThrottlingException", "no", extra={"retryAfterMilliseconds": 5}),
            REST,
            b'{"message":"no","reason":null,"retryAfterMilliseconds":5}',
            id="more members",
        ),
        pytest.param(
            Refusal(400, "ValidationException", "no", envelope="edge"),
            REST,
            b'{"error":{"code":"validation_error","message":"no"}}',
            id="the listener",
        ),
    ],
)
def test_bodies(refusal: Refusal, address: Address, expected: bytes):
    """The type is in the body of awsJson only; a reason may be null in REST only."""
    assert expected == error_body(refusal, address)


@pytest.mark.parametrize(
    ("refusal", "address", "expected"),
    [
        pytest.param(PLAIN, REST, {"x-amzn-errortype": "ValidationException"}, id="rest"),
        pytest.param(PLAIN, RUNTIME, {}, id="awsJson"),
        pytest.param(
            Refusal(400, "A", "no", rule="two", detail="“x”", envelope="edge"),
            REST,
            {"x-simulator-rule": "two", "x-simulator-detail": "\\u201cx\\u201d"},
            id="hints in ASCII",
        ),
    ],
)
def test_headers(refusal: Refusal, address: Address, expected: dict[str, str]):
    """The type is in a header of REST only; hints for the developer are always there."""
    assert expected == error_headers(refusal, address)
