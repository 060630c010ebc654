"""A key as its keeper sees it."""

from dataclasses import asdict
from datetime import UTC, datetime

from kiro_py.clients.client import MAIN, Key, KeyState, Limits
from kiro_py.clients.limits import Use
from kiro_py.secret import Secret
from kiro_py.wire.admin.keys import KeyLimits, KeyUse, KeyView


def view(key: Key, use: Use, used_at: float | None, now: float) -> KeyView:
    """Return a key as it is `now`."""
    is_rotating = key.old_digest is not None and now < (key.old_until or 0.0)
    return KeyView(
        id=key.id,
        version=str(key.version),
        name=key.name,
        note=key.note,
        prefix=key.prefix,
        group=key.group,
        models=key.models,
        limits=limits_view(key.limits),
        use=_use(use),
        expires_at=_instant(key.expires_at),
        disabled=key.disabled,
        state=key.state(now).value,
        created_at=_instant(key.created_at),
        last_used_at=_instant(used_at),
        old_until=_instant(key.old_until) if is_rotating else None,
        is_main=False,
    )


def main_view(key: Secret, use: Use) -> KeyView:
    """Return the settings' own key, of which a fingerprint is shown: its owner has chosen it."""
    return KeyView(
        id=0,
        version="",
        name=MAIN.name,
        note="",
        prefix=key.fingerprint(),
        group=None,
        models=(),
        limits=limits_view(MAIN.limits),
        use=_use(use),
        expires_at=None,
        disabled=False,
        state=KeyState.ACTIVE.value,
        created_at=None,
        last_used_at=None,
        old_until=None,
        is_main=True,
    )


def limits_view(limits: Limits) -> KeyLimits:
    """Return limits as they are shown."""
    return KeyLimits(**asdict(limits))


def _use(use: Use) -> KeyUse:
    return KeyUse(
        in_flight=use.in_flight,
        requests_this_minute=use.this_minute,
        requests_today=use.day.requests,
        tokens_today=use.day.tokens,
        tokens_this_month=use.month.tokens,
        credits_today=use.day.credits,
        credits_this_month=use.month.credits,
        day_ends_at=datetime.fromtimestamp(use.day_ends_at, UTC),
        month_ends_at=datetime.fromtimestamp(use.month_ends_at, UTC),
    )


def _instant(epoch_seconds: float | None) -> datetime | None:
    return None if epoch_seconds is None else datetime.fromtimestamp(epoch_seconds, UTC)
