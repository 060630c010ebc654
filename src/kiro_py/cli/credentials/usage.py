"""What accounts have used of their credits: `usage`."""

from collections.abc import Iterator

import msgspec

from kiro_py.cli.credentials.asking import ask_each
from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.view import NOBODY
from kiro_py.cli.credentials.words import (
    FAILED,
    UNUSABLE,
    AsJson,
    complain,
    print_json,
    print_table,
    stamp,
)
from kiro_py.compose.desk import Desk
from kiro_py.errors import ConfigInvalid, ConfigRefused, RenewalFailed, StoreUnwritable
from kiro_py.exchange.word import made_usable
from kiro_py.kiro.limits import Allowance, Overage, Quota
from kiro_py.pool.credential import Credential


class Part(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """A trial or a bonus; `ends_at` is RFC 3339."""

    name: str
    used: float
    limit: float
    is_active: bool
    ends_at: str | None = None


class Beyond(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """Overage; what the service does not tell is left out."""

    is_enabled: bool | None = None
    used: float
    cap: float | None = None
    rate: float | None = None
    charges: float | None = None
    currency: str | None = None


class Usage(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """The credits of one credential, or `why` they are not known; `resets_at` is RFC 3339."""

    id: int
    name: str
    plan: str | None = None
    used: float | None = None
    limit: float | None = None
    percent: float | None = None
    resets_at: str | None = None
    parts: tuple[Part, ...] = ()
    overage: Beyond | None = None
    why: str | None = None


def usage(
    *numbers: int,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
    as_json: AsJson = False,
) -> int:
    """Ask what credentials have used of their credits.

    Parameters
    ----------
    numbers
        Which ones; every enabled one when none is named.
    config
        The settings: regions, hosts, proxies.
    credentials
        The file that they are in; a token that has ended is renewed, and written there.
    as_json
        Print JSON.
    """
    try:
        answers = ask_each(numbers, credentials, config, _ask)
    except (ConfigInvalid, ConfigRefused, StoreUnwritable) as refused:
        complain(refused)
        return UNUSABLE
    if as_json:
        print_json(answers.told)
    else:
        headings = ("id", "name", "plan", "used", "limit", "%", "resets", "besides")
        print_table(headings, map(_cells, answers.told))
    return FAILED if any(told.why for told in answers.told) else answers.code


async def _ask(desk: Desk, credential: Credential) -> Usage:
    name = credential.email or NOBODY
    try:
        fresh = await made_usable(desk.renewer, desk.book, credential)
    except RenewalFailed as failed:
        return Usage(id=credential.id, name=name, why=str(failed))
    reading = await desk.quotas.fetch(fresh, force=True)
    if reading.quota is None:
        return Usage(id=credential.id, name=name, why=reading.why)
    return _usage(credential.id, reading.quota, name)


def _usage(number: int, quota: Quota, name: str) -> Usage:
    trial = () if quota.main.trial is None else (quota.main.trial,)
    return Usage(
        id=number,
        name=quota.email or name,
        plan=quota.plan,
        used=quota.used,
        limit=quota.limit,
        percent=round(quota.percent, 1),
        resets_at=None if quota.resets_at is None else stamp(quota.resets_at),
        parts=tuple(map(_part, (*trial, *quota.main.bonuses))),
        overage=_beyond(quota.overage),
    )


def _part(allowance: Allowance) -> Part:
    return Part(
        name=allowance.name,
        used=allowance.used,
        limit=allowance.limit,
        is_active=allowance.is_active,
        ends_at=None if allowance.ends_at is None else stamp(allowance.ends_at),
    )


def _beyond(overage: Overage) -> Beyond:
    return Beyond(
        is_enabled=overage.is_enabled,
        used=overage.used,
        cap=overage.cap,
        rate=overage.rate,
        charges=overage.charges,
        currency=overage.currency,
    )


def _cells(told: Usage) -> tuple[str, ...]:
    return (
        str(told.id),
        told.name,
        told.plan or NOBODY,
        NOBODY if told.used is None else f"{told.used:,.2f}",
        NOBODY if told.limit is None else f"{told.limit:,.2f}",
        NOBODY if told.percent is None else f"{told.percent:.1f}",
        told.resets_at or NOBODY,
        told.why or "\n".join(_besides(told)),
    )


def _besides(told: Usage) -> Iterator[str]:
    for part in told.parts:
        ends = f" until {part.ends_at}" if part.ends_at else ""
        over = "" if part.is_active else ", not active"
        yield f"{part.name}: {part.used:,.2f} of {part.limit:,.2f}{ends}{over}"
    if told.overage is not None:
        yield _overage(told.overage)


def _overage(beyond: Beyond) -> str:
    if not beyond.is_enabled:
        return "overage is off" if beyond.is_enabled is False else "overage is not told"
    cap = "" if beyond.cap is None else f" of {beyond.cap:,.2f}"
    currency = beyond.currency or ""
    rate = "" if beyond.rate is None else f" at {beyond.rate:g} {currency}".rstrip()
    owed = "" if not beyond.charges else f", {beyond.charges:,.2f} {currency}".rstrip() + " owed"
    return f"overage: {beyond.used:,.2f}{cap}{rate}{owed}"
