"""Whose turn it is, with a token that is good."""

import pytest

from fakes import FakeClock, FakeUpstream, Notes
from fakes_credentials import BOOK, NOW, MemoryStore, api_key, granted, social, tokens
from jumping_loop import run_jumping
from kiro_py.errors import NoCredential, RenewalFailed
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.renew import Renewer
from kiro_py.pool.credential import Credential
from kiro_py.ports.upstream import HttpAnswer
from kiro_py.secret import Secret


class World:
    """Leases on some credentials, and a sign-in service."""

    def __init__(self, *credentials: Credential, answers: tuple[HttpAnswer, ...] = ()) -> None:
        store = MemoryStore(*credentials)
        self.upstream = FakeUpstream(answers)
        self.renewer = Renewer(
            store=store, upstream=self.upstream, clock=FakeClock(NOW), journal=Notes(), book=BOOK
        )
        self.leases = Leases(store, self.renewer)

    def take(self) -> Credential:
        async def main() -> Credential:
            async with self.renewer:
                return await self.leases.take()

        return run_jumping(main())

    def renewed(self, refused: Credential) -> Credential:
        async def main() -> Credential:
            async with self.renewer:
                return await self.leases.renewed(refused)

        return run_jumping(main())


def test_the_best_one_is_taken():
    """The lowest priority that is enabled."""
    subject = World(
        api_key(id=1, priority=2), api_key(id=2, priority=1), api_key(id=3, disabled=True)
    )
    assert 2 == subject.take().id


def test_a_token_that_has_ended_is_renewed_first():
    """Nobody gets a dead token."""
    subject = World(social(tokens(expires_in=-1)), answers=(granted("new"),))
    assert Secret("new") == subject.take().bearer


@pytest.mark.parametrize(
    ("credentials", "why"),
    [
        pytest.param((), "0 credentials, 0 of them disabled", id="none"),
        pytest.param((api_key(disabled=True),), "1 credentials, 1 of them disabled", id="disabled"),
    ],
)
def test_nobody_is_told(credentials: tuple[Credential, ...], why: str):
    """Without an enabled credential the error counts them."""
    subject = World(*credentials)
    with pytest.raises(NoCredential, match=why):
        subject.take()


@pytest.mark.parametrize(
    ("credential", "expected"),
    [(api_key(), True), (api_key(disabled=True), False)],
    ids=["enabled", "disabled"],
)
def test_readiness_is_having_one(credential: Credential, expected: bool):  # noqa: FBT001 -- a column of the table
    """There is somebody as long as one is enabled."""
    assert expected is World(credential).leases.has_any


def test_a_refused_token_is_replaced():
    """What the service refused is renewed, although it seemed to live."""
    refused = social()
    subject = World(refused, answers=(granted("new"),))
    assert Secret("new") == subject.renewed(refused).bearer


def test_a_refused_key_is_not():
    """An API key without tokens is given back as it is: nothing about it can be renewed."""
    refused = api_key()
    assert refused == World(refused).renewed(refused)


def test_a_renewal_that_fails_is_told():
    """No other token can be had."""
    refused = social()
    subject = World(refused, answers=(HttpAnswer(401, {}, b"{}"),))
    with pytest.raises(RenewalFailed) as failed:
        subject.renewed(refused)
    assert failed.value.is_final
