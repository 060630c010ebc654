"""A renewal that is killed: what can be lost, and what cannot.

A refresh token that has been spent is worth nothing, and its successor exists only in the answer.
Until that has arrived (`unheard`) it is the service's to keep.  Then it is noted at once, before it
is written safely: what is left to a kill are the instructions between the answer and the note.
From then on (`noted`, `kept`) it is never lost: that is what is promised here.
"""

import asyncio
import json
import random
from collections import Counter
from pathlib import Path

import aiohttp

from faults.ground import write
from faults.orders import servant
from faults.sign_in import opened
from kiro_py.simulator.server import Simulator
from kiro_py.simulator.settings import Settings

KILLS = 200
SEED = 20_261_126
MOMENTS = {"started": 0.03, "asked": 0.01, "noted": 0.03, "kept": 0.001}
"""After what to kill, and how many seconds later at the most."""


async def read(path: Path) -> str:
    """Return the refresh token that the next process finds; all files are their owner's alone."""
    for kept in path.parent.iterdir():
        assert 0o600 == kept.stat().st_mode & 0o777, kept.name
    found = (await opened(path).reread(1)).tokens.refresh_token
    assert found is not None
    return found.reveal()


async def settle(kiro: Simulator) -> None:
    """Let the service end what the dead have asked for."""
    async with asyncio.timeout(10), aiohttp.ClientSession(kiro.url) as session:
        is_busy = True
        while is_busy:
            async with session.get("/_simulator/state") as response:
                is_busy = (await response.json())["openCalls"] > 0


def fate(told: dict[str, str], *, is_lost: bool) -> str:
    """Say what has become of the newest token of a renewal that was killed."""
    match told:
        case {"kept": _}:
            return "kept and lost" if is_lost else "kept"
        case {"noted": _}:
            return "noted and lost" if is_lost else "noted"
        case {"received": _}:
            return "unnoted" if is_lost else "noted, untold"
        case _:
            return "unheard" if is_lost else "unasked"


async def test_what_is_kept_survives_being_killed(tmp_path: Path):
    """Two hundred renewals are killed at any moment, and no token is lost that was kept."""
    path, chance = tmp_path / "credentials.json", random.Random(SEED)
    fates: Counter[str] = Counter()
    async with (
        # A token of so short a life is renewed by every process that begins.
        Simulator(settings=Settings(token_lifetime_seconds=30)) as kiro,
        servant("faults.dying", path, kiro.url) as dying,
    ):
        write(path, kiro.accounts.credential("social"))
        path.chmod(0o600)
        for moment in chance.choices(list(MOMENTS), k=KILLS):
            seconds = chance.uniform(0, MOMENTS[moment])
            told = json.loads(await dying.obey(f"{moment} {seconds}"))
            await settle(kiro)
            newest = kiro.accounts.credential("social")
            is_lost = newest["refreshToken"] != await read(path)
            fates[fate(told, is_lost=is_lost)] += 1
            if is_lost:  # somebody signs in again
                write(path, newest)
        last = json.loads(await dying.obey("kept 0"))

        assert last["kept"] == await read(path)
        assert 0 == fates["kept and lost"], fates
        assert 0 == fates["noted and lost"], fates
        assert 0 == kiro.accounts.refresh_tokens_spent_twice
        assert KILLS == fates.total()
        assert min(fates["kept"], fates["noted"], fates["unasked"]) > 0, fates
