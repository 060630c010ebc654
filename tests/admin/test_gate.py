"""Who gets in, with what, and how often somebody may try."""

from collections.abc import Coroutine
from typing import Any, cast

import pytest
from litestar.types import HTTPScope

from fakes import FakeClock
from jumping_loop import run_jumping
from kiro_py.adapters.passing_memory import PassingSessions
from kiro_py.admin.address import Proxies
from kiro_py.admin.gate import Gate, Visitor, WrongKey
from kiro_py.admin.key import AdminKey
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.sessions import Sessions
from kiro_py.admin.throttle import FREE_TRIES, FREE_TRIES_OF_ALL, Throttle
from kiro_py.secret import Secret

ADA, BOB = "192.0.2.1", "192.0.2.2"
RIGHT, WRONG = {"x-api-key": "key"}, {"x-api-key": "another"}


def gate() -> Gate:
    key, clock = AdminKey(Secret("key")), FakeClock()
    return Gate(key, Sessions(key, PassingSessions(), clock), Throttle(clock), Proxies(()))


def scope(method: str = "GET", address: str = ADA) -> HTTPScope:
    return cast("Any", {"method": method, "client": (address, 1), "headers": [], "scheme": "http"})


def refusal(asking: Coroutine[Any, Any, object]) -> KeeperRefused:
    """Return what `asking` is refused with."""
    with pytest.raises(KeeperRefused) as refused:
        run_jumping(asking)
    return refused.value


async def guess(subject: Gate, times: int, address: str = ADA) -> KeeperRefused:
    """Show so many wrong keys, and return the last refusal."""
    for number in range(times - 1):
        with pytest.raises(KeeperRefused):
            await subject.admit(scope(address=address), {"x-api-key": f"guess {number}"}, "")
    with pytest.raises(KeeperRefused) as refused:
        await subject.admit(scope(address=address), {"x-api-key": "last"}, "")
    return refused.value


def test_the_key_opens():
    """A change needs nothing else."""
    assert Visitor("key") == run_jumping(gate().admit(scope("POST"), RIGHT, ""))


@pytest.mark.parametrize(("headers", "cookie"), [(WRONG, ""), ({}, ""), ({}, "guessed")])
def test_nobody_else_is_let_in(headers: dict[str, str], cookie: str):
    """A wrong key, none, and a session that there never was."""
    assert 401 == refusal(gate().admit(scope(), headers, cookie)).status


async def signed_on(subject: Gate) -> tuple[str, str]:
    """Sign on, and return the cookie and the token for changes."""
    cookie, visitor = await subject.sign_on(scope("POST"), " key ")
    assert visitor.session is not None
    return cookie, visitor.session.csrf_token


@pytest.mark.parametrize(
    ("status", "method", "is_token_sent"),
    [(200, "GET", False), (200, "POST", True), (403, "POST", False), (403, "DELETE", False)],
)
def test_a_session_opens(status: int, method: str, is_token_sent: bool):  # noqa: FBT001 -- a table
    """To a change only with its token, which no other page in the browser can know."""

    async def run() -> int:
        subject = gate()
        cookie, token = await signed_on(subject)
        headers = {"x-csrf-token": token} if is_token_sent else {}
        try:
            visitor = await subject.admit(scope(method), headers, cookie)
        except KeeperRefused as refused:
            return refused.status
        assert visitor.who.startswith("session ")
        return 200

    assert status == run_jumping(run())


def test_a_wrong_key_is_not_mended_by_a_session():
    """Who shows a key means it."""

    async def run() -> None:
        subject = gate()
        cookie, _ = await signed_on(subject)
        await subject.admit(scope(), WRONG, cookie)

    assert 401 == refusal(run()).status


def test_guessing_is_told_to_wait():
    """Even the right key is then, from there: whoever guesses would learn it otherwise."""

    async def run() -> None:
        subject = gate()
        assert 401 == (await guess(subject, FREE_TRIES)).status
        await subject.admit(scope(), RIGHT, "")

    refused = refusal(run())
    assert (429, {"retry-after": "1"}) == (refused.status, refused.headers)


def test_the_right_key_from_elsewhere_is_not_kept_out():
    """However much somebody guesses, and wherever from."""

    async def run() -> Visitor:
        subject = gate()
        for number in range(FREE_TRIES_OF_ALL + FREE_TRIES):
            await guess(subject, 1, f"198.51.100.{number}")
        assert 429 == (await guess(subject, 1, BOB)).status
        return await subject.admit(scope(address=ADA), RIGHT, "")

    assert Visitor("key") == run_jumping(run())


def test_strangers_wait_before_they_sign_on_when_many_guess():
    """Those who were there before do not."""

    async def run() -> list[int]:
        subject = gate()
        await signed_on(subject)
        for number in range(FREE_TRIES_OF_ALL):
            await guess(subject, 1, f"198.51.100.{number}")
        found: list[int] = []
        for address in (ADA, BOB):
            try:
                await subject.sign_on(scope(address=address), "key")
                found.append(200)
            except KeeperRefused as refused:
                found.append(refused.status)
        return found

    assert [200, 429] == run_jumping(run())


def test_only_a_new_guess_is_one():
    """The same key again says nothing new, and fills no log."""

    async def run() -> list[bool]:
        subject = gate()
        found: list[bool] = []
        for _ in range(2):
            try:
                await subject.sign_on(scope(), "another")
            except WrongKey as wrong:
                found.append(wrong.is_guess)
        return found

    assert [True, False] == run_jumping(run())


def test_a_session_can_be_asked_for_the_key_again():
    """What a session alone may not have needs the key itself."""
    gate().proves(scope(), "key")
    with pytest.raises(WrongKey):
        gate().proves(scope(), "another")
