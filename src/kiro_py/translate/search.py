"""I know which request is a web search, what it wants found, and which pages it wants told.

Rule 1: a request is a search when its only tool is Anthropic's web search, told by its type; a
client's own tool of that name is the client's.  Rule 2: the query is what the user said last.
Rule 3: a page is told when the tool's domains let it be.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from kiro_py.errors import RequestRefused
from kiro_py.wire.anthropic.content import SearchErrorCode, TextBlock
from kiro_py.wire.anthropic.request import MessagesRequest, Tool, ToolChoice
from kiro_py.wire.kiro.mcp import FoundPage

MAX_QUERY_CHARACTERS: Final = 200  # the service's own rule

WEB_SEARCH: Final = "web_search_"
"""How the types of Anthropic's web search begin; the rest is the date of a version."""

_PREFIX: Final = "Perform a web search for the query:"  # Claude Code's WebSearch
_REMINDER: Final = ("<system-reminder>", "</system-reminder>")  # Claude Code's words, not a user's


@dataclass(frozen=True, slots=True)
class Found:
    """The search was answered, with so many pages; none is an answer, too."""

    pages: tuple[FoundPage, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """The search was not answered; `detail` is Kiro's own words, for our log only."""

    code: SearchErrorCode
    detail: str = ""


Outcome = Found | Failed


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a client wants found: from `allowed` domains, if any are named, never from `blocked`."""

    query: str
    allowed: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    max_uses: float | None = None

    @property
    def failure(self) -> Failed | None:
        """How the search fails that need not even be made."""
        if self.max_uses is not None and self.max_uses < 1:
            return Failed("max_uses_exceeded")
        return Failed("query_too_long") if len(self.query) > MAX_QUERY_CHARACTERS else None

    def shows(self, url: str) -> bool:
        """Tell whether a page at `url` is told; one that is no web address never is."""
        place = _place(url)
        if place is None or _is_within(place, self.blocked):
            return False
        return not self.allowed or _is_within(place, self.allowed)


def find_search(request: MessagesRequest) -> Wanted | None:
    """Return what `request` wants found, `None` if it is no search.

    Raises `RequestRefused` when it is one and the user has said nothing to search for.
    """
    if len(request.tools) != 1:
        return None
    (tool,) = request.tools
    if not is_web_search(tool) or not _may_be_called(tool, request.tool_choice):
        return None
    return Wanted(
        _query(request),
        tuple(tool.allowed_domains or ()),
        tuple(tool.blocked_domains or ()),
        tool.max_uses,
    )


def is_web_search(tool: Tool) -> bool:
    """Tell whether a tool is Anthropic's web search, of whichever version."""
    return (tool.type or "").startswith(WEB_SEARCH)


def _may_be_called(tool: Tool, choice: ToolChoice | None) -> bool:
    if choice is None or choice.type not in {"none", "tool"}:
        return True
    return choice.type == "tool" and choice.name == tool.name


def _query(request: MessagesRequest) -> str:
    """Return the query within the last user turn, on one line."""
    texts = _last_texts(request)
    asked = next((text[len(_PREFIX) :] for text in texts if text.startswith(_PREFIX)), None)
    words = " ".join(texts if asked is None else [asked]).split()
    if not words:
        raise RequestRefused("messages: the last user turn has no text to search for")
    return " ".join(words)


def _last_texts(request: MessagesRequest) -> Sequence[str]:
    """Return what the user has said since the assistant spoke."""
    texts: list[str] = []
    for message in reversed(request.messages):
        if message.role == "assistant":
            break
        if message.role == "user":
            said = [block.text.strip() for block in message.content if isinstance(block, TextBlock)]
            texts[:0] = [text for text in said if not _is_reminder(text)]
    return texts


def _is_reminder(text: str) -> bool:
    beginning, end = _REMINDER
    return text.startswith(beginning) and text.endswith(end)


def _place(url: str) -> tuple[str, str] | None:
    """Return the host and the path of a web address, `None` if it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return parts.hostname, parts.path.removeprefix("/")


def _is_within(place: tuple[str, str], domains: Iterable[str]) -> bool:
    """Tell whether a place is in one of the domains, as Anthropic writes them.

    `example.com` includes its subdomains, `example.com/blog` all that begins so, and a `*` in the
    path is anything.
    """
    host, path = place
    for domain in domains:
        name, _, beginning = domain.strip().rpartition("://")[2].partition("/")
        name = name.lower()
        if (host == name or host.endswith(f".{name}")) and _begins(path, beginning):
            return True
    return False


def _begins(path: str, pattern: str) -> bool:
    first, *others = pattern.split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for piece in others:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True
