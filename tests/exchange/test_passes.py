"""Passes for one request."""

import asyncio

from fakes import FakeClock
from jumping_loop import run_jumping
from kiro_py.clients.client import PLAYGROUND_ID, Client
from kiro_py.exchange.passes import MOST_PASSES, PASS_SECONDS, Passes

NOW = 1_800_000_000.0


def test_a_pass_is_good_for_one_request():
    """To the credential that it is for."""
    passes = Passes(FakeClock(NOW))
    made, until = passes.issue(7)
    assert NOW + PASS_SECONDS == until
    expected = Client(id=PLAYGROUND_ID, name="playground", credential_id=7)
    assert expected == passes.take(made.digest)
    assert None is passes.take(made.digest)


def test_a_pass_waits_a_minute():
    """Whoever comes later has none, and neither has whoever was never given one."""
    passes = Passes(FakeClock(NOW))

    async def main() -> Client | None:
        made, _ = passes.issue(None)
        await asyncio.sleep(PASS_SECONDS)
        return passes.take(made.digest)

    assert None is run_jumping(main())
    assert None is passes.take(b"x" * 32)


def test_so_many_passes_wait_and_no_more():
    """The oldest is forgotten for the newest, and no two are the same."""
    passes = Passes(FakeClock(NOW))
    made = [passes.issue(None)[0] for _ in range(MOST_PASSES + 1)]
    assert MOST_PASSES + 1 == len({each.digest for each in made})
    assert None is passes.take(made[0].digest)
    assert None is not passes.take(made[1].digest)
    assert None is not passes.take(made[-1].digest)
