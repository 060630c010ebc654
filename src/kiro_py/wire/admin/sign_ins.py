"""Signing in to Kiro from the page."""

from datetime import datetime
from typing import Literal, TypeAlias

from kiro_py.wire.admin.pool import Priority
from kiro_py.wire.admin.view import Change, View

SignInMethod: TypeAlias = Literal["builder-id", "idc", "social-device", "social-browser"]
SignInState: TypeAlias = Literal["waiting", "done", "denied", "expired", "failed", "cancelled"]


class NewSignIn(Change, frozen=True, kw_only=True):
    """How to sign in; `credential_id` is an existing credential that gets the new sign-in.

    `provider` (`google`, `github`) belongs to the social kinds; `start_url` and `region` to IdC.
    """

    method: SignInMethod
    provider: Literal["google", "github"] | None = None
    start_url: str | None = None
    region: str | None = None
    credential_id: int | None = None
    priority: Priority | None = None
    email: str | None = None
    groups: tuple[str, ...] = ()
    proxy_url: str | None = None
    proxy_username: str | None = None
    proxy_password: str | None = None


class CallbackAddress(Change, frozen=True, kw_only=True):
    """The whole address that the browser was sent to at the end, pasted."""

    url: str


class SignInView(View, frozen=True, kw_only=True):
    """A sign-in under way: the person opens `address` and, if there is one, types `user_code`.

    `address` holds the code already where the service allows it.  `needs_callback` says that the
    address of the last page must be pasted back.
    """

    id: str
    method: SignInMethod
    state: SignInState
    address: str
    user_code: str | None
    needs_callback: bool
    expires_at: datetime
    credential_id: int | None
    message: str
