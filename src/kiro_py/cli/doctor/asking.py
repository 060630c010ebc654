"""What the service says of a credential: its sign-in, its models, its credits."""

import asyncio
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

import msgspec

from kiro_py.errors import Penalty, Refusal, RenewalFailed, UpstreamUnreachable
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.profiles import Profiles
from kiro_py.exchange.quotas import QuotaReading, Quotas
from kiro_py.exchange.renew import Renewer
from kiro_py.kiro.refusals import classify
from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.pool.renewal import Due, due
from kiro_py.ports.clock import Clock
from kiro_py.ports.upstream import HttpAnswer, HttpCall, Upstream
from kiro_py.translate.models import from_listing
from kiro_py.wire.json import JsonObject

ANSWER_SECONDS: Final = 10.0
"""How long one small answer may take."""

AT_ONCE: Final = 8
"""How many credentials are asked about at once: enough for a person's, and no storm."""

_FINE: Final = 200


@dataclass(frozen=True, slots=True)
class Listing:
    """What one host said when it was asked for the models.

    `models` is `None` when it did not list them; then `refusal` says what the answer means, and is
    `None` when there was none.  `is_profile_foreign` tells that it lists them once the profile is
    left out.
    """

    host: str
    models: tuple[str, ...] | None = None
    refusal: Refusal | None = None
    is_profile_foreign: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """What was learned of one credential; `missed` is why it has no token that can be used.

    `is_withheld` tells that it was not renewed, since the new token could not have been kept;
    `lacks_profile` that it needs a profile and the service tells none.
    """

    was_renewed: bool = False
    is_withheld: bool = False
    missed: RenewalFailed | None = None
    lacks_profile: bool = False
    listings: tuple[Listing, ...] = ()
    quota: QuotaReading | None = None


class _Listed(msgspec.Struct, frozen=True):
    models: list[JsonObject] = []


class Enquiry:
    """Asks about credentials, some at once.

    A token is renewed when it must be, or always with `renews`; never without `can_keep`, since
    the refresh token that it spends could not be replaced.
    """

    def __init__(  # noqa: PLR0913 -- everybody who has a part in it
        self,
        *,
        upstream: Upstream,
        addressing: Addressing,
        renewer: Renewer,
        profiles: Profiles,
        quotas: Quotas,
        clock: Clock,
        renews: bool = False,
        can_keep: bool = True,
    ) -> None:
        self._upstream = upstream
        self._addressing = addressing
        self._renewer = renewer
        self._profiles = profiles
        self._quotas = quotas
        self._clock = clock
        self._renews = renews
        self._can_keep = can_keep
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def ask(self, credential: Credential) -> Account:
        """Return what the service says of `credential`."""
        async with self._turns:
            must_renew = due(credential, self._clock.now()) is Due.MANDATORY
            renews = must_renew or (
                self._renews and credential.auth_method is not AuthMethod.API_KEY
            )
            if renews and not self._can_keep:
                return Account(is_withheld=True)
            try:
                usable = await self._renewed(credential) if renews else credential
            except RenewalFailed as failed:
                return Account(missed=failed)
            heard = await self._heard(usable)
            return replace(heard, was_renewed=renews)

    async def _renewed(self, credential: Credential) -> Credential:
        token = credential.tokens.access_token
        if token is None or due(credential, self._clock.now()) is Due.MANDATORY:
            return await self._renewer.fresh(credential)
        return await self._renewer.force(credential, token)

    async def _heard(self, credential: Credential) -> Account:
        # What does not persist is not written: that is the gateway's to do.
        credential = await self._profiles.completed(replace(credential, persists=False), host=0)
        lacks_profile = self._addressing.seeks_profile(credential, host=0)
        listings = list[Listing]()
        for host in range(len(self._addressing.book.hosts.management)):
            listings.append(await self._list(credential, host))
            if listings[-1].models is not None or _is_limited(listings[-1].refusal):
                break
        if listings[-1].models is None:
            return Account(lacks_profile=lacks_profile, listings=tuple(listings))
        if listings[-1].is_profile_foreign:
            credential = _without_profile(credential)
        quota = await self._quotas.fetch(credential)
        return Account(lacks_profile=lacks_profile, listings=tuple(listings), quota=quota)

    async def _list(self, credential: Credential, host: int) -> Listing:
        """Ask one host; where it refuses and was told a profile, ask it again without that."""
        call = self._addressing.list_models(credential, host=host)
        name = urlsplit(call.url).netloc
        answer = await self._fetch(call)
        if answer is None:
            return Listing(name)
        if (models := _models(answer)) is not None:
            return Listing(name, models)
        bare = self._addressing.list_models(_without_profile(credential), host=host)
        if bare.url != call.url:
            second = await self._fetch(bare)
            models = None if second is None else _models(second)
        return Listing(
            name,
            models,
            refusal=classify(answer.status, answer.headers, answer.body),
            is_profile_foreign=models is not None,
        )

    async def _fetch(self, call: HttpCall) -> HttpAnswer | None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._upstream.fetch(call)
        except (TimeoutError, UpstreamUnreachable):
            return None


def _models(answer: HttpAnswer) -> tuple[str, ...] | None:
    if answer.status != _FINE:
        return None
    try:
        return tuple(from_listing(msgspec.json.decode(answer.body, type=_Listed).models))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _without_profile(credential: Credential) -> Credential:
    return replace(credential, tokens=replace(credential.tokens, profile_arn=None))


def _is_limited(refusal: Refusal | None) -> bool:
    """Tell whether every other host would refuse, too, and should be spared."""
    return refusal is not None and refusal.penalty in {Penalty.SUSPEND, Penalty.COOL}
