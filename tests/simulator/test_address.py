"""Which operation of which host a call is for."""

import pytest

from kiro_py.simulator.address import PATHS, TARGETS, Address, Host, Operation, locate

STREAMING = "AmazonCodeWhispererStreamingService"


@pytest.mark.parametrize(
    ("path", "target", "expected"),
    [
        pytest.param("/mcp", None, Address(Host.Q, Operation.INVOKE_MCP), id="rest"),
        pytest.param(
            "/runtime/mcp", None, Address(Host.RUNTIME, Operation.INVOKE_MCP), id="prefix"
        ),
        pytest.param(
            "/q/eu-central-1/mcp",
            None,
            Address(Host.Q, Operation.INVOKE_MCP, region="eu-central-1"),
            id="region",
        ),
        pytest.param(
            "/",
            f"{STREAMING}.GenerateAssistantResponse",
            Address(Host.Q, Operation.GENERATE, STREAMING),
            id="target",
        ),
        pytest.param(
            "/management",
            "KiroControlPlaneBearerService.GetProfile",
            Address(Host.MANAGEMENT, Operation.GET_PROFILE, "KiroControlPlaneBearerService"),
            id="target behind a prefix",
        ),
        pytest.param(
            "/", f"{STREAMING}.SendMessage", Address(Host.Q, None, STREAMING), id="unknown target"
        ),
        pytest.param("/queue", None, Address(Host.Q, None), id="no prefix at all"),
        pytest.param("/runtime/GetProfile", None, Address(Host.RUNTIME, None), id="data only"),
        pytest.param(
            "/management/generateAssistantResponse",
            None,
            Address(Host.MANAGEMENT, None),
            id="control only",
        ),
        pytest.param(
            "/runtime/refreshToken",
            None,
            Address(Host.RUNTIME, Operation.REFRESH_TOKEN),
            id="sign-in behind any prefix",
        ),
    ],
)
def test_calls_are_located(path: str, target: str | None, expected: Address):
    """Path, prefix and target say what is asked of whom."""
    assert expected == locate("POST", path, target)


def test_every_operation_has_a_path():
    """Each operation can be asked in REST."""
    assert set(Operation) == set(PATHS.values())


def test_profiles_are_listed_by_one_service():
    """Only the older service lists profiles."""
    assert ["AmazonCodeWhispererService.ListAvailableProfiles"] == [
        target for target, operation in TARGETS.items() if operation is Operation.LIST_PROFILES
    ]
