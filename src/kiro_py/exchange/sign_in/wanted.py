"""What somebody wants to sign in with, checked before anybody is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from kiro_py.errors import ConfigInvalid, ConfigRefused
from kiro_py.kiro.address import DEFAULT_REGION, is_region
from kiro_py.kiro.device import BUILDER_ID_START_URL, Provider, find_start_fault


class Method(Enum):
    """The ways to sign in."""

    BUILDER_ID = "builder-id"
    IDC = "idc"
    SOCIAL_DEVICE = "social-device"
    SOCIAL_BROWSER = "social-browser"

    @property
    def is_social(self) -> bool:
        """Whether a Google or GitHub account is used."""
        return self in {Method.SOCIAL_DEVICE, Method.SOCIAL_BROWSER}


PROVIDERS: Final[Mapping[str, Provider]] = MappingProxyType(
    {each.value.lower(): each for each in Provider}
)
"""By the word that people write."""

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One sign-in; `credential_id` is the credential that gets it, `None` for a new one.

    `members` are what a new credential has besides, under the names of the credentials file.
    """

    method: Method
    provider: Provider | None = None
    start_url: str | None = None
    region: str = DEFAULT_REGION
    credential_id: int | None = None
    members: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, repr=False)


def wanted(
    method: Method,
    *,
    provider: str | None = None,
    start_url: str | None = None,
    region: str | None = None,
    credential_id: int | None = None,
    members: Mapping[str, Any] = _NOTHING,
) -> Wanted:
    """Return what is wanted; raises `ConfigRefused` with all that cannot be meant."""
    given = {name: value for name, value in members.items() if value is not None}
    problems = dict(_problems(method, provider, start_url, region))
    if credential_id is not None and given:
        told = f"credential {credential_id} keeps its own; change it there"
        problems |= dict.fromkeys(given, told)
    if problems:
        raise ConfigRefused([ConfigInvalid("sign-in", *found) for found in problems.items()])
    return Wanted(
        method=method,
        provider=PROVIDERS.get(provider or ""),
        start_url=BUILDER_ID_START_URL if method is Method.BUILDER_ID else start_url,
        region=region or DEFAULT_REGION,
        credential_id=credential_id,
        members=MappingProxyType(given),
    )


def _problems(
    method: Method, provider: str | None, start_url: str | None, region: str | None
) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if method is Method.IDC:
        if fault := find_start_fault(start_url or ""):
            found.append(("startUrl", fault))
        if region is not None and not is_region(region):
            found.append(("region", f"expected a region like {DEFAULT_REGION!r}"))
    else:
        mine = {"startUrl": start_url, "region": region}
        found += [(name, "it belongs to `idc`") for name, value in mine.items() if value]
    if method is Method.SOCIAL_DEVICE and provider not in PROVIDERS:
        found.append(("provider", "expected google or github"))
    if provider is not None and not method.is_social:
        found.append(("provider", "it belongs to the social sign-ins"))
    return found
