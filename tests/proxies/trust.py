"""A server's certificate, and the authority that made it; nobody else trusts either.

They name `localhost`, `127.0.0.1` and `kiro.example.com`, and last until the year 2126.
"""

import ssl
from pathlib import Path

AUTHORITY = Path(__file__).with_name("authority.pem")
SERVER = Path(__file__).with_name("server.pem")


def server_tls() -> ssl.SSLContext:
    """Return how a server shows who it is."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(SERVER)
    return context
