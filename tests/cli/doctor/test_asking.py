"""What is asked of the service, and in which order."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from fakes import Notes
from fakes_credentials import (
    ARN,
    BOOK,
    HandClock,
    MemoryStore,
    SignIn,
    answer,
    api_key,
    granted,
    idc,
    social,
    tokens,
)
from kiro_py.cli.doctor.asking import Account, Enquiry
from kiro_py.errors import GatewayError, UpstreamUnreachable
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.profiles import Profiles
from kiro_py.exchange.quotas import Quotas
from kiro_py.exchange.renew import Renewer
from kiro_py.pool.credential import Credential
from kiro_py.ports.upstream import HttpAnswer

MODELS = answer(200, {"models": [{"modelId": "claude-sonnet-4.5"}]})
USAGE = answer(
    200, {"usageBreakdownList": [{"resourceType": "CREDIT", "usageLimit": 100, "currentUsage": 1}]}
)
REFUSED = answer(403, {"message": "The bearer token included in the request is invalid."})
SUSPENDED = answer(403, {"message": "", "reason": "TEMPORARILY_SUSPENDED"})
SILENT = UpstreamUnreachable("connect", host="example.com")


@dataclass
class Desk:
    """An enquiry about one credential, and what it has asked."""

    credential: Credential
    service: SignIn
    store: MemoryStore
    clock: HandClock = field(default_factory=HandClock)

    async def ask(self, **changes: Any) -> Account:
        addressing, notes = Addressing(BOOK), Notes()
        renewer = Renewer(
            store=self.store, upstream=self.service, clock=self.clock, journal=notes, book=BOOK
        )
        enquiry = Enquiry(
            upstream=self.service,
            addressing=addressing,
            renewer=renewer,
            profiles=Profiles(self.service, addressing, self.store, self.clock, notes),
            quotas=Quotas(self.service, addressing, self.clock, notes),
            clock=self.clock,
            **changes,
        )
        async with renewer:
            return await enquiry.ask(self.credential)

    @property
    def asked(self) -> list[str]:
        """The last parts of the paths, with a mark where a profile was told."""
        return [
            call.url.partition("?")[0].rpartition("/")[2] + "+" * ("profileArn" in call.url)
            for call in self.service.calls
        ]


def desk(credential: Credential, *answers: HttpAnswer | GatewayError) -> Desk:
    return Desk(credential, SignIn(*answers), MemoryStore(credential))


async def test_models_and_credits_are_asked_for():
    """Of a key that works, two questions learn everything."""
    subject = desk(api_key(), MODELS, USAGE)
    account = await subject.ask()

    assert ["List-Available-Models", "getUsageLimits"] == subject.asked
    assert ("claude-sonnet-4.5",) == account.listings[0].models
    assert account.quota is not None
    assert account.quota.quota is not None


@pytest.mark.parametrize(
    ("expires_in", "renews", "was_renewed"),
    [(3_600, False, False), (120, False, False), (30, False, True), (3_600, True, True)],
    ids=["alive", "nearly over", "over", "asked for"],
)
async def test_a_token_is_renewed_when_it_must_be(
    expires_in: float,
    renews: bool,  # noqa: FBT001 -- a case
    was_renewed: bool,  # noqa: FBT001 -- an expectation
):
    """One that lives is used as it is, unless that is asked for."""
    answers = [granted()] if was_renewed else []
    subject = desk(social(tokens(expires_in=expires_in)), *answers, MODELS, USAGE)
    account = await subject.ask(renews=renews)

    assert (was_renewed, len(answers)) == (account.was_renewed, len(subject.store.saved))
    used = subject.service.calls[-1].headers["authorization"]
    assert f"Bearer {'new-access' if was_renewed else 'access'}" == used


async def test_a_key_is_never_renewed():
    """Asking for renewals is no fault where there is nothing to be renewed."""
    account = await desk(api_key(), MODELS, USAGE).ask(renews=True)

    assert not account.was_renewed


async def test_no_refresh_token_is_spent_in_vain():
    """What could not be kept is not asked for."""
    subject = desk(social(tokens(expires_in=-1)))
    account = await subject.ask(can_keep=False)

    assert (True, []) == (account.is_withheld, subject.asked)


async def test_a_renewal_that_fails_ends_the_questions():
    """There is no token to ask with."""
    subject = desk(social(tokens(expires_in=-1)), answer(401, {}))
    account = await subject.ask()

    assert account.missed is not None
    assert (True, ["refreshToken"]) == (account.missed.is_final, subject.asked)


@pytest.mark.parametrize(
    ("first", "refusal"),
    [(REFUSED, "token-refused"), (SILENT, None), (answer(200, b"<html>"), None)],
    ids=["refused", "silent", "no list"],
)
async def test_every_host_is_asked_until_one_lists(
    first: HttpAnswer | GatewayError, refusal: str | None
):
    """What the first one said is kept."""
    subject = desk(api_key(), first, MODELS, USAGE)
    listings = (await subject.ask()).listings

    assert [None, ("claude-sonnet-4.5",)] == [listing.models for listing in listings]
    if refusal is not None:
        assert listings[0].refusal is not None
        assert refusal == listings[0].refusal.name


async def test_an_account_that_is_locked_is_left_alone():
    """Neither the other host nor its credits are asked about."""
    subject = desk(api_key(), SUSPENDED)
    account = await subject.ask()

    assert (["List-Available-Models"], None) == (subject.asked, account.quota)


async def test_a_foreign_profile_is_found_out():
    """The host that refuses with it and accepts without it tells; the credits are asked so, too."""
    credential = idc(replace(tokens(), profile_arn=ARN))
    subject = desk(credential, REFUSED, MODELS, USAGE)
    account = await subject.ask()

    assert account.listings[0].is_profile_foreign
    assert ["List-Available-Models+", "List-Available-Models", "getUsageLimits"] == subject.asked


async def test_a_profile_is_looked_for_and_not_written():
    """The gateway will find it, too; here it is only used."""
    found = answer(200, {"profiles": [{"arn": ARN}]})
    subject = desk(idc(), found, found, MODELS, USAGE)
    account = await subject.ask()

    assert (False, []) == (account.lacks_profile, subject.store.saved)
    assert "getUsageLimits+" == subject.asked[-1]


async def test_a_profile_that_nobody_tells_is_lacking():
    """Both regions of both hosts were asked."""
    none = answer(200, {"profiles": []})
    subject = desk(idc(), *[none] * 4, MODELS, USAGE)

    assert (await subject.ask()).lacks_profile
