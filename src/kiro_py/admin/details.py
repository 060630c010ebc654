"""A credential in full, without its secrets."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from kiro_py.admin.register import Register, current_of
from kiro_py.admin.views import ENDPOINT, Subject
from kiro_py.exchange.quotas import QuotaReading
from kiro_py.kiro.limits import Allowance, Overage, Quota
from kiro_py.pool.credential import AuthMethod, Credential, Direct, Proxy
from kiro_py.wire.admin.credentials import (
    AllowanceView,
    CredentialDetail,
    OverageView,
    QuotaView,
    StateName,
)

FROM_ENVIRONMENT: Final = "environment"
"""The version of a credential that no file holds."""

_OF_ITSELF: Final = frozenset(
    {
        "id",
        "accessToken",
        "refreshToken",
        "expiresAt",
        "machineId",
        "profileArn",
        "subscriptionTitle",
    }
)
"""Members that the gateway writes without anybody's doing, and that make no new version."""

_SHOWN: Final = 4
_LONG_ENOUGH: Final = 16
"""A secret longer than this shows its last characters."""


@dataclass(frozen=True, slots=True)
class Details:
    """Shows credentials; `host_of` tells which host has answered one last."""

    register: Register
    host_of: Callable[[Credential], str | None]

    def of(self, number: int) -> CredentialDetail:
        """Return one credential; raises `KeeperRefused` with 404 when it is not there."""
        subject = self.register.subject(self.register.find(number))
        return self.detail(subject, self.members(), current_of(self.register.subjects()))

    def members(self) -> Mapping[int, Mapping[str, Any]]:
        """Return what the entries of the file hold, by their ids."""
        return {entry.id: entry.members for entry in self.register.store.roster.entries}

    def detail(
        self, subject: Subject, entries: Mapping[int, Mapping[str, Any]], current: int | None
    ) -> CredentialDetail:
        """Return what is shown of `subject`, whose entry is among `entries`."""
        credential, standing = subject.credential, subject.standing
        members: Mapping[str, Any] = entries.get(credential.id, {}) if credential.persists else {}
        reading = self.register.reading(credential.id)
        proxy = credential.proxy if isinstance(credential.proxy, Proxy) else None
        return CredentialDetail(
            id=credential.id,
            version=version_of(members) if credential.persists else FROM_ENVIRONMENT,
            label=self.register.label(credential),
            email=credential.email or (reading.quota.email if reading.quota else None),
            note=credential.note,
            auth_method=method_of(credential),
            provider=_text(members, "provider"),
            start_url=_text(members, "startUrl"),
            secret_hint=_hint(credential),
            priority=credential.priority,
            groups=credential.groups,
            is_current=credential.id == current,
            is_editable=credential.persists,
            state=state_of(subject),
            reason=standing.reason or None,
            message=standing.message or None,
            since=moment(standing.since or None),
            until=moment(standing.until),
            strikes=standing.strikes,
            failed_renewals=subject.failed_renewals,
            barred_models=tuple(bar.model for bar in standing.bars),
            expires_at=_expiry(credential),
            is_unsaved=credential.id in self.register.store.unsaved,
            profile_arn=credential.tokens.profile_arn,
            region=credential.region,
            auth_region=credential.auth_region,
            api_region=credential.api_region,
            machine_id=credential.machine_id,
            proxy_url=_way_out(credential),
            proxy_username=proxy.username if proxy else None,
            has_proxy_password=proxy is not None and proxy.password is not None,
            endpoint=credential.endpoint or ENDPOINT,
            host=self.host_of(credential),
            in_flight=subject.use.in_flight,
            served=subject.use.served,
            last_used_at=moment(subject.use.last_at),
            subscription_title=plan_of(credential, reading),
            quota=_quota(reading),
            quota_problem=None if reading.is_unasked else reading.why or None,
        )


def version_of(members: Mapping[str, Any]) -> str:
    """Return the version of an entry: another one after any change but the gateway's own."""
    kept = {name: value for name, value in members.items() if name not in _OF_ITSELF}
    told = json.dumps(kept, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def state_of(subject: Subject) -> StateName:
    """Return how a credential stands, the owner's own choice first."""
    return "disabled" if subject.credential.disabled else subject.standing.state.value


def method_of(credential: Credential) -> str:
    """Return how a credential signs in, the personal kind of `idc` apart from the other."""
    return "builder-id" if credential.is_builder_id else credential.auth_method.value


def plan_of(credential: Credential, reading: QuotaReading) -> str | None:
    """Return the name of the plan: what the account has told last, else what the file says."""
    told = None if reading.quota is None else reading.quota.plan
    return told or credential.subscription_title


def moment(seconds: float | None) -> datetime | None:
    """Return a moment in UTC, `None` for one that no calendar has."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _expiry(credential: Credential) -> datetime | None:
    is_key = credential.auth_method is AuthMethod.API_KEY
    return None if is_key else moment(credential.tokens.expires_at)


def _text(members: Mapping[str, Any], name: str) -> str | None:
    found = members.get(name)
    return found if isinstance(found, str) and found.strip() else None


def _hint(credential: Credential) -> str | None:
    """Return the end of what it signs in with."""
    secret = credential.kiro_api_key or credential.tokens.refresh_token
    text = "" if secret is None else secret.reveal()
    return f"…{text[-_SHOWN:]}" if len(text) > _LONG_ENOUGH else None


def _way_out(credential: Credential) -> str | None:
    match credential.proxy:
        case Proxy(url=url):
            return url
        case Direct() as direct:
            return direct.value
        case None:
            return None


def _quota(reading: QuotaReading) -> QuotaView | None:
    quota = reading.quota
    if quota is None:
        return None
    return QuotaView(
        plan=quota.plan,
        used=quota.used,
        limit=quota.limit,
        remaining=quota.remaining,
        percent=quota.percent,
        resets_at=moment(quota.resets_at),
        allowances=_allowances(quota),
        overage=_overage(quota.main.overage),
        fetched_at=moment(reading.fetched_at),
        is_stale=reading.is_stale,
        problem=reading.why or None,
    )


def _allowances(quota: Quota) -> tuple[AllowanceView, ...]:
    main = quota.main
    parts = [main.base, *([main.trial] if main.trial else []), *main.bonuses]
    return tuple(map(_allowance, parts))


def _allowance(allowance: Allowance) -> AllowanceView:
    return AllowanceView(
        name=allowance.name,
        used=allowance.used,
        limit=allowance.limit,
        ends_at=moment(allowance.ends_at),
        is_active=allowance.is_active,
    )


def _overage(overage: Overage) -> OverageView | None:
    if overage == Overage():
        return None
    return OverageView(
        is_enabled=overage.is_enabled,
        used=overage.used,
        cap=overage.cap,
        rate=overage.rate,
        charges=overage.charges,
        currency=overage.currency,
    )
