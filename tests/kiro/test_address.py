"""Where a call goes and what it carries."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from fakes_credentials import ARN, BOOK, MACHINE, api_key, external, idc, social, tokens
from kiro_py.errors import ConfigInvalid
from kiro_py.kiro.address import (
    BUILDER_ID_PROFILE,
    AddressBook,
    Hosts,
    Regions,
    Route,
    api_region,
    auth_region,
    base_url,
    generate,
    is_region,
    list_models,
    profile_region,
    proxy_of,
    seeks_profile,
    usage_limits,
)
from kiro_py.pool.credential import Credential, Direct, Proxy, Tokens
from kiro_py.wire.kiro.request import (
    ConversationState,
    GenerateRequest,
    UserInputMessage,
    UserTurn,
)

QUESTION = GenerateRequest(
    conversation_state=ConversationState(
        chat_trigger_type="MANUAL",
        conversation_id="conversation",
        current_message=UserTurn(UserInputMessage("Hello", "claude-sonnet-4.5", "AI_EDITOR")),
    ),
    profile_arn="arn:of:somebody:else",
)
Q, RUNTIME = 0, 1


def with_arn(credential: Credential) -> Credential:
    return replace(credential, tokens=replace(credential.tokens, profile_arn=ARN))


KINDS = {
    "social": with_arn(social()),
    "builder id": with_arn(idc(is_builder_id=True)),
    "identity center": with_arn(idc()),
    "external idp": with_arn(external()),
    "api key": with_arn(api_key()),
}


def route(credential: Credential, book: AddressBook = BOOK, **more: Any) -> Route:
    return Route(credential=credential, book=book, invocation_id="invocation", **more)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (True, "us-east-1"),
        (True, "eu-central-1"),
        (True, "us-gov-west-1"),
        (False, "US-EAST-1"),
        (False, "us-east"),
        (False, ""),
        (False, "us-east-1\n"),
        (False, "evil.example.com/us-east-1"),
        (False, "us-east-1.evil.example.com"),
    ],
)
def test_a_region_is_letters_hyphens_and_a_digit(*, expected: bool, text: str):
    """Nothing that could lead a token to another host passes for a region."""
    assert expected is is_region(text)


@pytest.mark.parametrize("region", ["evil.example.com/x?", "", "us-east-1@evil.example.com"])
def test_no_host_is_made_of_what_is_no_region(region: str):
    """The check stands where the host's name is made, whoever brought the region."""
    with pytest.raises(ConfigInvalid, match="expected a region"):
        base_url("https://q.{region}.amazonaws.com", region)


@pytest.mark.parametrize(
    ("expected", "arn"),
    [
        ("eu-central-1", ARN),
        (None, None),
        (None, "arn:aws:codewhisperer"),
        (None, "arn:aws:codewhisperer:evil.example.com/:1:profile/X"),
    ],
)
def test_profile_region_is_the_fourth_field_of_the_arn(expected: str | None, arn: str | None):
    """An ARN comes from outside, so its region is believed only if it is one."""
    assert expected == profile_region(arn)


ALL = Regions(region="us-east-1", auth_region="us-east-2", api_region="us-west-2")
OWN = with_arn(social(region="eu-west-1", auth_region="eu-west-2", api_region="eu-west-3"))
ELSEWHERE = replace(OWN, api_region=None)


@pytest.mark.parametrize(
    ("expected", "credential", "regions"),
    [
        pytest.param("eu-west-2", OWN, ALL, id="credential's authRegion"),
        pytest.param("eu-west-1", replace(OWN, auth_region=None), ALL, id="credential's region"),
        pytest.param("us-east-2", with_arn(social()), ALL, id="configured authRegion"),
        pytest.param("ap-east-1", social(), Regions(region="ap-east-1"), id="configured region"),
        pytest.param("us-east-1", with_arn(social()), Regions(), id="nothing said"),
    ],
)
def test_auth_region_takes_the_nearest(expected: str, credential: Credential, regions: Regions):
    """Tokens are renewed where they were issued, which the profile does not tell."""
    assert expected == auth_region(credential, regions)


@pytest.mark.parametrize(
    ("expected", "credential", "regions"),
    [
        pytest.param("eu-west-3", OWN, ALL, id="credential's apiRegion"),
        pytest.param("us-west-2", ELSEWHERE, ALL, id="configured apiRegion"),
        pytest.param("ap-east-1", ELSEWHERE, Regions(region="ap-east-1"), id="configured region"),
        pytest.param("eu-central-1", ELSEWHERE, Regions(), id="the profile's"),
        pytest.param("us-east-1", social(region="eu-west-1"), Regions(), id="nothing said"),
    ],
)
def test_api_region_takes_the_nearest(expected: str, credential: Credential, regions: Regions):
    """A credential's `region` is where it signs in and never where it is answered."""
    assert expected == api_region(credential, regions)


GLOBAL, OWN_PROXY = Proxy("http://proxy.example.com:80"), Proxy("socks5h://own.example.com:1080")


@pytest.mark.parametrize(
    ("expected", "own"),
    [(GLOBAL, None), (OWN_PROXY, OWN_PROXY), (None, Direct.DIRECT)],
    ids=["global", "its own", "direct"],
)
def test_proxy_takes_the_nearest(expected: Proxy | None, own: Proxy | Direct | None):
    """`direct` is no proxy at all, whatever holds for the others."""
    assert expected == proxy_of(social(proxy=own), replace(BOOK, proxy=GLOBAL))


def test_generate_carries_what_kiro_s_own_client_sends():
    """The call is complete: nothing is added later but host and length."""
    call = generate(route(social(), attempt=2), QUESTION)
    assert ("POST", "https://q.us-east-1.amazonaws.com/generateAssistantResponse") == (
        call.method,
        call.url,
    )
    assert {
        "content-type": "application/json",
        "x-amzn-codewhisperer-optout": "true",
        "x-amzn-kiro-agent-mode": "vibe",
        "accept": "*/*",
        "x-amz-user-agent": f"aws-sdk-js/1.0.34 KiroIDE-0.9.2-{MACHINE}",
        "user-agent": (
            "aws-sdk-js/1.0.34 ua/2.1 os/linux#6.8.0 lang/js md/nodejs#22.21.1"
            f" api/codewhispererstreaming#1.0.34 m/E KiroIDE-0.9.2-{MACHINE}"
        ),
        "amz-sdk-invocation-id": "invocation",
        "amz-sdk-request": "attempt=2; max=3",
        "authorization": "Bearer access",
    } == dict(call.headers)


@pytest.mark.parametrize(
    ("expected", "credential"),
    [
        (None, KINDS["social"]),
        (None, KINDS["builder id"]),
        (None, KINDS["identity center"]),
        ("EXTERNAL_IDP", KINDS["external idp"]),
        ("API_KEY", KINDS["api key"]),
    ],
    ids=KINDS,
)
@pytest.mark.parametrize("host", [0, 1])
def test_token_type_is_told_by_two_kinds_only(
    expected: str | None, credential: Credential, host: int
):
    """Without the header their tokens are refused, and so are all others with it."""
    where = route(credential, host=host)
    calls = [generate(where, QUESTION), list_models(where), usage_limits(where)]
    assert [expected] * 3 == [call.headers.get("tokentype") for call in calls]


def test_api_key_is_the_bearer():
    """An API key needs no sign-in."""
    call = generate(route(api_key()), QUESTION)
    assert "Bearer ksk_example" == call.headers["authorization"]


def test_nothing_is_sent_without_a_token():
    """A credential that was never renewed cannot ask anything yet."""
    with pytest.raises(ValueError, match="renew it first"):
        generate(route(social(Tokens())), QUESTION)


@pytest.mark.parametrize(
    ("expected", "kind", "host"),
    [
        (ARN, "social", Q),
        (None, "builder id", Q),
        (ARN, "identity center", Q),
        (ARN, "external idp", Q),
        (None, "api key", Q),
        (ARN, "social", RUNTIME),
        (ARN, "builder id", RUNTIME),
        (ARN, "identity center", RUNTIME),
        (ARN, "external idp", RUNTIME),
        (ARN, "api key", RUNTIME),
    ],
)
def test_profile_goes_where_it_is_wanted(expected: str | None, kind: str, host: int):
    """The runtime host insists on a profile; the old one mistakes some for a bad token."""
    call = generate(route(KINDS[kind], host=host), QUESTION)
    assert expected == msgspec.json.decode(call.body).get("profileArn")


@pytest.mark.parametrize(
    ("expected", "credential", "host"),
    [
        (None, idc(is_builder_id=True), Q),
        (BUILDER_ID_PROFILE, idc(is_builder_id=True), RUNTIME),
        (None, idc(), RUNTIME),
        (None, social(), RUNTIME),
        (None, api_key(), RUNTIME),
    ],
    ids=["builder id", "builder id, runtime", "identity center", "social", "api key"],
)
def test_only_a_builder_id_has_a_profile_that_everybody_has(
    expected: str | None, credential: Credential, host: int
):
    """Anybody else's stand-in would be a foreign profile."""
    call = generate(route(credential, host=host), QUESTION)
    assert expected == msgspec.json.decode(call.body).get("profileArn")


@pytest.mark.parametrize(
    ("expected", "credential", "host"),
    [
        (False, social(), Q),
        (False, idc(is_builder_id=True), Q),
        (True, idc(), Q),
        (True, external(), Q),
        (False, api_key(), Q),
        (False, social(), RUNTIME),
        (False, idc(is_builder_id=True), RUNTIME),
        (True, idc(), RUNTIME),
        (True, external(), RUNTIME),
        (True, api_key(), RUNTIME),
        (False, KINDS["identity center"], Q),
        (False, KINDS["api key"], RUNTIME),
    ],
)
def test_a_profile_is_sought_where_it_is_worth_it(
    *, expected: bool, credential: Credential, host: int
):
    """An enterprise's tells the region, an API key's is told on demand; no other is ever told."""
    assert expected is seeks_profile(route(credential, host=host))


@pytest.mark.parametrize(
    ("expected", "base"),
    [
        (None, "http://127.0.0.1:9000"),
        (None, "http://127.0.0.1:9000/q"),
        (ARN, "http://127.0.0.1:9000/runtime/{region}"),
        (ARN, "https://runtime.{region}.kiro.dev"),
        (None, "https://relay.example.com"),
    ],
)
def test_manner_is_told_by_host_or_path(expected: str | None, base: str):
    """A relay may name the plane in its path; one that does not is taken for the old host."""
    book = replace(BOOK, hosts=Hosts(api=(base,)))
    call = generate(route(KINDS["api key"], book), QUESTION)
    assert expected == msgspec.json.decode(call.body).get("profileArn")


def test_body_is_the_same_bytes_every_time():
    """The prefix of a conversation is cached upstream only if not a byte of it moves."""
    expected = (
        b'{"conversationState":{"chatTriggerType":"MANUAL","conversationId":"conversation",'
        b'"currentMessage":{"userInputMessage":{"content":"Hello","modelId":"claude-sonnet-4.5",'
        b'"origin":"AI_EDITOR"}}}}'
    )
    assert expected == generate(route(KINDS["api key"]), QUESTION).body


def test_region_and_proxy_are_the_credential_s():
    """Every connection of a credential goes its way."""
    call = generate(route(replace(OWN, proxy=OWN_PROXY)), QUESTION)
    assert ("https://q.eu-west-3.amazonaws.com/generateAssistantResponse", OWN_PROXY) == (
        call.url,
        call.proxy,
    )


ESCAPED = "arn%3Aaws%3Acodewhisperer%3Aeu-central-1%3A123456789012%3Aprofile%2FEXAMPLE"
MODELS = {
    "management": (
        KINDS["identity center"],
        0,
        (
            "https://management.eu-central-1.kiro.dev/List-Available-Models"
            f"?origin=AI_EDITOR&profileArn={ESCAPED}"
        ),
    ),
    "management, api key": (
        KINDS["api key"],
        0,
        "https://management.eu-central-1.kiro.dev/List-Available-Models?origin=AI_EDITOR",
    ),
    "management, no profile": (
        social(),
        0,
        "https://management.us-east-1.kiro.dev/List-Available-Models?origin=AI_EDITOR",
    ),
    "old host": (
        KINDS["identity center"],
        1,
        "https://q.eu-central-1.amazonaws.com/ListAvailableModels?origin=AI_EDITOR",
    ),
}


@pytest.mark.parametrize(("credential", "host", "expected"), MODELS.values(), ids=MODELS)
def test_models_are_asked_in_the_host_s_manner(credential: Credential, host: int, expected: str):
    """The old host has another path, and refuses the profile of an old client."""
    call = list_models(route(credential, host=host))
    assert ("GET", expected, b"") == (call.method, call.url, call.body)


def test_models_are_asked_as_the_runtime_client():
    """The control plane is used to another client library, which does not retry."""
    headers = list_models(route(api_key())).headers
    assert ("attempt=1; max=1", "API_KEY") == (headers["amz-sdk-request"], headers["tokentype"])
    assert " api/codewhispererruntime#1.0.0 m/N,E " in headers["user-agent"]


USAGE = "getUsageLimits?origin=AI_EDITOR&resourceType=AGENTIC_REQUEST&isEmailRequired=true"


@pytest.mark.parametrize(
    ("expected", "kind", "host"),
    [
        (f"&profileArn={ESCAPED}", "social", 0),
        (f"&profileArn={ESCAPED}", "builder id", 0),
        (f"&profileArn={ESCAPED}", "identity center", 0),
        ("", "api key", 0),
        ("", "social", 1),
        ("", "builder id", 1),
        ("", "identity center", 1),
        ("", "api key", 1),
    ],
)
def test_usage_is_asked_in_the_host_s_manner(expected: str, kind: str, host: int):
    """The new host is told the profile, the old one is not: it refuses some."""
    call = usage_limits(route(KINDS[kind], host=host))
    assert ("GET", f"{USAGE}{expected}") == (call.method, call.url.split("/", 3)[3])


def test_usage_can_be_asked_without_the_profile():
    """Where the profile is refused, the same is asked without it."""
    call = usage_limits(route(KINDS["identity center"]), tells_profile=False)
    assert f"https://management.eu-central-1.kiro.dev/{USAGE}" == call.url


def test_usage_is_asked_as_the_runtime_client():
    """The control plane is used to another client library, which does not retry."""
    headers = usage_limits(route(api_key())).headers
    assert ("attempt=1; max=1", "API_KEY") == (headers["amz-sdk-request"], headers["tokentype"])


def test_a_region_of_the_file_cannot_lead_elsewhere():
    """Even a credential that escaped every other check sends its token to no other host."""
    with pytest.raises(ConfigInvalid):
        generate(route(social(tokens(), api_region="evil.example.com/")), QUESTION)
