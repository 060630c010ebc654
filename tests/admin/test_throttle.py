"""Guessing is slow; nobody else is kept waiting."""

import asyncio

import pytest

from fakes import FakeClock
from jumping_loop import run_jumping
from kiro_py.admin import throttle
from kiro_py.admin.throttle import Throttle

ADA, BOB = "192.0.2.1", "192.0.2.2"


def guess(subject: Throttle, address: str, times: int) -> None:
    for number in range(times):
        subject.wrong(address, f"guess {number} of {address}".encode())


def test_the_first_tries_are_free():
    """A slip of the hand costs nothing."""
    subject = Throttle(FakeClock())
    guess(subject, ADA, throttle.FREE_TRIES - 1)
    assert 0 == subject.wait(ADA)


def test_waits_grow_and_have_an_end():
    """Each further guess makes the address wait twice as long, a minute at the most."""

    async def waits() -> list[float]:
        subject = Throttle(FakeClock())
        guess(subject, ADA, throttle.FREE_TRIES - 1)
        found: list[float] = []
        for number in range(8):
            subject.wrong(ADA, f"{number}".encode())
            found.append(subject.wait(ADA))
            await asyncio.sleep(subject.wait(ADA))
            assert 0 == subject.wait(ADA)
        return found

    assert [1, 2, 4, 8, 16, 32, 60, 60] == pytest.approx(run_jumping(waits()))


def test_the_same_wrong_key_is_one_guess():
    """A script with an old key keeps nobody at its address from signing in."""
    subject = Throttle(FakeClock())
    found = [subject.wrong(ADA, b"old key") for _ in range(100)]
    assert [True] + 99 * [False] == found
    assert 0 == subject.wait(ADA)


def test_others_do_not_wait():
    """Whoever guesses locks out himself."""
    subject = Throttle(FakeClock())
    guess(subject, ADA, 20)
    assert 0 < subject.wait(ADA)
    assert 0 == subject.wait(BOB)


def test_the_right_key_is_forgiven():
    """After it the tries are free again."""
    subject = Throttle(FakeClock())
    guess(subject, ADA, 20)
    subject.right(ADA)
    guess(subject, ADA, throttle.FREE_TRIES - 1)
    assert 0 == subject.wait(ADA)


def test_an_hour_of_quiet_is_forgotten():
    """Slips of different days do not add up."""

    async def run() -> float:
        subject = Throttle(FakeClock())
        guess(subject, ADA, throttle.FREE_TRIES - 1)
        await asyncio.sleep(throttle.FORGET_SECONDS + 1)
        subject.wrong(ADA, b"another")
        return subject.wait(ADA)

    assert 0 == run_jumping(run())


def test_a_network_of_addresses_is_one_holder():
    """Whoever has an IPv6 network has no more tries than anybody else."""
    subject = Throttle(FakeClock())
    for number in range(throttle.FREE_TRIES):
        subject.wrong(f"2001:db8::{number}", f"{number}".encode())
    assert 0 < subject.wait("2001:db8::ffff")
    assert 0 == subject.wait("2001:db8:1::1")


def flooded(subject: Throttle) -> None:
    for number in range(throttle.FREE_TRIES_OF_ALL + 10):
        subject.wrong(f"198.51.{number // 250}.{number % 250}", b"guess")


def test_guesses_from_everywhere_make_strangers_wait():
    """Not for long, and not an address that was right before."""
    subject = Throttle(FakeClock())
    subject.right(ADA)
    flooded(subject)
    assert throttle.LONGEST_WAIT_OF_ALL == subject.wait_of_strangers(BOB)
    assert 0 == subject.wait_of_strangers(ADA)
    assert 0 == subject.wait(BOB)


@pytest.mark.parametrize("act", ["wrong", "right"])
def test_memory_has_a_limit(act: str):
    """However many addresses come."""

    async def run() -> int:
        subject = Throttle(FakeClock())
        for number in range(throttle.MAX_ADDRESSES + 5):
            address = f"host {number}"
            if act == "wrong":
                subject.wrong(address, b"guess")
            else:
                subject.right(address)
        return len(subject._guessers) + len(subject._trusted)

    limits = {"wrong": throttle.MAX_ADDRESSES, "right": throttle.MAX_TRUSTED}
    assert limits[act] == run_jumping(run())


def test_a_name_is_an_address_too():
    """What a proxy writes need not be a number."""
    subject = Throttle(FakeClock())
    guess(subject, "unknown", throttle.FREE_TRIES)
    assert 0 < subject.wait("unknown")
