"""What can be told of a credential without asking anybody."""

import re
from collections.abc import Iterator
from typing import Final, assert_never

from kiro_py.cli.credentials.words import lasting, stamp
from kiro_py.cli.doctor.entries import IMPORT
from kiro_py.cli.doctor.finding import Finding, failure, ok, warning
from kiro_py.cli.doctor.veil import masked_address
from kiro_py.config.credentials import KEY_VARIABLE
from kiro_py.kiro.address import (
    BUILDER_ID_PROFILE,
    Account,
    AddressBook,
    Route,
    account_of,
    api_region,
    auth_region,
    configured_api_region,
    profile_region,
    seeks_profile,
)
from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.pool.standing import Standing, State, elapse

TOKEN: Final = "token"  # noqa: S105 -- the name of a check
STANDING: Final = "standing"
REGION: Final = "region"
PROFILE: Final = "profile"

ANSWERING_REGIONS: Final = ("us-east-1", "eu-central-1", "us-gov-west-1")
"""Where Kiro answers; people sign in in many more."""

SOCIAL_REGION: Final = "us-east-1"
"""The one region with a service for social sign-ins."""

LONGEST_LIFE_SECONDS: Final = 86_400.0
"""No token lives for longer than a day: an end that is further off was made up."""

_WAYS: Final = {
    Account.SOCIAL: "social --provider PROVIDER",
    Account.BUILDER_ID: "builder-id",
    Account.IDENTITY_CENTER: "idc --start-url URL --region REGION",
}
"""What `kiro-py login` calls the kinds that it can sign in anew."""

_AWS_REGION: Final = re.compile(
    r"(?:af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)(?:-gov|-de)?"
    r"-(?:central|north|south|east|west|(?:north|south)(?:east|west))-[1-9]"
)
_PROFILE: Final = re.compile(r"arn:aws[\w-]*:(?:codewhisperer|transform):[^:]+:\d{12}:profile/\w+")


def name_of(credential: Credential) -> str:
    """Return what the report calls a credential."""
    kind = account_of(credential).value
    if not credential.persists:
        return f"{KEY_VARIABLE} ({kind})"
    owner = f", {masked_address(credential.email)}" if credential.email else ""
    return f"credential {credential.id} ({kind}{owner})"


def new_sign_in(credential: Credential) -> str:
    """Return how a sign-in that is over is replaced."""
    if credential.auth_method is AuthMethod.API_KEY:
        return "make a new key in your Kiro account"
    if (way := _WAYS.get(account_of(credential))) is not None:
        return f"sign in again: `kiro-py login {way} --credential {credential.id}`"
    return (
        f"sign in to Kiro again, then run `kiro-py credentials remove {credential.id}` and {IMPORT}"
    )


def check_token(credential: Credential, now: float) -> Finding:
    """Tell how long the token lives."""
    subject = name_of(credential)
    if credential.auth_method is AuthMethod.API_KEY:
        return ok(TOKEN, subject, "an API key, which has no end")
    if not credential.tokens.access_token:
        return ok(TOKEN, subject, "there is none yet: it is fetched before its first use")
    expires_at = credential.tokens.expires_at
    if expires_at is None:
        return ok(TOKEN, subject, "nobody knows its end: it is renewed before its first use")
    left = expires_at - now
    if left <= 0:
        told = f"it ended {lasting(left)} ago: it is renewed before its next use"
        return ok(TOKEN, subject, told)
    if left > LONGEST_LIFE_SECONDS:
        told = f"its `expiresAt` is {lasting(left)} ahead, and no token lives so long"
        mend = "take `expiresAt` out of the entry: the token is then renewed, and its end known"
        return warning(TOKEN, subject, told, mend)
    return ok(TOKEN, subject, f"it lives for another {lasting(left)}")


def check_standing(credential: Credential, remembered: Standing | None, now: float) -> Finding:
    """Tell how the gateway last saw the credential."""
    subject, standing = name_of(credential), elapse(remembered or Standing(), now)
    why = standing.message or standing.reason
    told = f"{standing.state.value}{_until(standing)}{f': {why}' if why else ''}"
    match standing.state:
        case State.READY:
            return ok(STANDING, subject, told)
        case State.COOLING | State.LIMITED:
            return warning(STANDING, subject, told, "wait: it ends by itself")
        case State.DOUBTED:
            mend = "see what the checks below say; it is tried again by itself"
            return warning(STANDING, subject, told, mend)
        case State.SPENT:
            mend = "wait for the reset date, or raise the limit in your Kiro account"
            return failure(STANDING, subject, told, mend)
        case State.NEEDS_LOGIN if standing.login != _login(credential):
            return ok(STANDING, subject, "the last sign-in ended, and there is a new one")
        case State.NEEDS_LOGIN:
            return failure(STANDING, subject, told, new_sign_in(credential))
        case State.SUSPENDED:
            again = f"`kiro-py credentials reset {credential.id}`"
            mend = f"write to Kiro's support; once it is lifted, run {again}"
            return failure(STANDING, subject, told, mend)
        case _:
            assert_never(standing.state)


def check_region(credential: Credential, book: AddressBook) -> Iterator[Finding]:
    """Yield whether it signs in and asks where there is somebody to answer."""
    subject, regions = name_of(credential), book.regions
    signing, answering = auth_region(credential, regions), api_region(credential, regions)
    configured = configured_api_region(credential, regions)
    home = profile_region(credential.tokens.profile_arn)
    odd = list[Finding]()
    if credential.auth_method is AuthMethod.IDC and not _AWS_REGION.fullmatch(signing):
        told = f"its sign-in is in {signing}, which is no region of AWS"
        mend = "set `authRegion` to the region of your organisation's sign-in page"
        odd.append(failure(REGION, subject, told, mend))
    is_social = credential.auth_method is AuthMethod.SOCIAL
    if is_social and signing != SOCIAL_REGION and _has_regions(book.hosts.auth):
        told = f"its sign-in is in {signing}; social sign-ins are renewed in {SOCIAL_REGION} only"
        odd.append(warning(REGION, subject, told, f"set `authRegion` to {SOCIAL_REGION}"))
    if _has_regions(book.hosts.api) and answering not in ANSWERING_REGIONS:
        told = f"it asks in {answering}; Kiro answers in {' and '.join(ANSWERING_REGIONS[:2])}"
        mend = f"set `apiRegion` to {home or 'the one of the two that your plan is in'}"
        odd.append(warning(REGION, subject, told, mend))
    if home is not None and configured not in {None, home}:
        told = f"it asks in {configured}, and its profile is in {home}"
        odd.append(warning(REGION, subject, told, f"set `apiRegion` to {home}"))
    yield from odd or [ok(REGION, subject, f"it asks in {answering}{_signs_in(credential, book)}")]


def check_profile(credential: Credential, book: AddressBook) -> Finding:
    """Tell whether the profile can be its own."""
    subject, arn = name_of(credential), credential.tokens.profile_arn
    is_builder_id = account_of(credential) is Account.BUILDER_ID
    if not arn:
        if seeks_profile(Route(credential=credential, book=book, invocation_id="")):
            return ok(PROFILE, subject, "none: it is looked for before the first question")
        return ok(PROFILE, subject, "none, and none is needed")
    if arn == BUILDER_ID_PROFILE and not is_builder_id:
        told = "its profile is that of every Builder ID, and this sign-in is none"
        mend = 'take `profileArn` out of the entry, or add `"provider": "BuilderId"` if it is one'
        return failure(PROFILE, subject, told, mend)
    if is_builder_id and arn != BUILDER_ID_PROFILE:
        told = "a Builder ID has no profile of its own, and this one is somebody else's"
        return warning(PROFILE, subject, told, "take `profileArn` out of the entry")
    home = profile_region(arn)
    if home is None or not _PROFILE.fullmatch(arn):
        told = "its `profileArn` does not look like a profile of Kiro's"
        return warning(PROFILE, subject, told, "take `profileArn` out of the entry, or correct it")
    return ok(PROFILE, subject, f"a profile in {home}")


def _until(standing: Standing) -> str:
    return "" if standing.until is None else f" until {stamp(standing.until)}"


def _login(credential: Credential) -> str:
    token = credential.tokens.refresh_token
    return "" if token is None else token.fingerprint()


def _has_regions(templates: tuple[str, ...]) -> bool:
    return any("{region}" in template for template in templates)


def _signs_in(credential: Credential, book: AddressBook) -> str:
    if credential.auth_method in {AuthMethod.API_KEY, AuthMethod.EXTERNAL_IDP}:
        return ""
    return f", its sign-in is in {auth_region(credential, book.regions)}"
