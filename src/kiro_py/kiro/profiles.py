"""I know where an account's profile is asked for, and which of several is meant.

An enterprise's profiles are listed, in each of the regions that there are; an API key's is told
when it is asked for by itself; those of other sign-ins come with their tokens or are the same for
all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from kiro_py.kiro.address import (
    CURRENT,
    Account,
    Route,
    account_of,
    api_region,
    auth_region,
    base_url,
    configured_api_region,
    manner_of,
    profile_region,
    proxy_of,
    signed_headers,
)
from kiro_py.kiro.identity import RUNTIME
from kiro_py.ports.upstream import HttpCall

PROFILE_REGIONS: Final = ("us-east-1", "eu-central-1")
"""Where profiles can live: Kiro's own command line looks into both."""

GET_PROFILE_TARGET: Final = "KiroControlPlaneBearerService.GetProfile"
"""With an API key its body may be empty; the REST path is not known everywhere."""


class Profile(msgspec.Struct, frozen=True, rename="camel"):
    """A profile; `status` and `profile_type` are the service's own words, if it says any."""

    arn: str
    status: str = "ACTIVE"
    profile_type: str = "KIRO"

    @property
    def is_usable(self) -> bool:
        """Whether answers can be had with it."""
        return self.status == "ACTIVE"


class _Listed(msgspec.Struct, frozen=True):
    profiles: list[msgspec.Raw] = []


class _Got(msgspec.Struct, frozen=True):
    profile: msgspec.Raw = msgspec.Raw(b"null")


@dataclass(frozen=True, slots=True)
class Question:
    """One call that may find profiles; the answers of all of them together decide."""

    call: HttpCall
    region: str


def can_find_profile(route: Route) -> bool:
    """Tell whether the service would tell a profile of this kind of sign-in."""
    return account_of(route.credential) in {
        Account.IDENTITY_CENTER,
        Account.EXTERNAL_IDP,
        Account.API_KEY,
    }


def profile_questions(route: Route) -> Sequence[Question]:
    """Return the calls to ask for the credential's profile, on the management host of `route`."""
    if account_of(route.credential) is Account.API_KEY:
        region = api_region(route.credential, route.book.regions)
        return (Question(_get_profile(route, region), region),)
    wanted = configured_api_region(route.credential, route.book.regions)
    home = auth_region(route.credential, route.book.regions)
    likely = dict.fromkeys((wanted, home, *PROFILE_REGIONS))
    regions = [region for region in likely if region in PROFILE_REGIONS or region == wanted]
    return tuple(Question(_list_profiles(route, region), region) for region in regions if region)


def read_profiles(body: bytes) -> tuple[Profile, ...]:
    """Return the profiles that an answer tells; none when it tells none."""
    try:
        listed = msgspec.json.decode(body, type=_Listed).profiles
        got = msgspec.json.decode(body, type=_Got).profile
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ()
    return tuple(_readable((*listed, got)))


def choose_profile(profiles: Iterable[Profile], route: Route) -> Profile | None:
    """Return the profile that is meant: one that can be used, in the wanted region if there is one.

    Among equals the first one told; an owner who means another one writes `profileArn`.
    """
    usable = [profile for profile in profiles if profile.is_usable]
    wanted = configured_api_region(route.credential, route.book.regions)
    nearest = [profile for profile in usable if profile_region(profile.arn) == wanted]
    return next(iter(nearest or usable), None)


def _readable(raws: Iterable[msgspec.Raw]) -> Iterable[Profile]:
    for raw in raws:
        try:
            profile = msgspec.json.decode(raw, type=Profile)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        if profile_region(profile.arn) is not None:
            yield profile


def _list_profiles(route: Route, region: str) -> HttpCall:
    base = base_url(route.book.hosts.management[route.host], region)
    return HttpCall(
        method="POST",
        url=f"{base}{manner_of(base, CURRENT).profiles_path}",
        headers={"content-type": "application/json", **signed_headers(route, RUNTIME, attempts=1)},
        body=b"{}",
        proxy=proxy_of(route.credential, route.book),
    )


def _get_profile(route: Route, region: str) -> HttpCall:
    base = base_url(route.book.hosts.management[route.host], region)
    return HttpCall(
        method="POST",
        url=f"{base}/",
        headers={
            "content-type": "application/x-amz-json-1.0",
            "x-amz-target": GET_PROFILE_TARGET,
            **signed_headers(route, RUNTIME, attempts=1),
        },
        body=b"{}",
        proxy=proxy_of(route.credential, route.book),
    )
