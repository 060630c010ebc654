"""Networks in settings: those whose word is believed, by their addresses and never by a name."""

import ipaddress
import reprlib
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias, cast

from kiro_py.config.kinds import Kind, Unfit, listed_from_text

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

THIS_MACHINE: Final = ("127.0.0.0/8", "::1")

_MAPPED: Final = ipaddress.IPv6Network("::ffff:0:0/96")
"""How IPv4 looks to a socket of IPv6; an address is told as what it is."""


def _network(found: object) -> str:
    if not isinstance(found, str):
        raise Unfit
    text = found.strip()
    try:
        network = ipaddress.ip_network(text)
    except ValueError:
        raise Unfit(f"{reprlib.repr(text)} {_wrong(text)}") from None
    if network.version == _MAPPED.version and network.subnet_of(_MAPPED):
        raise Unfit(f"{reprlib.repr(text)} is of IPv4: write it as such")
    return str(network.network_address if network.num_addresses == 1 else network)


def _wrong(text: str) -> str:
    """Return what is wrong with the text of a network."""
    if text == "*":
        return "is no network: everybody is `0.0.0.0/0` and `::/0`"
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return "is neither an address nor a network, and names are not looked up"
    return f"is an address in a network: the network is `{network}`"


def _networks(found: object) -> tuple[str, ...]:
    listed = cast("list[object]", found) if isinstance(found, list) else [found]
    return tuple(dict.fromkeys(map(_network, listed)))


NETWORKS: Kind[tuple[str, ...]] = Kind(
    "an address like `192.0.2.1`, a network like `10.0.0.0/8`, or a list of them",
    _networks,
    listed_from_text,
    form="list",
)


def of_everybody(networks: Iterable[str]) -> Iterator[str]:
    """Yield those of `networks` that hold every address there is."""
    return (each for each in networks if not ipaddress.ip_network(each).prefixlen)
