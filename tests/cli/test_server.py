"""The socket that clients connect to."""

import socket

import pytest

from kiro_py.cli.server import listen
from kiro_py.errors import ConfigInvalid


def test_what_is_written_leaves_at_once():
    """A connection does not keep small writes back until the client acknowledges earlier ones."""
    with listen("127.0.0.1", 0) as listening:
        client = socket.create_connection(listening.getsockname())
        accepted, _ = listening.accept()
        with client, accepted:
            assert 1 == accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize("host", ["127.0.0.1.nowhere.invalid", "é" * 80])
def test_an_address_that_cannot_be_had_is_told(host: str):
    """It is named, whether nobody has it or it is no name at all."""
    with pytest.raises(ConfigInvalid, match="cannot listen on"):
        listen(host, 0)
