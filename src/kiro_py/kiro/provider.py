"""Which identity providers may be trusted with a refresh token, and at which addresses.

A credential of an external sign-in brings its own token endpoint, so an imported file could send
the refresh token anywhere.  It is therefore renewed at known hosts only, by name and over TLS.

Rule 1.  A host is allowed by its whole name, or as a name under one that is written `*.NAME`.

Rule 2.  The scheme is https and the port is its own.

Rule 3.  A literal address is refused, apart from this machine's own, which must be listed; to that
one plain http will do, on any port.
"""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import SplitResult, urlsplit

PROVIDERS: Final = (
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "*.ciamlogin.com",
    "*.okta.com",
    "*.oktapreview.com",
    "*.okta-emea.com",
    "*.okta-gov.com",
    "*.auth0.com",
    "*.onelogin.com",
    "*.pingone.com",
    "*.pingone.eu",
    "*.pingone.ca",
    "*.pingone.asia",
    "*.pingone.com.au",
    "oauth.id.jumpcloud.com",
    "oauth2.googleapis.com",
)
"""The providers that companies rent: whoever runs a tenant there cannot read what is sent to it."""

_HTTPS_PORT: Final = 443
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_PRINTABLE = re.compile(r"[!-~]+")
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# The last label of a name has a letter first, of an address in any of its spellings a digit.
_NAME = re.compile(rf"(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?")


def is_provider(pattern: str) -> bool:
    """Tell whether `pattern` can stand in a list of providers."""
    return pattern in _LOOPBACK or _NAME.fullmatch(pattern.removeprefix("*.")) is not None


def find_endpoint_fault(url: str, providers: Iterable[str]) -> str | None:
    """Return why no refresh token may be sent to `url`, `None` when it may."""
    try:
        parts = urlsplit(url if _PRINTABLE.fullmatch(url) else "")
        port = parts.port
    except ValueError:
        return "this is no URL"
    host = parts.hostname or ""
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        return "write https://host/path"
    if host in _LOOPBACK:
        return _loopback_fault(parts, is_listed=host in providers)
    if parts.scheme != "https" or port not in {None, _HTTPS_PORT}:
        return "tokens travel over https, on its own port"
    if not _NAME.fullmatch(host):
        return "name the host; an address could be anybody's"
    if not any(_matches(host, pattern) for pattern in providers):
        return f"{host} is not among the identity providers that are allowed"
    return None


def _loopback_fault(parts: SplitResult, *, is_listed: bool) -> str | None:
    if not is_listed:
        return "this machine is not among the identity providers that are allowed"
    return None if parts.scheme in {"http", "https"} else "write https://host/path"


def _matches(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern.removeprefix("*"))
    return host == pattern
