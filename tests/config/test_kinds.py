"""The kinds of values: what each takes, and what it says of the rest."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.config import kinds
from kiro_py.config.kinds import Kind, Unfit, explain, matching, one_of, seconds, whole
from kiro_py.pool.credential import Proxy
from kiro_py.secret import Secret

PORT = whole(1, 65_535)
WAIT = seconds()
WORDS = one_of("priority", "balanced")
UUID = "2582956e-cc88-4669-b546-07adbffcb894"

TAKEN: dict[str, tuple[Kind[Any], object, object]] = {
    "text": (kinds.TEXT, " 127.0.0.1 ", "127.0.0.1"),
    "secret": (kinds.SECRET, "two words\n", Secret("two words")),
    "a secret that there may be": (kinds.OPTIONAL_SECRET, " two words", Secret("two words")),
    "a secret that there is not": (kinds.OPTIONAL_SECRET, " ", None),
    "token": (kinds.TOKEN, "aoa.b-c_d/e+f=\n", Secret("aoa.b-c_d/e+f=")),
    "flag": (kinds.FLAG, False, False),
    "whole number": (PORT, 8080, 8080),
    "whole number with a point": (PORT, 8080.0, 8080),
    "lowest": (PORT, 1, 1),
    "highest": (PORT, 65_535, 65_535),
    "no highest": (whole(1), 10**12, 10**12),
    "seconds": (WAIT, 0.5, 0.5),
    "no seconds": (seconds(may_be_zero=True), 0, 0.0),
    "word": (WORDS, "balanced", "balanced"),
    "region": (kinds.REGION, "us-gov-west-1", "us-gov-west-1"),
    "machine id": (kinds.MACHINE_ID, UUID, UUID.replace("-", "") * 2),
    "proxy": (kinds.PROXY, "http://proxy.example.com", Proxy("http://proxy.example.com:80")),
    "proxy over tls": (kinds.PROXY, "HTTPS://p.example.com/", Proxy("https://p.example.com:443")),
    "proxy with sign-in": (
        kinds.PROXY,
        "socks5h://me:p%40ss@proxy.example.com:9050",
        Proxy("socks5h://proxy.example.com:9050", "me", Secret("p@ss")),
    ),
    "proxy by number": (kinds.PROXY, "socks5://[::1]", Proxy("socks5://[::1]:1080")),
    "url": (kinds.URL, "http://count.example.com/v1?a=b", "http://count.example.com/v1?a=b"),
    "base url": (
        kinds.BASE_URLS,
        "https://q.{region}.amazonaws.com/",
        ("https://q.{region}.amazonaws.com",),
    ),
    "base urls": (
        kinds.BASE_URLS,
        ["https://a.example.com/kiro", "http://127.0.0.1:9000"],
        ("https://a.example.com/kiro", "http://127.0.0.1:9000"),
    ),
    "base url, six": (kinds.BASE_URLS, "http://[::1]:9000", ("http://[::1]:9000",)),
    "base url, name": (kinds.BASE_URLS, "http://localhost:9000", ("http://localhost:9000",)),
    "origins": (
        kinds.ORIGINS,
        ["https://app.example.com/", "*"],
        ("https://app.example.com", "*"),
    ),
    "no origins": (kinds.ORIGINS, [], ()),
    "names": (kinds.NAMES, {"fast": "claude-haiku-4.5"}, {"fast": "claude-haiku-4.5"}),
    "object": (kinds.OBJECT, {"a": [1]}, {"a": [1]}),
    "pattern": (matching("[a-z]+", "letters"), "abc", "abc"),
}

UNFIT: dict[str, tuple[Kind[Any], object]] = {
    "text that is a number": (kinds.TEXT, 5),
    "text that is blank": (kinds.TEXT, "  "),
    "text with half a character": (kinds.TEXT, "A\ud800da"),
    "secret that is blank": (kinds.SECRET, ""),
    "a number for a secret": (kinds.OPTIONAL_SECRET, 12345678),
    "token with a space": (kinds.TOKEN, "ksk example"),
    "token over two lines": (kinds.TOKEN, "ksk\nexample"),
    "token in another script": (kinds.TOKEN, "ksk_é"),
    "flag in quotes": (kinds.FLAG, "true"),
    "flag as a number": (kinds.FLAG, 1),
    "number in quotes": (PORT, "8080"),
    "number that is a flag": (PORT, True),
    "number with a fraction": (PORT, 80.5),
    "number that is none": (PORT, float("nan")),
    "number without end": (PORT, float("inf")),
    "too low": (PORT, 0),
    "too high": (PORT, 65_536),
    "no time": (WAIT, 0),
    "time backwards": (seconds(may_be_zero=True), -1),
    "over a day": (WAIT, 86_401),
    "another word": (WORDS, "Priority"),
    "a list for a word": (WORDS, ["priority"]),
    "region with a host": (kinds.REGION, "evil.example.com/"),
    "machine id cut short": (kinds.MACHINE_ID, "ab" * 31),
    "proxy without scheme": (kinds.PROXY, "proxy.example.com:8080"),
    "proxy of another kind": (kinds.PROXY, "socks4://proxy.example.com"),
    "proxy without host": (kinds.PROXY, "http://:8080"),
    "proxy with a path": (kinds.PROXY, "http://proxy.example.com/path"),
    "proxy with no port": (kinds.PROXY, "http://me:secret"),
    "proxy with half a bracket": (kinds.PROXY, "http://[::1"),
    "url of a file": (kinds.URL, "file:///etc/passwd"),
    "url with a sign-in": (kinds.URL, "https://me:secret@count.example.com/v1"),
    "base url in clear": (kinds.BASE_URLS, "http://q.us-east-1.amazonaws.com"),
    "base url in clear, alike": (kinds.BASE_URLS, "http://127.0.0.1.example.com"),
    "base url with a sign-in": (kinds.BASE_URLS, "https://me@example.com"),
    "base url with a query": (kinds.BASE_URLS, "https://example.com?a=b"),
    "base url with other braces": (kinds.BASE_URLS, "https://{host}.example.com"),
    "base url of another kind": (kinds.BASE_URLS, "ftp://example.com"),
    "base url without host": (kinds.BASE_URLS, "https://"),
    "no base urls": (kinds.BASE_URLS, []),
    "a base url that is a number": (kinds.BASE_URLS, ["https://a.example.com", 5]),
    "origin with a path": (kinds.ORIGINS, ["https://app.example.com/path"]),
    "origin without scheme": (kinds.ORIGINS, ["app.example.com"]),
    "origin with a sign-in": (kinds.ORIGINS, ["https://me@app.example.com"]),
    "origin alone": (kinds.ORIGINS, "https://app.example.com"),
    "origins as an object": (kinds.ORIGINS, {}),
    "names in a list": (kinds.NAMES, ["fast"]),
    "names for numbers": (kinds.NAMES, {"fast": 5}),
    "object that is text": (kinds.OBJECT, "{}"),
    "pattern in part": (matching("[a-z]+", "letters"), "abc1"),
}


@pytest.mark.parametrize(("kind", "found", "expected"), TAKEN.values(), ids=TAKEN)
def test_a_kind_takes_its_own(kind: Kind[Any], found: object, expected: object):
    """Harmless variety is taken as what it means."""
    assert expected == kind.read(found)


@pytest.mark.parametrize(("kind", "found"), UNFIT.values(), ids=UNFIT)
def test_a_kind_refuses_the_rest(kind: Kind[Any], found: object):
    """What could mean something else, or lead a token elsewhere, is refused."""
    with pytest.raises(Unfit):
        kind.read(found)


ALL = [
    *(kind for kind, _, _ in TAKEN.values()),
    *(kind for kind, _ in UNFIT.values()),
]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(ALL), json_values)
def test_any_json_is_taken_or_unfit(kind: Kind[Any], found: object):
    """Nothing that a file may hold raises anything else, here or while it is explained."""
    try:
        kind.read(found)
    except Unfit as unfit:
        explain(kind, found, str(unfit))


@given(st.sampled_from(ALL), st.text())
def test_any_text_of_the_environment_is_taken_or_unfit(kind: Kind[Any], text: str):
    """Nothing that a variable may hold raises anything else."""
    try:
        kind.read(kind.from_text(text))
    except Unfit:
        return


FROM_TEXT: dict[str, tuple[Kind[Any], str, object]] = {
    "text": (kinds.TEXT, "0.0.0.0", "0.0.0.0"),
    "number": (PORT, "8080", 8080),
    "seconds": (WAIT, "0.5", 0.5),
    "true": (kinds.FLAG, "True", True),
    "one": (kinds.FLAG, "1", True),
    "zero": (kinds.FLAG, "0", False),
    "list with commas": (
        kinds.ORIGINS,
        "https://a.example.com, https://b.example.com",
        ("https://a.example.com", "https://b.example.com"),
    ),
    "list as json": (kinds.ORIGINS, '["https://a.example.com"]', ("https://a.example.com",)),
    "object as json": (kinds.NAMES, '{"fast":"claude-haiku-4.5"}', {"fast": "claude-haiku-4.5"}),
}


@pytest.mark.parametrize(("kind", "text", "expected"), FROM_TEXT.values(), ids=FROM_TEXT)
def test_the_environment_says_the_same_in_text(kind: Kind[Any], text: str, expected: object):
    """A variable holds what the file would, without quotes."""
    assert expected == kind.read(kind.from_text(text))


@pytest.mark.parametrize(
    ("expected", "kind", "found", "hint"),
    [
        ("found 70000, expected a whole number from 1 to 65535", PORT, 70_000, ""),
        (
            "found '8080', expected a whole number from 1 to 65535: write it so",
            PORT,
            "8080",
            "write it so",
        ),
        ("found null, expected text", kinds.TEXT, None, ""),
        ("found true, expected text", kinds.TEXT, True, ""),
        ("found a list, expected text", kinds.TEXT, [1], ""),
        ("found an object, expected text", kinds.TEXT, {}, ""),
        ("found blank text, expected text that is not blank", kinds.SECRET, " ", ""),
        ("found a number, expected text that is not blank", kinds.SECRET, 12345678, ""),
        ("found text, expected a token, without spaces", kinds.TOKEN, "my secret", ""),
    ],
)
def test_explain_says_found_and_expected(expected: str, kind: Kind[Any], found: object, hint: str):
    """A message is enough to mend the value, and never holds a secret."""
    assert expected == explain(kind, found, hint)


def test_a_long_value_is_cut():
    """A message stays a line however much was pasted."""
    assert 120 > len(explain(kinds.REGION, "x" * 10_000))


def test_a_bad_proxy_does_not_show_its_password():
    """What a URL parser complains of may be the password."""
    with pytest.raises(Unfit) as caught:
        kinds.PROXY.read("http://me:hunter2")
    assert "hunter2" not in explain(kinds.PROXY, "http://me:hunter2", str(caught.value))
