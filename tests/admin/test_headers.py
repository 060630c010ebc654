"""What browsers are told on the keeper's side."""

import pytest

from kiro_py.admin.headers import API_HEADERS, PAGE_HEADERS, RawHeaders


def policy(headers: RawHeaders) -> dict[str, list[str]]:
    """Return what may come from where."""
    text = dict(headers)[b"content-security-policy"].decode()
    return {kind: sources for kind, *sources in map(str.split, text.split(";"))}


def test_a_page_has_everything_from_its_own_host():
    """No script and no style stands in the page itself, and nobody may frame it."""
    found = policy(PAGE_HEADERS)
    assert ["'none'"] == found.pop("default-src")
    assert ["'none'"] == found.pop("frame-ancestors")
    assert ["'none'"] == found.pop("base-uri")
    assert ["'self'", "data:"] == found.pop("img-src")
    assert {"'self'"} == {source for sources in found.values() for source in sources}


def test_an_answer_of_the_api_loads_nothing():
    """Nobody shall open it as a page."""
    assert {"default-src": ["'none'"], "frame-ancestors": ["'none'"]} == policy(API_HEADERS)


@pytest.mark.parametrize("headers", [API_HEADERS, PAGE_HEADERS], ids=["API", "page"])
def test_other_pages_are_kept_away(headers: RawHeaders):
    """They may not include it, open it as theirs, or learn where a link came from."""
    told = {name.decode(): text.decode() for name, text in headers}
    assert "nosniff" == told["x-content-type-options"]
    assert "no-referrer" == told["referrer-policy"]
    assert "same-origin" == told["cross-origin-opener-policy"]
    assert "same-origin" == told["cross-origin-resource-policy"]
    assert "DENY" == told["x-frame-options"]
    assert "geolocation=()" in told["permissions-policy"]
