"""Passes for one request."""

import asyncio
import base64

import pytest

from fakes import FakeClock
from jumping_loop import run_jumping
from kiro_py.clients.client import ENTROPY_BYTES, PLAYGROUND_ID, Client, Minted, minted
from kiro_py.exchange.passes import PASS_SECONDS, Passes
from kiro_py.secret import Secret

NOW = 1_800_000_000.0
SECRET = Secret("key-for-tests")


def passes(secret: Secret = SECRET) -> Passes:
    return Passes(FakeClock(NOW), secret)


def shown(made: Minted) -> bytes:
    return made.key.reveal().encode()


@pytest.mark.parametrize("number", [None, 7, 2**31])
def test_a_pass_is_good_for_one_request(number: int | None):
    """To the credential that it is for."""
    subject = passes()
    made, until = subject.issue(number)
    assert NOW + PASS_SECONDS == until
    expected = Client(id=PLAYGROUND_ID, name="playground", credential_id=number)
    assert expected == subject.take(shown(made))
    assert None is subject.take(shown(made))


def test_another_process_knows_it():
    """It was given out by one, and is shown to the other."""
    made, _ = passes().issue(7)
    found = passes().take(b" " + shown(made) + b" ")
    assert Client(id=PLAYGROUND_ID, name="playground", credential_id=7) == found


def test_a_pass_waits_a_minute():
    """Whoever comes later has none, and what was used is forgotten then."""
    subject = passes()

    async def main() -> list[Client | None]:
        made, _ = subject.issue(None)
        used, _ = subject.issue(None)
        first = subject.take(shown(used))
        await asyncio.sleep(PASS_SECONDS)
        return [first, subject.take(shown(made)), subject.take(shown(used))]

    first, *later = run_jumping(main())
    assert ([None, None], False) == (later, first is None)


def forged() -> bytes:
    """Return a pass for another credential than it was given out for."""
    text = shown(passes().issue(7)[0])
    whole = bytearray(base64.urlsafe_b64decode(text[4:] + b"="))
    whole[9] = 8
    return shown(minted(bytes(whole)))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(forged(), id="another credential"),
        pytest.param(shown(passes(Secret("another key")).issue(7)[0]), id="another secret"),
        pytest.param(shown(minted(bytes(ENTROPY_BYTES))), id="another key of ours"),
        pytest.param(shown(passes().issue(7)[0])[4:], id="no mark"),
        pytest.param(shown(passes().issue(7)[0])[:-4], id="cut"),
        pytest.param(b"kpy_!", id="no key"),
        pytest.param(b"kpy_", id="a mark alone"),
        pytest.param(b"\xff", id="no text"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_nobody_else_gets_in(text: bytes):
    """What was not given out is no pass."""
    assert None is passes().take(text)


def test_no_two_are_the_same():
    """Each is for one request."""
    subject = passes()
    assert 100 == len({subject.issue(None)[0].digest for _ in range(100)})
