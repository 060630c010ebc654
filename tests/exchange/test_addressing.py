"""Calls, addressed."""

from kiro_py.exchange.addressing import Addressing
from kiro_py.kiro.address import AddressBook, Hosts
from kiro_py.kiro.identity import Identity
from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.secret import Secret
from kiro_py.wire.kiro.request import (
    ConversationState,
    GenerateRequest,
    UserInputMessage,
    UserTurn,
)

KEY = Credential(id=1, auth_method=AuthMethod.API_KEY, kiro_api_key=Secret("ksk_example"))
IDENTITY = Identity(kiro_version="0.9.2", system_version="linux#6.1", node_version="22.21.1")
HOSTS = Hosts(
    api=("https://q.{region}.example.com", "https://runtime.{region}.example.com"),
    management=("https://management.{region}.example.com",),
)
ADDRESSING = Addressing(AddressBook(identity=IDENTITY, hosts=HOSTS))
BODY = GenerateRequest(
    ConversationState(
        chat_trigger_type="MANUAL",
        conversation_id="c",
        current_message=UserTurn(UserInputMessage("hi", "auto", "AI_EDITOR")),
    )
)


def test_each_host_can_be_tried():
    """The host is chosen by its place in the list."""
    assert 2 == ADDRESSING.hosts
    calls = [ADDRESSING.generate(BODY, KEY, host=host, attempt=1) for host in range(2)]

    assert ["https://q.us-east-1.example.com", "https://runtime.us-east-1.example.com"] == [
        call.url.removesuffix("/generateAssistantResponse") for call in calls
    ]


def test_each_call_has_an_invocation_of_its_own():
    """Two calls never share an id, and the attempt is told."""
    first = ADDRESSING.generate(BODY, KEY, host=0, attempt=1)
    second = ADDRESSING.generate(BODY, KEY, host=0, attempt=2)

    assert first.headers["amz-sdk-invocation-id"] != second.headers["amz-sdk-invocation-id"]
    assert second.headers["amz-sdk-request"].startswith("attempt=2;")


def test_models_are_asked_of_the_management_plane():
    """The list comes from another host than the answers."""
    call = ADDRESSING.list_models(KEY, host=0)

    assert "GET" == call.method
    assert call.url.startswith("https://management.us-east-1.example.com/")


def test_usage_is_asked_of_the_management_plane():
    """What is used comes from the host that lists the models."""
    call = ADDRESSING.usage_limits(KEY, host=0)

    assert "GET" == call.method
    assert call.url.startswith("https://management.us-east-1.example.com/getUsageLimits?")
