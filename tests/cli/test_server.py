"""The socket that clients connect to."""

import socket

from kiro_py.cli.server import listen


def test_what_is_written_leaves_at_once():
    """A connection does not keep small writes back until the client acknowledges earlier ones."""
    with listen("127.0.0.1", 0) as listening:
        client = socket.create_connection(listening.getsockname())
        accepted, _ = listening.accept()
        with client, accepted:
            assert 1 == accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
