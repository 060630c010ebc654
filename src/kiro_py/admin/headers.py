"""What the keeper's side tells browsers: to let no other page, and nothing from elsewhere, in."""

from collections.abc import Mapping
from typing import Final

RawHeaders = tuple[tuple[bytes, bytes], ...]

_EVERYWHERE: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": (
        "camera=(), clipboard-write=(self), display-capture=(), geolocation=(), microphone=(), "
        "payment=(), usb=()"
    ),
}

_PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""No inline script, no inline style, no host but this one."""


def _raw(headers: Mapping[str, str]) -> RawHeaders:
    return tuple((name.encode(), value.encode()) for name, value in headers.items())


API_HEADERS: Final = _raw(
    {
        **_EVERYWHERE,
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "cache-control": "no-store",
    }
)

PAGE_HEADERS: Final = _raw({**_EVERYWHERE, "content-security-policy": _PAGE_POLICY})
