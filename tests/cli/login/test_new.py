"""What the commands have in common."""

import io

import pytest

from kiro_py.cli.login.new import NOTHING, New, ask_secret
from kiro_py.errors import ConfigInvalid


def test_what_is_given_goes_by_the_names_of_the_file():
    """And what is not given is nowhere."""
    given = New(priority=0, email="ada@example.com", group=("a", "b"), proxy="direct")
    assert {
        "priority": 0,
        "email": "ada@example.com",
        "groups": ["a", "b"],
        "proxyUrl": "direct",
    } == given.members(io.StringIO())
    assert {} == NOTHING.members(io.StringIO())


def test_a_secret_comes_from_standard_input():
    """A line of it, without what surrounds it."""
    assert "example" == ask_secret("password: ", io.StringIO("  example \nmore\n"))


def test_a_secret_may_not_come():
    """Then nothing is begun."""
    with pytest.raises(ConfigInvalid, match="ended too early"):
        New(proxy_password="-").members(io.StringIO())
