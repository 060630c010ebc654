"""How the web search is asked, and what its answers mean."""

import json
from typing import Any

import pytest

from fakes_credentials import ARN, BOOK, NOW, api_key, external, idc, social
from kiro_py.errors import UpstreamBroken
from kiro_py.kiro.address import BUILDER_ID_PROFILE, Route
from kiro_py.kiro.refusals import classify
from kiro_py.kiro.search import MAX_DETAIL_CHARACTERS, find_failure, read_search, web_search
from kiro_py.pool.credential import Credential, Direct, Proxy, Tokens
from kiro_py.ports.upstream import HttpCall
from kiro_py.secret import Secret
from kiro_py.translate.search import Failed, Found
from kiro_py.wire.anthropic.content import SearchErrorCode
from kiro_py.wire.kiro.mcp import FoundPage

Q, RUNTIME = 0, 1
PROXY = Proxy("http://proxy.example.com:3128")
OWN = Tokens(Secret("access"), Secret("refresh"), NOW + 3600, ARN)
PAGE = {"title": "Boats", "url": "https://example.com/1"}
BOATS = FoundPage("https://example.com/1", "Boats")


def asked(credential: Credential, host: int = Q) -> HttpCall:
    invocation = "12345678-1234-5678-9abc-def012345678"
    route = Route(credential=credential, book=BOOK, invocation_id=invocation, host=host, attempt=2)
    return web_search(route, "old boats", now=1_800_000_000.5)


def answer(text: Any = None, **members: Any) -> bytes:
    """Return an answer whose result says `text`, as JSON unless it is a string."""
    said = text if isinstance(text, str) else json.dumps(text)
    result = {"content": [{"type": "text", "text": said}], "isError": False, **members}
    return json.dumps({"id": "1", "jsonrpc": "2.0", "result": result}).encode()


def error(message: str | None, code: int = -32000) -> bytes:
    return json.dumps({"id": "1", "error": {"code": code, "message": message}}).encode()


def test_a_search_is_a_call_of_a_tool():
    """The body is JSON-RPC, under an id of the form that Kiro's own clients use."""
    call = asked(social(OWN))
    assert ("POST", "https://q.eu-central-1.amazonaws.com/mcp") == (call.method, call.url)
    assert {
        "id": "web_search_tooluse_12345678123456789abcde_1800000000500_f0123456",
        "jsonrpc": "2.0",
        "method": "tools/call",
        "params": {"name": "web_search", "arguments": {"query": "old boats"}},
    } == json.loads(call.body)


def test_a_search_is_signed_like_a_question():
    """Token, attempt and name of the client stand in its headers; it wants no agent mode."""
    headers = asked(social(OWN)).headers
    assert ("application/json", "true", "Bearer access", "attempt=2; max=3") == (
        headers["content-type"],
        headers["x-amzn-codewhisperer-optout"],
        headers["authorization"],
        headers["amz-sdk-request"],
    )
    assert "codewhispererstreaming" in headers["user-agent"]
    assert set() == {"x-amzn-kiro-agent-mode", "tokentype"} & set(headers)


def test_an_api_key_names_its_kind():
    """Without that it would be an invalid token."""
    assert "API_KEY" == asked(api_key()).headers["tokentype"]


@pytest.mark.parametrize(
    ("credential", "host", "arn"),
    [
        pytest.param(social(OWN), Q, ARN, id="social"),
        pytest.param(idc(OWN), Q, ARN, id="identity center"),
        pytest.param(external(OWN), Q, ARN, id="external idp"),
        pytest.param(idc(OWN, is_builder_id=True), Q, None, id="builder id"),
        pytest.param(api_key(tokens=OWN), Q, None, id="api key"),
        pytest.param(social(), Q, None, id="unknown"),
        pytest.param(api_key(tokens=OWN), RUNTIME, ARN, id="api key on runtime"),
        pytest.param(
            idc(is_builder_id=True), RUNTIME, BUILDER_ID_PROFILE, id="builder id on runtime"
        ),
    ],
)
def test_the_profile_is_a_header(credential: Credential, host: int, arn: str | None):
    """It is told to whom a question tells it, and stands in no body."""
    call = asked(credential, host)
    assert arn == call.headers.get("x-amzn-kiro-profile-arn")
    assert b"profile" not in call.body


def test_a_search_goes_the_credential_s_way():
    """A proxy of its own serves its searches, too."""
    assert (PROXY, None) == (
        asked(api_key(proxy=PROXY)).proxy,
        asked(api_key(proxy=Direct.DIRECT)).proxy,
    )


READ: dict[str, tuple[bytes, tuple[FoundPage, ...]]] = {
    "a page": (answer({"results": [PAGE], "totalResults": 1, "error": None}), (BOATS,)),
    "everything": (
        answer({"results": [{**PAGE, "snippet": "Old.", "publishedDate": 7, "domain": "x"}]}),
        (FoundPage("https://example.com/1", "Boats", "Old.", 7),),
    ),
    "no page": (answer({"results": []}), ()),
    "null": (answer({"results": None, "error": ""}), ()),
    "odd dates": (
        answer({"results": [{**PAGE, "publishedDate": 1.5}, {**PAGE, "publishedDate": "now"}]}),
        (
            FoundPage("https://example.com/1", "Boats", None, 1.5),
            FoundPage("https://example.com/1", "Boats", None, "now"),
        ),
    ),
    "an odd one among them": (answer({"results": [{"title": "x"}, 7, PAGE]}), (BOATS,)),
    "no web address": (answer({"results": [{"url": "javascript:1"}, PAGE]}), (BOATS,)),
    "pages and an error": (answer({"results": [PAGE], "error": "some missing"}), (BOATS,)),
    "a number for an id": (
        answer({"results": [PAGE]}).replace(b'"id": "1"', b'"id": 1'),
        (BOATS,),
    ),
    "no isError": (answer({"results": [PAGE]}, isError=None), (BOATS,)),
    "a picture before": (
        answer(
            content=[
                {"type": "image", "data": "eA=="},
                {"type": "text", "text": json.dumps({"results": [PAGE]})},
            ]
        ),
        (BOATS,),
    ),
}


@pytest.mark.parametrize(("body", "pages"), READ.values(), ids=READ.keys())
def test_pages_are_read(body: bytes, pages: tuple[FoundPage, ...]):
    """What is odd costs itself only."""
    assert Found(pages) == read_search(body)


FAILED: dict[str, tuple[bytes, Failed]] = {
    "an error": (error("no index"), Failed("unavailable", "no index")),
    "an error without words": (error(None), Failed("unavailable")),
    "arguments": (error("query: x", -32602), Failed("invalid_tool_input", "query: x")),
    "a limit": (error("Too many requests."), Failed("too_many_requests", "Too many requests.")),
    "a result that is one": (answer("it broke", isError=True), Failed("unavailable", "it broke")),
    "a limit in a result": (
        answer("Rate limit exceeded", isError=True),
        Failed("too_many_requests", "Rate limit exceeded"),
    ),
    "an outcome that is one": (
        answer({"results": [], "error": "no"}),
        Failed("unavailable", '"no"'),
    ),
    "an outcome without results": (
        answer({"error": {"a": 1}}),
        Failed("unavailable", '{"a": 1}'),
    ),
}


@pytest.mark.parametrize(("body", "failed"), FAILED.values(), ids=FAILED.keys())
def test_an_error_is_never_nothing_found(body: bytes, failed: Failed):
    """In each of its three places it is a failure, with Kiro's words for our log."""
    assert failed == read_search(body)


def test_long_words_are_cut():
    """A log line has its measure."""
    failed = read_search(error("b" * 5000))
    assert Failed("unavailable", "b" * MAX_DETAIL_CHARACTERS) == failed


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<html>", id="a page"),
        pytest.param(b"\xff", id="no text"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"{}", id="neither"),
        pytest.param(answer("boats"), id="no JSON within"),
        pytest.param(answer(content=[]), id="no content"),
        pytest.param(answer({}), id="no results"),
        pytest.param(answer({"results": [7, {}]}), id="only odd ones"),
    ],
)
def test_what_cannot_be_read_is_broken(body: bytes):
    """It is neither a page nor a reason."""
    with pytest.raises(UpstreamBroken):
        read_search(body)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        pytest.param(
            400, {"message": "Improperly formed request."}, "invalid_tool_input", id="form"
        ),
        pytest.param(413, {}, "request_too_large", id="size"),
        pytest.param(403, {"reason": "FEATURE_NOT_SUPPORTED"}, "unavailable", id="switched off"),
        pytest.param(429, {}, None, id="a limit"),
        pytest.param(402, {}, None, id="credits"),
        pytest.param(401, {}, None, id="sign-in"),
        pytest.param(503, {}, None, id="the service"),
    ],
)
def test_some_refusals_are_about_the_search(status: int, body: Any, code: SearchErrorCode | None):
    """What the account or the service is refused for is told as it always is."""
    found = find_failure(classify(status, {}, json.dumps(body).encode()))
    assert code == (found.code if found else None)
