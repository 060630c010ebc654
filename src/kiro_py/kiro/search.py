"""I know how Kiro's web search is asked, and what its answers say.

The search is a tool behind an MCP endpoint: JSON-RPC in a plain JSON answer, with the pages as JSON
in a text of it.  HTTP 200 can carry an error in three places, and each of them is one.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from kiro_py.errors import Blame, Refusal, UpstreamBroken
from kiro_py.kiro.address import (
    MAX_ATTEMPTS,
    Route,
    api_base,
    proxy_of,
    signed_headers,
    told_profile,
)
from kiro_py.kiro.identity import STREAMING
from kiro_py.kiro.refusals import BODY_TOO_LARGE, classify
from kiro_py.ports.upstream import HttpCall
from kiro_py.translate.search import Failed, Found, Outcome
from kiro_py.wire.anthropic.content import SearchErrorCode
from kiro_py.wire.json import RawJson
from kiro_py.wire.kiro.mcp import (
    FoundPage,
    McpAnswer,
    McpError,
    McpRequest,
    McpResult,
    SearchArguments,
    SearchCall,
    SearchOutcome,
)

INVALID_PARAMS: Final = -32602
"""JSON-RPC's own code for arguments that a tool does not take."""

MAX_DETAIL_CHARACTERS: Final = 2000
"""How much of the service's own words goes into the log."""

_NO_ERROR: Final = frozenset({b"null", b'""'})

_encoder = msgspec.json.Encoder()
_answer = msgspec.json.Decoder(McpAnswer)
_outcome = msgspec.json.Decoder(SearchOutcome)
_page = msgspec.json.Decoder(FoundPage)


def web_search(route: Route, query: str, *, now: float) -> HttpCall:
    """Return the call that searches the web; `now` (epoch seconds) is part of its id."""
    profile_arn = told_profile(route)
    digits = route.invocation_id.replace("-", "")
    call_id = f"web_search_tooluse_{digits[:22]}_{int(now * 1000)}_{digits[22:30]}"
    return HttpCall(
        method="POST",
        url=f"{api_base(route)}/mcp",
        headers={
            "content-type": "application/json",
            "x-amzn-codewhisperer-optout": "true",
            **({"x-amzn-kiro-profile-arn": profile_arn} if profile_arn else {}),
            **signed_headers(route, STREAMING, attempts=MAX_ATTEMPTS),
        },
        body=_encoder.encode(McpRequest(call_id, SearchCall(SearchArguments(query)))),
        proxy=proxy_of(route.credential, route.book),
    )


def read_search(body: bytes) -> Outcome:
    """Return what the body of an answer with HTTP 200 says.

    Raises `UpstreamBroken` when it says neither what was found nor why nothing could be.
    """
    try:
        answer = _answer.decode(body)
        if answer.error is not None:
            return _failed(answer.error)
        if answer.result is None:
            raise UpstreamBroken("a search without a result")
        text = _text(answer.result)
        if answer.result.is_error:
            return _failed(McpError(message=text))
        return _read_outcome(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UpstreamBroken("a search whose answer cannot be read") from error


def find_failure(refusal: Refusal) -> Failed | None:
    """Return how the search failed, when a refusal is about it and not about the account."""
    if refusal.name == BODY_TOO_LARGE:
        return Failed("request_too_large")
    if refusal.blame is Blame.REQUEST:
        return Failed("invalid_tool_input")
    return Failed("unavailable") if refusal.error_type == "permission_error" else None


def _text(result: McpResult) -> str:
    return next((piece.text for piece in result.content or () if piece.text is not None), "")


def _read_outcome(text: str) -> Outcome:
    outcome = _outcome.decode(text)
    if not outcome.results and bytes(outcome.error) not in _NO_ERROR:
        return _failed(McpError(message=bytes(outcome.error).decode()))
    if outcome.results is msgspec.UNSET:
        raise UpstreamBroken("a search without results")
    pages = tuple(_readable(outcome.results or ()))
    if outcome.results and not pages:
        raise UpstreamBroken("a search whose results cannot be read")
    return Found(pages)


def _readable(results: Iterable[RawJson]) -> Iterator[FoundPage]:
    for result in results:
        try:
            page = _page.decode(result)
        except msgspec.DecodeError:
            continue
        if page.url.startswith(("http://", "https://")):
            yield page


def _failed(error: McpError) -> Failed:
    """Return the failure that the service tells in words of its own."""
    message = error.message or ""
    words = _encoder.encode({"message": message})
    code: SearchErrorCode = "unavailable"
    if error.code == INVALID_PARAMS:
        code = "invalid_tool_input"
    elif classify(200, {}, words).error_type == "rate_limit_error":
        code = "too_many_requests"
    return Failed(code, message[:MAX_DETAIL_CHARACTERS])
