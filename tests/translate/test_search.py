"""Which request is a web search, what it looks for, and which pages it lets be told."""

import pytest

from kiro_py.errors import RequestRefused
from kiro_py.translate.search import Failed, Wanted, find_search
from translate.asking import Json, asked, assistant, image, png, result, system, text, tool, user

SEARCH: Json = {"type": "web_search_20250305", "name": "web_search"}
PREFIX = "Perform a web search for the query: "
REMINDER = "<system-reminder>\nToday is Monday.\n</system-reminder>"


def wanted(*messages: Json, **members: object) -> Wanted | None:
    return find_search(asked(*messages, **{"tools": [SEARCH], **members}))


@pytest.mark.parametrize("date", ["20250305", "20260209", "20991231"])
def test_the_type_makes_a_search(date: str):
    """Every version of the tool is one, whatever it is called."""
    tools = [{"type": f"web_search_{date}", "name": "look_up"}]
    assert Wanted("boats") == wanted(user("boats"), tools=tools)


@pytest.mark.parametrize(
    "tools",
    [
        pytest.param([], id="no tool"),
        pytest.param([tool("web_search")], id="a tool of the client's"),
        pytest.param([{**tool("web_search"), "type": "custom"}], id="the same, with its type"),
        pytest.param([{"type": "web_fetch_20250910", "name": "web_fetch"}], id="another one"),
        pytest.param([SEARCH, tool("Read")], id="beside a tool"),
        pytest.param([SEARCH, SEARCH], id="twice"),
    ],
)
def test_anything_else_is_no_search(tools: list[Json]):
    """The name does not make one, and neither does one tool among others."""
    assert None is wanted(user("boats"), tools=tools)


@pytest.mark.parametrize(
    ("choice", "is_search"),
    [
        ({"type": "auto"}, True),
        ({"type": "any"}, True),
        ({"type": "tool", "name": "web_search"}, True),
        ({"type": "tool", "name": "Read"}, False),
        ({"type": "none"}, False),
    ],
)
def test_the_choice_must_allow_it(choice: Json, *, is_search: bool):
    """Who wants no tool gets no search, and a choice of another tool is not ours to judge."""
    assert is_search is (wanted(user("boats"), tool_choice=choice) is not None)


QUERIES: dict[str, tuple[list[Json], str]] = {
    "plain": ([user("old boats")], "old boats"),
    "of Claude Code": ([user(f"{PREFIX}old boats")], "old boats"),
    "of Claude Code, in a block": ([user([text(f"{PREFIX}old boats")])], "old boats"),
    "behind a reminder": ([user([text(REMINDER), text("old boats")])], "old boats"),
    "amid other words": ([user([text("hm"), text(f"{PREFIX}old boats")])], "old boats"),
    "on several lines": ([user("  old\n\n boats ")], "old boats"),
    "in several blocks": ([user([text("old"), text("boats")])], "old boats"),
    "in several messages": ([user("old"), user("boats")], "old boats"),
    "the last one": ([user("cars"), assistant("Here."), user("old boats")], "old boats"),
    "before a system message": ([user("old boats"), system("Be brief.")], "old boats"),
    "beside a picture": ([user([image(png(1, 1)), text("old boats")])], "old boats"),
}


@pytest.mark.parametrize(("messages", "query"), QUERIES.values(), ids=QUERIES.keys())
def test_the_query_is_what_the_user_said_last(messages: list[Json], query: str):
    """Without Claude Code's own words, and on one line."""
    found = wanted(*messages)
    assert found is not None
    assert query == found.query


@pytest.mark.parametrize(
    "messages",
    [
        pytest.param([user(" \n ")], id="blanks"),
        pytest.param([user(PREFIX)], id="a prefix"),
        pytest.param([user(REMINDER)], id="a reminder"),
        pytest.param([user([image(png(1, 1))])], id="a picture"),
        pytest.param([user([result("toolu_1", "boats")])], id="a result"),
        pytest.param([user("boats"), assistant("The")], id="an answer begun"),
    ],
)
def test_nothing_to_search_for_is_refused(messages: list[Json]):
    """The message says where a text is missing."""
    with pytest.raises(RequestRefused, match="the last user turn has no text to search for"):
        wanted(*messages)


@pytest.mark.parametrize(
    ("query", "max_uses", "failure"),
    [
        ("b" * 200, None, None),
        ("b" * 201, None, Failed("query_too_long")),
        ("boats", 1, None),
        ("boats", 0, Failed("max_uses_exceeded")),
    ],
    ids=["longest", "too long", "one use", "no use"],
)
def test_some_searches_need_not_be_made(query: str, max_uses: int | None, failure: Failed | None):
    """A query that the service does not take fails, and so does one too many."""
    found = wanted(user(query), tools=[{**SEARCH, "max_uses": max_uses}])
    assert found is not None
    assert failure == found.failure


SHOWN: dict[str, tuple[list[str], list[str], str, bool]] = {
    "no domains": ([], [], "https://example.com/", True),
    "allowed": (["example.com"], [], "https://example.com/a", True),
    "allowed, below it": (["example.com"], [], "https://docs.example.com/a", True),
    "allowed, above it": (["docs.example.com"], [], "https://example.com/a", False),
    "allowed, ends alike": (["example.com"], [], "https://notexample.com/", False),
    "allowed, the second": (["example.org", "example.com"], [], "http://example.com", True),
    "not allowed": (["example.com"], [], "https://example.org/", False),
    "written otherwise": ([" https://Example.COM "], [], "https://EXAMPLE.com:8443/a", True),
    "a path": (["example.com/blog"], [], "https://example.com/blog/one", True),
    "another path": (["example.com/blog"], [], "https://example.com/shop", False),
    "a star": (["example.com/*/one"], [], "https://example.com/blog/one", True),
    "a star, no match": (["example.com/*/one"], [], "https://example.com/blog/two", False),
    "a star, no beginning": (["example.com/a*"], [], "https://example.com/b", False),
    "blocked": ([], ["example.com"], "https://docs.example.com/", False),
    "not blocked": ([], ["example.com"], "https://example.org/", True),
    "allowed and blocked": (
        ["example.com"], ["docs.example.com"], "https://docs.example.com", False,
    ),
    "no host": ([], [], "https:///a", False),
    "no web address": ([], [], "ftp://example.com/", False),
    "no address": ([], [], "http://[", False),
}  # fmt: skip


@pytest.mark.parametrize(
    ("allowed", "blocked", "url", "is_shown"), SHOWN.values(), ids=SHOWN.keys()
)
def test_domains(allowed: list[str], blocked: list[str], url: str, *, is_shown: bool):
    """A page is told when it is in an allowed domain, if there are any, and in no blocked one."""
    limits = {"allowed_domains": allowed, "blocked_domains": blocked}
    found = wanted(user("boats"), tools=[{**SEARCH, **limits}])
    assert found is not None
    assert is_shown is found.shows(url)
