"""Whose turn it is to renew a credential, and which refresh token may have been sent.

Rule 1.  A turn is a row's `turn_of`, until `turn_until` by the database's clock.  It is short until
a token is about to be sent, and then longer than the longest renewal.

Rule 2.  Before a token is sent its mark is written down, in a turn that is still one's own, and
over no mark of the same token that another process has left.

Rule 3.  The mark is taken back by whoever wrote it, once it is known what has come of the token, or
by a person, once the turn of whoever wrote it is over.

A turn that has run out can be taken by another process; the mark outlives it.
"""

import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from sqlalchemy import (
    Case,
    Column,
    ColumnElement,
    Row,
    case,
    null,
    or_,
    select,
    update,
)

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.tables import CREDENTIALS

TURN_SECONDS: Final = 75.0
"""How long a turn is once a token is being sent: one answer of the service takes up to 60."""

FIRST_TURN_SECONDS: Final = 10.0
"""How long a turn is before that: the row is read and the mark written, no more."""

_COLUMN: Final = CREDENTIALS.c

_IS_FREE: Final = or_(_COLUMN.turn_of.is_(None), _COLUMN.turn_until < Moment())


class Spending(Enum):
    """What has come of the wish to send a token."""

    MAY_BE_SENT = "its mark is written down"
    IS_LATE = "the turn has been another one's meanwhile"
    IS_RENEWED = "the row holds another token"
    MAY_BE_SPENT = "another process has not said what came of it"


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that was asked for; its name is given once."""

    credential_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Look:
    """How the turn of a credential stands, and which refresh token it holds."""

    mark: str | None
    is_free: bool


@dataclass(frozen=True, slots=True)
class CredentialTurns:
    """Takes turns for the process `me`, whose name no other one has or ever had.

    Everything raises as the database does.  What raises may have been done all the same.
    """

    database: Database
    me: str
    turn_seconds: float = TURN_SECONDS
    _numbers: Iterator[int] = field(init=False, default_factory=lambda: itertools.count(1))

    def new(self, credential_id: int) -> Turn:
        """Return a turn to ask for."""
        return Turn(credential_id, f"{self.me}.{next(self._numbers)}")

    async def take(self, turn: Turn) -> bool:
        """Ask for a turn, and tell whether it was to be had."""
        seconds = min(FIRST_TURN_SECONDS, self.turn_seconds)
        taken = (
            update(CREDENTIALS)
            .where(_COLUMN.id == turn.credential_id, _IS_FREE)
            .values(turn_of=turn.name, turn_until=Moment() + seconds)
        )
        async with self.database.alone() as connection:
            return bool((await connection.execute(taken)).rowcount)

    async def look(self, ids: Collection[int]) -> Mapping[int, Look]:
        """Return how turns stand, for those of the credentials that are still there."""
        wanted = select(_COLUMN.id, _COLUMN.refresh_mark, _IS_FREE).where(_COLUMN.id.in_(ids))
        async with self.database.reading() as connection:
            found = await connection.execute(wanted)
            return {number: Look(mark, bool(is_free)) for number, mark, is_free in found}

    async def spend(self, turn: Turn, mark: str) -> Spending:
        """Write down that the token of this mark is about to be sent, if it may be.

        Raises `KeyError` when the credential is no longer there.
        """
        is_known = or_(
            _COLUMN.spending.is_(None),
            _COLUMN.spending != mark,
            _COLUMN.spending_by.startswith(f"{self.me}.", autoescape=True),
        )
        spent = (
            update(CREDENTIALS)
            .where(_is_in(turn), _COLUMN.refresh_mark == mark, is_known)
            .values(spending=mark, spending_by=turn.name, turn_until=Moment() + self.turn_seconds)
        )
        wanted = select(_COLUMN.turn_of, _COLUMN.refresh_mark).where(
            _COLUMN.id == turn.credential_id
        )
        async with self.database.alone() as connection:
            if (await connection.execute(spent)).rowcount:
                return Spending.MAY_BE_SENT
            found = (await connection.execute(wanted)).one_or_none()
        return _refused(turn, mark, found)

    async def absolve(self, ids: Collection[int]) -> None:
        """Take back the marks that somebody has left whose turn is over."""
        is_over = or_(_IS_FREE, _COLUMN.turn_of != _COLUMN.spending_by)
        forgiven = update(CREDENTIALS).where(_COLUMN.id.in_(ids), is_over)
        async with self.database.alone() as connection:
            await connection.execute(forgiven.values(spending=None, spending_by=None))

    async def prolong(self, turn: Turn) -> None:
        """Begin the turn's time anew, if it is not another one's by now."""
        longer = update(CREDENTIALS).where(_is_in(turn))
        async with self.database.alone() as connection:
            await connection.execute(longer.values(turn_until=Moment() + self.turn_seconds))

    async def give_back(self, turn: Turn, *, is_known: bool) -> None:
        """End the turn, and take the mark back where it `is_known` what has come of the token."""
        is_ours, is_mine = _COLUMN.turn_of == turn.name, _COLUMN.spending_by == turn.name
        values = _emptied(is_ours, _COLUMN.turn_of, _COLUMN.turn_until)
        if is_known:
            values |= _emptied(is_mine, _COLUMN.spending, _COLUMN.spending_by)
        ended = update(CREDENTIALS).where(_COLUMN.id == turn.credential_id, or_(is_ours, is_mine))
        async with self.database.alone() as connection:
            await connection.execute(ended.values(values))


def _emptied(condition: ColumnElement[bool], *columns: Column[Any]) -> dict[str, Case[Any]]:
    """Return what columns shall be: nothing where the condition holds, else what they are."""
    return {each.name: case((condition, null()), else_=each) for each in columns}


def _is_in(turn: Turn) -> ColumnElement[bool]:
    return (_COLUMN.id == turn.credential_id) & (_COLUMN.turn_of == turn.name)


def _refused(turn: Turn, mark: str, found: Row[str | None, str | None] | None) -> Spending:
    if found is None:
        raise KeyError(turn.credential_id)
    if found.turn_of != turn.name:
        return Spending.IS_LATE
    return Spending.MAY_BE_SPENT if found.refresh_mark == mark else Spending.IS_RENEWED
