"""What a client hears of a search."""

import json
from base64 import b64decode
from typing import Any, get_args

import msgspec
import pytest

from kiro_py.translate.search import Failed, Found, Outcome, Wanted
from kiro_py.translate.search_reply import SearchReply
from kiro_py.translate.whole import Whole
from kiro_py.wire.anthropic.content import SearchErrorCode
from kiro_py.wire.kiro.mcp import FoundPage
from playbook import spell_all
from translate.asking import Json, asked, user

PAGE = FoundPage("https://example.com/1", "One\n boat", "All about  one.", 1_745_971_200_000)
BARE = FoundPage("https://example.org/2")
CODES: tuple[SearchErrorCode, ...] = get_args(SearchErrorCode)


def reply(**wanted: Any) -> SearchReply:
    return SearchReply(asked(user("old boats")), "msg_1", Wanted("old boats", **wanted))


def told(outcome: Outcome, **wanted: Any) -> Json:
    """Return the whole message, as JSON."""
    subject, whole = reply(**wanted), Whole()
    whole.receive((subject.start(), *subject.tell(outcome)))
    return json.loads(msgspec.json.encode(whole.message()))


def test_a_search_is_told_in_three_blocks():
    """The call with its input in a delta, its result under the call's id, and a text."""
    subject = reply()
    text = (
        'Web search results for "old boats":\n\n1. https://example.org/2\n   https://example.org/2'
    )
    assert [
        "message_start in=10",
        "0 + server_tool_use srvtoolu_1 web_search",
        '0 json {"query":"old boats"}',
        "0 -",
        "1 + web_search_tool_result srvtoolu_1",
        "1 -",
        "2 + text",
        f"2 text {text!r}",
        "2 -",
        "end_turn in=10",
        "message_stop",
    ] == spell_all((subject.start(), *subject.tell(Found((BARE,)))))


def test_pages_are_told_as_anthropic_tells_them():
    """A title on one line, the day in words, and what is not known is `null` or the address."""
    _, result, _ = told(Found((PAGE, BARE)))["content"]
    assert [
        {
            "type": "web_search_result",
            "url": "https://example.com/1",
            "title": "One boat",
            "encrypted_content": "QWxsIGFib3V0ICBvbmUu",
            "page_age": "April 30, 2025",
        },
        {
            "type": "web_search_result",
            "url": "https://example.org/2",
            "title": "https://example.org/2",
            "encrypted_content": "",
            "page_age": None,
        },
    ] == result["content"]


def test_the_text_says_the_same():
    """Number, title, day, address, and what the page says."""
    *_, text = told(Found((PAGE, BARE)))["content"]
    assert (
        'Web search results for "old boats":\n\n'
        "1. One boat (April 30, 2025)\n"
        "   https://example.com/1\n"
        "   All about one.\n\n"
        "2. https://example.org/2\n"
        "   https://example.org/2"
    ) == text["text"]


def test_a_long_page_is_cut_in_the_text_only():
    """500 characters of it are read; the result has all of them."""
    page = FoundPage("https://example.com/1", snippet="b" * 501)
    _, result, text = told(Found((page,)))["content"]
    assert ("b" * 500 + "…") == text["text"].rpartition(" ")[2]
    assert b"b" * 501 == b64decode(result["content"][0]["encrypted_content"])


@pytest.mark.parametrize("date", [None, "yesterday", 1e300, -1e300])
def test_what_is_no_time_is_not_told(date: float | str | None):
    """A page without a day is a page."""
    _, result, _ = told(Found((FoundPage("https://example.com/", published_date=date),)))["content"]
    assert [None] == [page["page_age"] for page in result["content"]]


@pytest.mark.parametrize(
    ("pages", "limits", "text"),
    [
        pytest.param((), {}, 'The web search for "old boats" found nothing.', id="nothing"),
        pytest.param(
            (PAGE, BARE),
            {"allowed": ("example.net",)},
            'The web search for "old boats" found nothing in the wanted domains (2 outside).',
            id="elsewhere",
        ),
    ],
)
def test_nothing_found_is_an_answer(pages: tuple[FoundPage, ...], limits: Json, text: str):
    """The result is empty, the text says why, and the search counts."""
    message = told(Found(pages), **limits)
    _, result, last = message["content"]
    assert ([], text) == (result["content"], last["text"])
    assert 1 == message["usage"]["server_tool_use"]["web_search_requests"]


@pytest.mark.parametrize("code", CODES)
def test_a_failure_is_told_as_a_failure(code: SearchErrorCode):
    """The result has its code, the text a reason; it counts as no search."""
    message = told(Failed(code, "a word of Kiro's"))
    _, result, text = message["content"]
    assert {"type": "web_search_tool_result_error", "error_code": code} == result["content"]
    assert text["text"].startswith("The web search failed: ")
    assert "Kiro" not in json.dumps(message)
    assert {"web_search_requests": 0, "web_fetch_requests": 0} == message["usage"][
        "server_tool_use"
    ]


def test_the_figures_grow_with_the_answer():
    """Input is the request's, output what is told."""
    short, long = (told(Found(pages))["usage"] for pages in ((BARE,), (PAGE, BARE)))
    assert (10, 10) == (short["input_tokens"], long["input_tokens"])
    assert 0 < short["output_tokens"] < long["output_tokens"]
