"""Renewals of credentials that replicas share: each in its turn, and what it owes is paid later."""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from kiro_py.adapters.database.behind import Behind
from kiro_py.adapters.database.credential_turns import (
    TURN_SECONDS,
    CredentialTurns,
    Look,
    Spending,
    Turn,
)
from kiro_py.adapters.database.engine import Database, DatabaseAway
from kiro_py.adapters.database.failures import FAILURES, told
from kiro_py.adapters.together import Together
from kiro_py.errors import RenewalFailed
from kiro_py.exchange.pending import Pending

LOOK_SECONDS: Final = 0.1
LONGEST_LOOK_SECONDS: Final = 0.5
"""How often it is looked whether another one's turn has ended: each time a little later.

However many are waited for, one question is asked about all of them.
"""

REASONS: Final = {
    Spending.IS_LATE: "another replica has taken the turn to renew it",
    Spending.IS_RENEWED: "another replica has renewed it",
    Spending.MAY_BE_SPENT: (
        "another replica may have spent its refresh token, and has not said what came of it: "
        "sign in anew, or reset the credential to have it tried once more"
    ),
}
"""Why a refresh token is not sent."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one waits for the database, and for other replicas.

    `wait_seconds` is how long another one's renewal may take, `answer_seconds` an answer that
    somebody waits for, `write_seconds` a change.
    """

    turn_seconds: float = TURN_SECONDS
    wait_seconds: float = 65.0
    answer_seconds: float = 2.0
    write_seconds: float = 5.0


@asynccontextmanager
async def within(seconds: float) -> AsyncGenerator[None]:
    """Raise `TimeoutError`, in words, when the context lasts longer."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as late:
        raise TimeoutError(str(late) or f"no answer in {seconds:g} s") from late


class Renewals:
    """The turns of one process; `is_unsaved` tells whose new tokens are only in memory.

    As long as they are, the turn lasts: nobody else could know them.
    """

    def __init__(
        self,
        database: Database,
        me: str,
        patience: Patience,
        is_unsaved: Callable[[int], bool],
        warn: Callable[[str], None],
    ) -> None:
        self._turns = CredentialTurns(database, me, patience.turn_seconds)
        self._patience = patience
        self._is_unsaved = is_unsaved
        self._held: dict[int, Turn] = {}
        self._owed: dict[Turn, bool] = {}
        self._waiting: Counter[int] = Counter()
        self._looking = Together(self._look)
        self._asked: Collection[int] = ()
        self._seen: Mapping[int, Look] = {}
        self._seen_at = -math.inf
        self._behind = Behind(
            self._pay,
            "turns to renew credentials are given back late",
            warn,
            gather_seconds=0.0,
            look_seconds=patience.turn_seconds / 3,
        )

    def kept(self) -> AbstractAsyncContextManager[None]:
        """During the context, give back in the background what could not be given back at once."""
        return self._behind.kept()

    def settle(self) -> None:
        """Give back soon what can be given back now that tokens have been saved."""
        if self._owed:
            self._behind.stir()

    @asynccontextmanager
    async def renewing(self, credential_id: int) -> AsyncGenerator[bool]:
        """Have the turn for the time of the context; see the port."""
        turn = await self._turn(credential_id)
        if turn is None:
            yield False
            return
        self._held[credential_id] = turn
        is_known = False
        try:
            async with Pending(self._prolong(turn)):
                yield True
            is_known = True
        except Exception:
            is_known = True  # only who is cancelled does not know what has come of it
            raise
        finally:
            del self._held[credential_id]
            await self._give_back(turn, is_known=is_known)

    async def spend(self, credential_id: int, mark: str) -> None:
        """Write down that the token of this mark is about to be sent; see the port."""
        turn, spending = self._held.get(credential_id), Spending.IS_LATE
        if turn is not None:
            try:
                async with within(self._patience.answer_seconds):
                    spending = await self._turns.spend(turn, mark)
            except FAILURES as failure:
                raise _away(failure) from failure
        if spending is not Spending.MAY_BE_SENT:
            is_final = spending is Spending.MAY_BE_SPENT
            raise RenewalFailed(REASONS[spending], is_final=is_final)

    async def absolve(self, ids: Collection[int]) -> None:
        """Take back the marks of those who may have spent a token; raises as the database does."""
        async with within(self._patience.write_seconds):
            await self._turns.absolve(ids)

    async def _turn(self, credential_id: int) -> Turn | None:
        """Return a turn as soon as it is free.

        Returns `None` when another one has renewed the credential meanwhile, or does not end in
        time.
        """
        turn = self._turns.new(credential_id)
        if await self._is_taken(turn):
            return turn
        self._waiting[credential_id] += 1
        try:
            return await self._awaited(turn)
        finally:
            self._waiting[credential_id] -= 1

    async def _awaited(self, turn: Turn) -> Turn | None:
        loop = asyncio.get_running_loop()
        until, pause = loop.time() + self._patience.wait_seconds, LOOK_SECONDS
        first: Look | None = None
        while loop.time() <= until or first is None:
            await asyncio.sleep(pause)
            pause = min(1.5 * pause, LONGEST_LOOK_SECONDS)
            look = await self._looked_at(turn.credential_id)
            first = first or look
            if look.mark != first.mark:
                return None
            if look.is_free and await self._is_taken(turn):
                return turn
        return None

    async def _looked_at(self, credential_id: int) -> Look:
        """Return how a turn stands, as one question about all that are waited for has told.

        Raises `KeyError` when the credential is no longer there.
        """
        while True:
            try:
                async with within(self._patience.answer_seconds):
                    await self._looking.do()
            except FAILURES as failure:
                raise _away(failure) from failure
            if credential_id in self._asked:
                return self._seen[credential_id]
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._seen_at + LOOK_SECONDS:
            return
        asked = frozenset(+self._waiting)
        self._seen = await self._turns.look(asked)
        self._asked, self._seen_at = asked, now

    async def _is_taken(self, turn: Turn) -> bool:
        try:
            async with within(self._patience.answer_seconds):
                return await self._turns.take(turn)
        except DatabaseAway as away:
            raise _away(away) from away  # nobody was asked
        except FAILURES as failure:
            self._owe(turn, is_known=True)  # it may have been taken all the same
            raise _away(failure) from failure

    async def _prolong(self, turn: Turn) -> None:
        while True:
            await asyncio.sleep(self._patience.turn_seconds / 3)
            with suppress(*FAILURES):
                await self._turns.prolong(turn)

    async def _give_back(self, turn: Turn, *, is_known: bool) -> None:
        if self._is_unsaved(turn.credential_id):
            self._owe(turn, is_known=is_known)
            return
        try:
            async with within(self._patience.answer_seconds):
                await self._turns.give_back(turn, is_known=is_known)
        except FAILURES:
            self._owe(turn, is_known=is_known)

    def _owe(self, turn: Turn, *, is_known: bool) -> None:
        self._owed[turn] = is_known
        self._behind.stir()

    async def _pay(self) -> None:
        for turn, is_known in tuple(self._owed.items()):
            if self._is_unsaved(turn.credential_id):
                await self._turns.prolong(turn)
                continue
            await self._turns.give_back(turn, is_known=is_known)
            del self._owed[turn]


def _away(failure: Exception) -> RenewalFailed:
    return RenewalFailed(f"the database cannot be asked: {told(failure)}", is_final=False)
