"""Who is at the page: sign-in, and the log of what was changed."""

from datetime import datetime

from kiro_py.wire.admin.view import Change, View


class SignOn(Change, frozen=True, kw_only=True):
    """The admin key, which opens a session."""

    key: str


class SessionView(View, frozen=True, kw_only=True):
    """An open session; `csrf_token` goes with every change, in `x-csrf-token`.

    `version` is the gateway's own.
    """

    csrf_token: str
    expires_at: datetime
    version: str


class AuditEntry(View, frozen=True, kw_only=True):
    """A change: `who` is `key` or the first characters of a session, `address` where it came from.

    `action` is a word like `credential.disable`, `target` what it was done to.
    """

    id: int
    at: datetime
    who: str
    address: str
    action: str
    target: str
    detail: str


class AuditPage(View, frozen=True, kw_only=True):
    """The newest changes first; `next` is the cursor of the page after, null on the last."""

    items: tuple[AuditEntry, ...]
    next: str | None
