"""A server's certificate, and the authority that made it: new in every run, trusted by nobody else.

It names `localhost`, `127.0.0.1` and `kiro.example.com`.
"""

import atexit
import ssl
import tempfile
from functools import cache
from pathlib import Path

import trustme


@cache
def authority() -> trustme.CA:
    """Return who has made the certificates of this run."""
    return trustme.CA()


@cache
def authority_file() -> Path:
    """Return the file that whoever shall trust the authority must read."""
    with tempfile.NamedTemporaryFile(suffix=".pem", delete=False) as file:
        file.write(authority().cert_pem.bytes())
    path = Path(file.name)
    atexit.register(path.unlink)
    return path


def server_tls() -> ssl.SSLContext:
    """Return how a server shows who it is."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    names = ("localhost", "127.0.0.1", "kiro.example.com")
    authority().issue_cert(*names).configure_cert(context)  # pyright: ignore[reportUnknownMemberType] -- it serves another TLS library, too
    return context
