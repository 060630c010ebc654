"""What has happened to credentials, written behind what happens: a journal and its memory.

Beside a renewal stands the fingerprint of the refresh token that it spent, so that an export of
before is known again.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import delete, func, insert, select

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import FAILURES, failures_told, told
from kiro_py.adapters.database.tables import CREDENTIAL_EVENTS
from kiro_py.exchange.ongoing import Ongoing
from kiro_py.ports.clock import Clock
from kiro_py.ports.history import Event, EventKind
from kiro_py.ports.journal import (
    Happening,
    KeeperActed,
    ProfileFound,
    QuotaUnread,
    RenewalMissed,
    StandingChanged,
    TokensRenewed,
    TokensSaved,
    TokensUnsaved,
)

WRITE_SECONDS: Final = 1.0
"""How long an event waits for others to be written with it."""

KEPT_DAYS: Final = 90
"""How long the past is kept: the quarter in which anybody asks about it."""

KEPT_EVENTS: Final = 500
"""How much of one credential's past is kept: three weeks of hourly renewals."""

TIDY_SECONDS: Final = 3600.0
"""How often it is looked for what is too old."""

MOST_WAITING: Final = 20_000
"""How many events wait while the database cannot be written; the oldest go first."""

LAST_TRY_SECONDS: Final = 5.0
"""How long the end waits for what is still to be written."""

_ASKED_AT_ONCE: Final = 500
"""How many marks fit into one question: databases bound the number of parameters."""

_EVENTS = CREDENTIAL_EVENTS.c

_Row = dict[str, Any]


class HistoryStore:
    """A `Journal` and a `History`; use it inside `kept`.

    `warn` is told once when events cannot be written; they wait then.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        warn: Callable[[str], None],
        *,
        write_seconds: float = WRITE_SECONDS,
    ) -> None:
        self._database = database
        self._clock = clock
        self._warn = warn
        self._write_seconds = write_seconds
        self._waiting: deque[_Row] = deque(maxlen=MOST_WAITING)
        self._is_failing = False
        self._closing = asyncio.Event()

    def note(self, happening: Happening) -> None:
        """Take note of what concerns a credential."""
        for number, kind, text, mark in _events(happening):
            at = self._clock.now()
            row = {"credential_id": number, "at": at, "kind": kind, "text": text, "mark": mark}
            self._waiting.append(row)

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Write during the context; all that was noted is written at its end."""
        loop = asyncio.get_running_loop()
        self._closing.clear()
        async with Ongoing(self._keep) as keeping:
            try:
                yield
            finally:
                # Not cancelled: a write under way would be cut off in the database's own thread.
                self._closing.set()
                await keeping.is_done_by(loop.time() + LAST_TRY_SECONDS)

    async def settle(self) -> None:
        """Write what waits, or let it wait on when that is not possible."""
        rows = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if not rows:
            return
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(CREDENTIAL_EVENTS), rows)
        except FAILURES as error:
            self._waiting.extendleft(reversed(rows[-MOST_WAITING:]))
            if not self._is_failing:
                self._warn(f"the history of credentials is not written: {told(error)}")
            self._is_failing = True
        else:
            self._is_failing = False

    async def tidy(self) -> None:
        """Forget what is too old, and what is too much of one credential's past."""
        since = self._clock.now() - KEPT_DAYS * 86_400
        crowded = (
            select(_EVENTS.credential_id)
            .group_by(_EVENTS.credential_id)
            .having(func.count() > KEPT_EVENTS)
        )
        async with self._database.writing() as connection:
            await connection.execute(delete(CREDENTIAL_EVENTS).where(_EVENTS.at < since))
            for (number,) in (await connection.execute(crowded)).all():
                oldest = (
                    select(_EVENTS.id)
                    .where(_EVENTS.credential_id == number)
                    .order_by(_EVENTS.id.desc())
                    .offset(KEPT_EVENTS - 1)
                    .limit(1)
                )
                first = (await connection.execute(oldest)).scalar_one()
                is_its = _EVENTS.credential_id == number
                await connection.execute(
                    delete(CREDENTIAL_EVENTS).where(is_its & (_EVENTS.id < first))
                )

    async def of(self, credential_id: int, limit: int) -> Sequence[Event]:
        """Return what has happened to a credential, the newest first, up to this moment."""
        await self.settle()
        wanted = (
            select(_EVENTS.at, _EVENTS.kind, _EVENTS.text)
            .where(_EVENTS.credential_id == credential_id)
            .order_by(_EVENTS.id.desc())
            .limit(limit)
        )
        with failures_told():
            async with self._database.reading() as connection:
                return [Event(*row) for row in (await connection.execute(wanted)).all()]

    async def owners(self, marks: Collection[str]) -> Mapping[str, int]:
        """Return who has had the refresh tokens of these fingerprints, as far as that is known."""
        await self.settle()
        found: dict[str, int] = {}
        every = sorted(marks)
        with failures_told():
            async with self._database.reading() as connection:
                for place in range(0, len(every), _ASKED_AT_ONCE):
                    some = _EVENTS.mark.in_(every[place : place + _ASKED_AT_ONCE])
                    wanted = select(_EVENTS.mark, _EVENTS.credential_id).where(some)
                    rows = await connection.execute(wanted)
                    found.update((row[0], row[1]) for row in rows)
        return found

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        tidy_at = loop.time()
        while True:
            if loop.time() >= tidy_at:
                tidy_at = loop.time() + TIDY_SECONDS
                with contextlib.suppress(*FAILURES):
                    await self.tidy()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._write_seconds):
                    await self._closing.wait()
            await self.settle()
            if self._closing.is_set():
                return


_Told = tuple[int, EventKind, str, str | None]


def _events(happening: Happening) -> Iterator[_Told]:
    """Yield whom it concerns, of which kind it is, and what is told of it."""
    match happening:
        case StandingChanged(number, state, reason, until, is_heard=False):
            why = f": {reason}" if reason else ""
            end = f" until {_stamp(until)}" if until is not None else ""
            yield number, "state", f"{state}{end}{why}", None
        case TokensRenewed(credential_id=number, expires_at=end, spent=mark):
            until = f", good until {_stamp(end)}" if end is not None else ""
            yield number, "renewal", f"the token is renewed{until}", mark
        case RenewalMissed(credential_id=number, why=why, is_final=is_final):
            again = "; sign in again" if is_final else ""
            yield number, "renewal", f"the token could not be renewed: {why}{again}", None
        case TokensUnsaved(credential_id=number, why=why):
            yield number, "renewal", f"the new token is not in the file: {why}", None
        case TokensSaved(credential_id=number):
            yield number, "renewal", "the new token is in the file now", None
        case ProfileFound(credential_id=number, profile_arn=arn):
            yield number, "change", f"its profile is found: {arn}", None
        case QuotaUnread(credential_id=number, why=why):
            yield number, "quota", f"the usage could not be read: {why}", None
        case KeeperActed(what=what, credential_ids=numbers):
            for number in numbers:
                yield number, "change", what, None
        case _:
            return


def _stamp(seconds: float) -> str:
    moment = datetime.fromtimestamp(min(seconds, 2.5e11), UTC)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
