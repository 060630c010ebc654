"""Networks in settings."""

import pytest

from kiro_py.config.kinds import Unfit
from kiro_py.config.networks import NETWORKS, of_everybody


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (("192.0.2.1",), ["192.0.2.1"]),
        (("10.0.0.0/8", "2001:db8::/32"), ["10.0.0.0/255.0.0.0", " 2001:db8::/32 "]),
        (("::1",), "::1"),
        (("10.0.0.0/8",), ["10.0.0.0/8", "10.0.0.0/8"]),
        (("0.0.0.0/0", "::/0"), ["0.0.0.0/0", "::/0"]),
        ((), []),
    ],
)
def test_networks_are_written_in_one_way(expected: tuple[str, ...], found: object):
    """Each once, and an address as such."""
    assert expected == NETWORKS.read(found)


@pytest.mark.parametrize(
    ("hint", "found"),
    [
        ("'nginx' is neither an address nor a network", ["10.0.0.0/8", "nginx"]),
        ("'' is neither", [" "]),
        ("'*' is no network: everybody is `0.0.0.0/0`", "*"),
        ("'10.0.0.1/8' is an address in a network: the network is `10.0.0.0/8`", ["10.0.0.1/8"]),
        ("'10.0.0.0/33' is neither", ["10.0.0.0/33"]),
        ("'::ffff:10.0.0.0/104' is of IPv4", ["::ffff:10.0.0.0/104"]),
        ("", [10]),
        ("", {"address": "10.0.0.1"}),
    ],
)
def test_what_is_no_network_is_refused_by_name(hint: str, found: object):
    """Whoever has written it reads which one it is, and what to write."""
    with pytest.raises(Unfit) as refused:
        NETWORKS.read(found)
    assert str(refused.value).startswith(hint)
    assert bool(hint) is bool(str(refused.value))


def test_the_environment_has_a_list_in_words():
    """With commas, or as JSON."""
    assert ("10.0.0.0/8", "::1") == NETWORKS.read(NETWORKS.from_text("10.0.0.0/8, ::1"))
    assert () == NETWORKS.read(NETWORKS.from_text("[]"))


def test_a_network_of_everybody_is_found():
    """Of either kind of addresses."""
    networks = ("0.0.0.0/0", "10.0.0.0/8", "192.0.2.1", "::/0")
    assert ["0.0.0.0/0", "::/0"] == list(of_everybody(networks))
