"""Renewals at a person's word."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from fakes import Forgetful, Notes
from fakes_credentials import (
    BOOK,
    HandClock,
    MemoryStore,
    SignIn,
    answer,
    granted,
    social,
    tokens,
)
from kiro_py.errors import RenewalFailed
from kiro_py.exchange.book import Book
from kiro_py.exchange.renew import Renewer
from kiro_py.exchange.word import made_usable, renew_now, renewed
from kiro_py.pool.credential import Credential
from kiro_py.pool.standing import State
from kiro_py.ports.upstream import HttpAnswer
from kiro_py.secret import Secret

Ask = Callable[[Renewer, Book, Credential], Coroutine[Any, Any, Credential]]

DEAD = answer(401, {"message": "no"})
DOWN = answer(503)
NEW = Secret("new-access")
OLD = Secret("access")


class World:
    """A credential, its sign-in service, and how it stands."""

    def __init__(self, credential: Credential, *answers: HttpAnswer) -> None:
        self.credential = credential
        self.service, clock, notes = SignIn(*answers), HandClock(), Notes()
        self.renewer = Renewer(
            store=MemoryStore(credential),
            upstream=self.service,
            clock=clock,
            journal=notes,
            book=BOOK,
        )
        self.book = Book(Forgetful(), clock, notes)

    def ask(self, ask: Ask) -> Credential:
        async def main() -> Credential:
            async with self.renewer:
                return await ask(self.renewer, self.book, self.credential)

        return asyncio.run(main())

    @property
    def state(self) -> State:
        return self.book.standing(self.credential).state


@pytest.mark.parametrize(
    ("expected", "ask", "credential"),
    [
        pytest.param(NEW, renew_now, social(), id="now"),
        pytest.param(NEW, renew_now, social(tokens(None)), id="now, without a token"),
        pytest.param(OLD, made_usable, social(), id="usable as it is"),
        pytest.param(NEW, made_usable, social(tokens(expires_in=-1)), id="usable again"),
        pytest.param(NEW, renewed, social(), id="refused"),
        pytest.param(None, renewed, social(tokens(None)), id="refused without a token"),
    ],
)
def test_a_token_is_renewed_as_it_is_wanted(
    expected: Secret | None, ask: Ask, credential: Credential
):
    """A person's word counts even for a token that lives."""
    subject = World(credential, granted())
    assert expected == subject.ask(ask).bearer


@pytest.mark.parametrize("ask", [renew_now, made_usable, renewed])
@pytest.mark.parametrize(
    ("answered", "state"), [(DEAD, State.NEEDS_LOGIN), (DOWN, State.READY)], ids=["dead", "down"]
)
def test_a_sign_in_that_is_over_is_remembered(ask: Ask, answered: HttpAnswer, state: State):
    """A passing failure says nothing about it."""
    subject = World(social(tokens(expires_in=-1)), answered)
    with pytest.raises(RenewalFailed):
        subject.ask(ask)
    assert state is subject.state


def test_a_renewal_proves_that_a_sign_in_lives():
    """Its refresh token may be the same as before."""
    subject = World(social(), granted(refresh=None))
    subject.book.failed(subject.credential, RenewalFailed("gone", is_final=True))
    assert State.NEEDS_LOGIN is subject.state
    subject.ask(renew_now)
    assert State.READY is subject.state
