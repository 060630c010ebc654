"""I tell what a web search has found, as Anthropic's own search does.

Three blocks: the call, its result, and a text that says the same to whoever reads text only.  A
search that failed says so and why, and is never told as one that found nothing.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from kiro_py.translate.search import MAX_QUERY_CHARACTERS, Failed, Found, Outcome, Wanted
from kiro_py.translate.tokens import estimate, estimate_text
from kiro_py.wire.anthropic.content import (
    ReplyBlock,
    SearchErrorCode,
    ServerToolUseBlock,
    TextBlock,
    WebSearchError,
    WebSearchResult,
    WebSearchToolResultBlock,
)
from kiro_py.wire.anthropic.message import ReplyMessage, ServerToolUsage, Usage
from kiro_py.wire.anthropic.request import MessagesRequest
from kiro_py.wire.anthropic.stream import (
    ContentBlockDelta,
    ContentBlockStart,
    ContentBlockStop,
    Delta,
    InputJsonDelta,
    MessageDelta,
    MessageStart,
    MessageStop,
    StreamEvent,
    TextDelta,
    TurnEnd,
)
from kiro_py.wire.json import RawJson
from kiro_py.wire.kiro.mcp import FoundPage

MAX_SNIPPET_CHARACTERS: Final = 500
"""How much of a page stands in the text; all that came of it is in the result."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WHY: Final[dict[SearchErrorCode, str]] = {
    "invalid_tool_input": "the search does not take this query",
    "max_uses_exceeded": "the tool's max_uses allows none",
    "query_too_long": f"a query may have {MAX_QUERY_CHARACTERS} characters at the most",
    "request_too_large": "the request is too large for the search",
    "too_many_requests": "there have been too many searches, try again later",
    "unavailable": "the search is not available",
}


@dataclass(frozen=True, slots=True)
class SearchReply:
    """The answer to `request`: first `start`, then what `tell` returns."""

    request: MessagesRequest
    message_id: str
    wanted: Wanted

    def start(self) -> MessageStart:
        """Return the first event."""
        usage = Usage(input_tokens=estimate(self.request), output_tokens=1)
        return MessageStart(ReplyMessage(id=self.message_id, model=self.request.model, usage=usage))

    def tell(self, outcome: Outcome) -> list[StreamEvent]:
        """Return the call, its result, a text, and the end of the turn."""
        call_id = f"srvtoolu_{self.message_id.removeprefix('msg_')}"
        call = msgspec.json.encode({"query": self.wanted.query}).decode()
        content, text = self._said(outcome)
        result = RawJson(msgspec.json.encode(content))
        usage = Usage(
            input_tokens=estimate(self.request),
            output_tokens=estimate_text(call + text),
            server_tool_use=ServerToolUsage(web_search_requests=int(isinstance(outcome, Found))),
        )
        opened = ServerToolUseBlock(call_id, "web_search", RawJson(b"{}"))
        return [
            *_block(0, opened, InputJsonDelta(call)),
            *_block(1, WebSearchToolResultBlock(call_id, result)),
            *_block(2, TextBlock(""), TextDelta(text)),
            MessageDelta(TurnEnd("end_turn"), usage),
            MessageStop(),
        ]

    def _said(self, outcome: Outcome) -> tuple[list[WebSearchResult] | WebSearchError, str]:
        if isinstance(outcome, Failed):
            return WebSearchError(outcome.code), f"The web search failed: {_WHY[outcome.code]}."
        shown = [page for page in outcome.pages if self.wanted.shows(page.url)]
        return [_result(page) for page in shown], _text(self.wanted.query, outcome, shown)


def _block(index: int, block: ReplyBlock, *deltas: Delta) -> Iterator[StreamEvent]:
    yield ContentBlockStart(index, block)
    for delta in deltas:
        yield ContentBlockDelta(index, delta)
    yield ContentBlockStop(index)


def _result(page: FoundPage) -> WebSearchResult:
    """Return a page as clients know it; they hand `encrypted_content` back and do not read it."""
    return WebSearchResult(
        url=page.url,
        title=_title(page),
        encrypted_content=b64encode((page.snippet or "").encode()).decode(),
        page_age=_date(page.published_date),
    )


def _text(query: str, found: Found, shown: Sequence[FoundPage]) -> str:
    if shown:
        pages = (_line(number, page) for number, page in enumerate(shown, 1))
        return "\n\n".join([f'Web search results for "{query}":', *pages])
    if found.pages:
        count = len(found.pages)
        return (
            f'The web search for "{query}" found nothing in the wanted domains ({count} outside).'
        )
    return f'The web search for "{query}" found nothing.'


def _line(number: int, page: FoundPage) -> str:
    date = _date(page.published_date)
    dated = f" ({date})" if date else ""
    lines = [f"{number}. {_title(page)}{dated}", page.url]
    snippet = " ".join((page.snippet or "").split())
    if len(snippet) > MAX_SNIPPET_CHARACTERS:
        snippet = f"{snippet[:MAX_SNIPPET_CHARACTERS]}…"
    return "\n   ".join([*lines, snippet] if snippet else lines)


def _title(page: FoundPage) -> str:
    return " ".join((page.title or "").split()) or page.url


def _date(milliseconds: float | str | None) -> str | None:
    """Return a day in words, `None` for what is no time."""
    if milliseconds is None or isinstance(milliseconds, str):
        return None
    try:
        day = _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
