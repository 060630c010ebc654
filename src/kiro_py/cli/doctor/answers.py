"""What the service's words about a credential mean for its owner."""

from collections.abc import Iterator, Mapping
from typing import Final

from kiro_py.cli.credentials.words import stamp
from kiro_py.cli.doctor.account import name_of, new_sign_in
from kiro_py.cli.doctor.asking import Account, Listing
from kiro_py.cli.doctor.finding import Finding, failure, not_checked, ok, warning
from kiro_py.errors import Penalty, Refusal, RenewalFailed
from kiro_py.exchange.quotas import QuotaReading
from kiro_py.kiro.limits import Quota
from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.translate.models import CATALOGUE

SIGN_IN: Final = "sign-in"
MODELS: Final = "models"
QUOTA: Final = "quota"
_PROFILE: Final = "profile"

_MENDS: Final[Mapping[str, str]] = {
    "suspended": "write to Kiro's support, and disable the credential meanwhile",
    "sign-in-kind": "use another kind of sign-in for this account",
    "profile": "take `profileArn` out of the entry, or set the one that Kiro has",
    "plan": "use an account whose plan allows it",
    "blocked-page": "ask whoever runs this network, or set `proxyUrl`",
    "not-authorized": "correct `apiRegion` and `profileArn`: they must be the plan's",
}
"""By the row of the table of refusals."""


def check_account(credential: Credential, account: Account | None) -> Iterator[Finding]:
    """Yield what was learned of a credential; `None` is nothing."""
    subject = name_of(credential)
    if account is None:
        yield not_checked(SIGN_IN, subject, "there was no time left")
        return
    sign_in = _sign_in(credential, account)
    yield sign_in
    listing = _last(account)
    if listing is None or listing.models is None:
        for check in (MODELS, QUOTA):
            yield not_checked(check, subject, "no host has accepted the sign-in")
        return
    if listing.is_profile_foreign:
        told = f"{listing.host} refuses this account's profile, and accepts it without one"
        yield failure(_PROFILE, subject, told, "take `profileArn` out of the entry")
    elif account.lacks_profile:
        told = "it needs a profile, has none, and the service tells none"
        yield warning(_PROFILE, subject, told, "set `profileArn` to the one that Kiro has")
    yield _models(subject, listing.models)
    if account.quota is not None:
        yield _quota(subject, account.quota)


def _sign_in(credential: Credential, account: Account) -> Finding:
    subject, listing = name_of(credential), _last(account)
    if account.is_withheld:
        told = "its token must be renewed, and the new one could not be kept"
        return not_checked(SIGN_IN, subject, told)
    if account.missed is not None:
        return _missed(credential, account.missed)
    refusal = next((each.refusal for each in account.listings if each.refusal), None)
    if listing is not None and listing.models is not None:
        renewed = ", with a token renewed just now" if account.was_renewed else ""
        return ok(SIGN_IN, subject, f"{listing.host} accepts it{renewed}")
    if refusal is None:
        return not_checked(SIGN_IN, subject, "no host has answered")
    told = f"{refusal.message} ({refusal.name})"
    if refusal.penalty in {Penalty.COOL, Penalty.NONE}:
        return warning(SIGN_IN, subject, told, "wait a few minutes, and run this again")
    return failure(SIGN_IN, subject, told, _mend(credential, account, refusal))


def _missed(credential: Credential, missed: RenewalFailed) -> Finding:
    subject = name_of(credential)
    if missed.is_final:
        told = f"it has ended: its token cannot be renewed ({missed.why})"
        return failure(SIGN_IN, subject, told, new_sign_in(credential))
    told = f"its token could not be renewed now ({missed.why})"
    if missed.retry_after_seconds is not None and "429" in missed.why:
        return warning(SIGN_IN, subject, told, "wait a few minutes, and run this again")
    mend = "mend what is said of the hosts, and run this again"
    return failure(SIGN_IN, subject, told, mend)


def _mend(credential: Credential, account: Account, refusal: Refusal) -> str:
    if refusal.name in _MENDS:
        return _MENDS[refusal.name]
    if credential.auth_method is AuthMethod.API_KEY:
        return "check that the key is whole; if it was withdrawn, make a new one"
    if account.was_renewed:
        return new_sign_in(credential)
    return f"run `kiro-py doctor --renew`; if that does not help, {new_sign_in(credential)}"


def _models(subject: str, models: tuple[str, ...]) -> Finding:
    usual = [model for model in CATALOGUE if model in models]
    if usual:
        return ok(MODELS, subject, f"{len(models)} models, {', '.join(usual)} among them")
    told = f"{len(models)} models, and none of {', '.join(CATALOGUE)}"
    mend = "correct `apiRegion`, or use an account whose plan has them"
    return failure(MODELS, subject, told, mend)


def _quota(subject: str, reading: QuotaReading) -> Finding:
    quota = reading.quota
    if quota is None:
        told = f"its credits could not be read ({reading.why})"
        return warning(QUOTA, subject, told, "nothing: requests are served all the same")
    told = f"{quota.used:,.2f} of {quota.limit:,.2f} credits are used{_reset(quota)}"
    if quota.is_spent:
        mend = "wait for the reset date, or allow overage in your Kiro account"
        return failure(QUOTA, subject, told, mend)
    if quota.limit > 0 and quota.spendable <= 0:
        mend = "look into your Kiro account: it is not told whether overage is allowed"
        return warning(QUOTA, subject, told, mend)
    return ok(QUOTA, subject, told)


def _reset(quota: Quota) -> str:
    return "" if quota.resets_at is None else f"; they come back on {stamp(quota.resets_at)}"


def _last(account: Account) -> Listing | None:
    return account.listings[-1] if account.listings else None
