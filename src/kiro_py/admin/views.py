"""A credential as the keeper sees it: whose it is and how it stands, never what it signs in with.

`disabled` is true when only a person can bring it back.  What ends by itself, a rest or a reset
date, is told by `state` and `until`.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec

from kiro_py.exchange.lease import Use
from kiro_py.pool.credential import AuthMethod, Credential, Proxy
from kiro_py.pool.standing import Standing, State
from kiro_py.secret import Secret
from kiro_py.wire.admin.pool import CredentialView

ENDPOINT: Final = "ide"
"""The only endpoint there is."""

_ENDED: Final = {State.NEEDS_LOGIN: "InvalidRefreshToken", State.SUSPENDED: "TooManyFailures"}
"""States that only a person ends, in the words of kiro-rs."""

_SHOWN: Final = 4
_LONG_ENOUGH: Final = 16
"""A key longer than this shows its first and last characters."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A credential, and all that is known of it besides."""

    credential: Credential
    standing: Standing
    use: Use
    failed_renewals: int = 0

    @property
    def disabled_reason(self) -> str | None:
        """Why only a person can bring it back, `None` when it may serve or comes back by itself."""
        return "Manual" if self.credential.disabled else _ENDED.get(self.standing.state)

    @property
    def is_available(self) -> bool:
        """Whether it may serve now."""
        return not self.credential.disabled and self.standing.state is State.READY


def view(subject: Subject, *, is_current: bool) -> CredentialView:
    """Return what is shown of `subject`."""
    credential, standing = subject.credential, subject.standing
    is_key = credential.auth_method is AuthMethod.API_KEY
    is_out = standing.state is not State.READY
    return CredentialView(
        id=credential.id,
        priority=credential.priority,
        disabled=subject.disabled_reason is not None,
        failure_count=max(standing.strikes, int(is_out)),
        is_current=is_current,
        expires_at=None if is_key else _stamp(credential.tokens.expires_at),
        auth_method=credential.auth_method.value,
        has_profile_arn=credential.tokens.profile_arn is not None,
        refresh_token_hash=None if is_key else _hash(credential.tokens.refresh_token),
        api_key_hash=_hash(credential.kiro_api_key),
        masked_api_key=_masked(credential.kiro_api_key),
        email=credential.email,
        success_count=subject.use.served,
        last_used_at=_stamp(subject.use.last_at),
        has_proxy=credential.proxy is not None,
        proxy_url=_way_out(credential),
        refresh_failure_count=subject.failed_renewals,
        disabled_reason=subject.disabled_reason or msgspec.UNSET,
        endpoint=credential.endpoint or ENDPOINT,
        state=standing.state.value,
        reason=standing.reason or None,
        until=_stamp(standing.until),
        subscription_title=credential.subscription_title,
    )


def _stamp(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC).isoformat()


def _hash(secret: Secret | None) -> str | None:
    """Return what lets a page find duplicates without seeing the secret."""
    return None if secret is None else hashlib.sha256(secret.reveal().encode()).hexdigest()


def _masked(key: Secret | None) -> str | None:
    if key is None:
        return None
    text = key.reveal()
    if not text.isascii() or len(text) <= _LONG_ENOUGH:
        return "***"
    return f"{text[:_SHOWN]}...{text[-_SHOWN:]}"


def _way_out(credential: Credential) -> str | msgspec.UnsetType:
    match credential.proxy:
        case None:
            return msgspec.UNSET
        case Proxy(url=url):
            return url
        case direct:
            return direct.value
