"""I tell which addresses are everybody's, and which lead behind somebody's wall.

The networks are those that IANA's registries of special addresses keep from the public internet,
and one that a cloud keeps for itself.  An IPv6 address that holds an IPv4 address is as public as
that one.
"""

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)
from typing import Final

Address = IPv4Address | IPv6Address

_NOT_PUBLIC_4: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this machine
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a carrier's NAT, and one cloud's metadata
        "127.0.0.0/8",
        "168.63.129.16/32",  # what Azure tells its machines, at a public address
        "169.254.0.0/16",  # link-local, and most clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_PUBLIC_6: Final = IPv6Network("2000::/3")  # all that has been given out to the public
_NOT_PUBLIC_6: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocols, Teredo among them
        "2001:db8::/32",
        "3fff::/20",
    )
)
_HOLD_4: Final = (
    (IPv6Network("::ffff:0:0/96"), 0),  # IPv4-mapped
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (IPv6Network("2002::/16"), 80),  # 6to4
)
"""Networks whose addresses hold an IPv4 address, and how many bits stand after it."""


def is_public(address: Address) -> bool:
    """Tell whether anybody on the internet could reach `address`."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    for network, bits_after in _HOLD_4:
        if address in network:
            return is_public(IPv4Address(int(address) >> bits_after & 0xFFFF_FFFF))
    return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


def read_address(written: str) -> Address:
    """Return an address as a socket takes it, perhaps with an interface."""
    return ip_address(written.partition("%")[0])
