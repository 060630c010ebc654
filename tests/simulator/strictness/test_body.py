"""The shape of a request, by dialect."""

import pytest

from kiro_py.simulator.address import Address, locate
from kiro_py.simulator.strictness.body import body_shape
from kiro_py.simulator.strictness.shape import find_misfits
from simulator.bodies import assistant, body, said, tool, user

REST = locate("POST", "/generateAssistantResponse", None)
STREAMING = locate("POST", "/", "AmazonCodeWhispererStreamingService.GenerateAssistantResponse")
RUNTIME = locate("POST", "/", "KiroRuntimeService.GenerateAssistantResponse")


@pytest.mark.parametrize("address", [REST, STREAMING, RUNTIME])
def test_a_plain_request_fits_every_dialect(address: Address):
    """The conversation is the same in every dialect."""
    request = body(user("a"), assistant("b"), user("c"), tools=[tool("weather")])

    assert [] == list(find_misfits(request, body_shape(address)))


@pytest.mark.parametrize(
    ("address", "expected"),
    [(REST, ["$.agentMode"]), (STREAMING, ["$.agentMode"]), (RUNTIME, [])],
    ids=["rest", "streaming", "runtime"],
)
def test_agent_mode_is_a_member_of_one_dialect(address: Address, expected: list[str]):
    """Elsewhere the agent mode is a header, and in the body it is unknown."""
    request = {**said("a"), "agentMode": "vibe"}

    assert expected == [misfit.path for misfit in find_misfits(request, body_shape(address))]
