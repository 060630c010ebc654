"""Sessions of the page: how they begin, how long they last, how they end."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from fakes import FakeClock
from jumping_loop import run_jumping
from kiro_py.adapters.passing_memory import PassingSessions
from kiro_py.admin.key import AdminKey
from kiro_py.admin.sessions import IDLE_SECONDS, LONGEST_SECONDS, Sessions
from kiro_py.errors import StoreUnwritable
from kiro_py.secret import Secret


class FullDisk(PassingSessions):
    """Keeps what there is; `tries` counts what it could not write."""

    tries = 0

    async def touch(self, digest: bytes, seen_at: float) -> None:
        self.tries += 1
        raise StoreUnwritable("the database", why=f"{digest!r} at {seen_at}: the disk is full")


def sessions(store: PassingSessions | None = None, key: str = "key") -> Sessions:
    return Sessions(AdminKey(Secret(key)), store or PassingSessions(), FakeClock())


def is_found(wait: Callable[[Sessions, str], Awaitable[None]]) -> bool:
    """Return whether a session is there after `wait`."""

    async def run() -> bool:
        subject = sessions()
        token, _ = await subject.begin("192.0.2.1")
        await wait(subject, token)
        return await subject.find(token) is not None

    return run_jumping(run())


def test_a_token_finds_its_session():
    """It has the same token for changes each time, and another browser has another one."""

    async def run() -> None:
        subject = sessions()
        token, begun = await subject.begin("192.0.2.1")
        other, another = await subject.begin("192.0.2.1")
        found = await subject.find(token)
        assert begun == found
        assert token != other
        assert begun.csrf_token != another.csrf_token
        assert begun.name != another.name
        assert await subject.find("guessed") is None

    run_jumping(run())


def test_the_store_cannot_be_used_to_sign_in():
    """It holds neither the browser's token nor the one for changes."""

    async def run() -> None:
        store = PassingSessions()
        token, session = await sessions(store).begin("192.0.2.1")
        kept = repr(store._sessions)
        assert token not in kept
        assert session.csrf_token not in kept

    run_jumping(run())


def test_only_its_own_token_is_meant():
    """A change from elsewhere in the browser is told apart."""

    async def run() -> None:
        _, session = await sessions().begin("192.0.2.1")
        assert session.is_meant(session.csrf_token)
        assert not session.is_meant("")
        assert not session.is_meant("ü")

    run_jumping(run())


def test_a_quiet_session_ends():
    """After twelve hours without a request."""

    async def wait(_: Sessions, __: str) -> None:
        await asyncio.sleep(IDLE_SECONDS)

    assert not is_found(wait)


def test_a_busy_session_goes_on():
    """Each request makes it longer."""

    async def wait(subject: Sessions, token: str) -> None:
        for _ in range(3):
            await asyncio.sleep(IDLE_SECONDS - 1)
            assert await subject.find(token) is not None

    assert is_found(wait)


def test_a_store_that_cannot_be_written_sends_nobody_away():
    """It is left alone for a minute, and a session ends as if nobody had come since."""

    async def run() -> tuple[int, bool]:
        store = FullDisk()
        subject = sessions(store)
        token, _ = await subject.begin("192.0.2.1")
        await asyncio.sleep(61)
        for _ in range(3):
            assert await subject.find(token) is not None
        await asyncio.sleep(61)
        assert await subject.find(token) is not None
        tries = store.tries
        await asyncio.sleep(IDLE_SECONDS)
        return tries, await subject.find(token) is None

    assert (2, True) == run_jumping(run())


def test_no_session_lasts_for_ever():
    """After seven days whoever is there signs in again."""

    async def wait(subject: Sessions, token: str) -> None:
        for _ in range(LONGEST_SECONDS // 3600):
            assert await subject.find(token) is not None
            await asyncio.sleep(3600)

    assert not is_found(wait)


def test_a_look_makes_it_no_longer():
    """A page that is left open and only listens does not keep its session."""

    async def run() -> list[bool]:
        subject = sessions()
        _, session = await subject.begin("192.0.2.1")
        found = [await subject.is_open(session)]
        await asyncio.sleep(IDLE_SECONDS)
        return [*found, await subject.is_open(session)]

    assert [True, False] == run_jumping(run())


def test_signing_off_ends_it():
    """At once."""

    async def wait(subject: Sessions, token: str) -> None:
        session = await subject.find(token)
        assert session is not None
        await subject.end(session)
        assert not await subject.is_open(session)

    assert not is_found(wait)


@pytest.mark.parametrize(("expected", "key"), [(True, "key"), (False, "another")])
def test_another_admin_key_ends_them_all(expected: bool, key: str):  # noqa: FBT001 -- a table
    """Whoever changes the key because it was seen has signed everybody out."""

    async def run() -> bool:
        store = PassingSessions()
        token, _ = await sessions(store).begin("192.0.2.1")
        return await sessions(store, key).find(token) is not None

    assert expected == run_jumping(run())


def test_it_tells_when_it_ends():
    """Twelve hours from the last request, seven days from the first at the latest."""

    async def run() -> tuple[float, float]:
        subject = sessions()
        token, session = await subject.begin("192.0.2.1")
        began = session.kept.began_at
        first = session.expires_at - began
        for _ in range(LONGEST_SECONDS // 3600 - 2):
            await asyncio.sleep(3600)
            found = await subject.find(token)
            assert found is not None
            session = found
        return first, session.expires_at - began

    assert (IDLE_SECONDS, LONGEST_SECONDS) == run_jumping(run())


def test_old_ones_are_forgotten():
    """The store does not grow."""

    async def run() -> int:
        store = PassingSessions()
        subject = sessions(store)
        await subject.begin("192.0.2.1")
        await asyncio.sleep(IDLE_SECONDS + 1)
        await subject.begin("192.0.2.2")
        await subject.clean()
        return len(store._sessions)

    assert 1 == run_jumping(run())
