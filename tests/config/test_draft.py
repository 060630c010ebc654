"""What a new credential is to have besides a sign-in."""

from typing import Any

import pytest

from kiro_py.config.draft import read_draft
from kiro_py.errors import ConfigRefused
from kiro_py.pool.credential import Direct, Proxy
from kiro_py.secret import Secret


def test_members_are_read_as_the_file_s_are():
    """A proxy with its sign-in, a priority, groups; and no secret of its own."""
    draft = read_draft(
        {
            "priority": 3,
            "groups": ["team"],
            "proxyUrl": "http://proxy.example.com:3128",
            "proxyUsername": "ada",
            "proxyPassword": "example",
        }
    )
    assert Proxy("http://proxy.example.com:3128", "ada", Secret("example")) == draft.proxy
    assert (0, 3, ("team",), None) == (draft.id, draft.priority, draft.groups, draft.bearer)


def test_direct_is_a_way_out():
    """It beats the proxy of the settings."""
    assert Direct.DIRECT is read_draft({"proxyUrl": "direct"}).proxy


@pytest.mark.parametrize(
    ("members", "key"),
    [
        ({"proxyUrl": "ftp://proxy.example.com"}, "proxyUrl"),
        ({"priority": -1}, "priority"),
        ({"proxyUsername": "ada"}, "proxyUsername"),
    ],
)
def test_what_cannot_be_meant_is_refused(members: dict[str, Any], key: str):
    """It is told by its name."""
    with pytest.raises(ConfigRefused, match=key):
        read_draft(members)
