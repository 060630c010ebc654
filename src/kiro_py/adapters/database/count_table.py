"""How the upstream counts, in the database: figures only, no word of what was asked.

Each process writes the models about which it has learned something; the last word about one stays.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Final

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from kiro_py.adapters.database.behind import Behind
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import FAILURES, told
from kiro_py.adapters.database.tables import COUNTS
from kiro_py.exchange.counting import MOST_MODELS
from kiro_py.translate.calibration import Calibration, Sample, calibrated

WRITE_SECONDS: Final = 300.0
"""How often it is written at the most: what a kill loses is learned again in minutes."""

LONGEST_MODEL: Final = 200


class CountTable:
    """Implements the `CountStore` port in `database`; use it inside `kept`, after `read`.

    While the database is away it lives in memory, as `warn` is told.
    """

    def __init__(
        self,
        database: Database,
        warn: Callable[[str], None] = lambda _: None,
        *,
        write_seconds: float = WRITE_SECONDS,
    ) -> None:
        self._database = database
        self._warn = warn
        self._known: Mapping[str, Calibration] = {}
        self._unwritten: dict[str, Calibration] = {}
        self._behind = Behind(
            self._settle,
            "how Kiro counts is not kept",
            warn,
            gather_seconds=0.0,
            look_seconds=write_seconds,
        )

    def load(self) -> Mapping[str, Calibration]:
        """Return what `read` has found; nothing before it."""
        return self._known

    async def read(self) -> None:
        """Read what is known; nothing is known when that fails."""
        try:
            async with self._database.reading() as connection:
                rows = (await connection.execute(select(COUNTS))).all()
        except FAILURES as failure:
            self._warn(f"how Kiro counts is not known: {told(failure)}")
            return
        found = {row.model: _decoded(row.body) for row in rows}
        known = [(model, each) for model, each in found.items() if each is not None]
        self._known = dict(known[-MOST_MODELS:])

    def save(self, model_id: str, calibration: Calibration) -> None:
        """Keep `calibration`, in the database a few minutes later."""
        self._unwritten[model_id] = calibration

    def kept(self) -> AbstractAsyncContextManager[None]:
        """Write now and then during the context, and at its end."""
        return self._behind.kept()

    async def _settle(self) -> None:
        unwritten = dict(self._unwritten)
        if not unwritten:
            return
        await self._database.at_once(partial(_write, unwritten=unwritten))
        for model_id, calibration in unwritten.items():
            if self._unwritten.get(model_id) is calibration:
                del self._unwritten[model_id]


def _write(connection: Connection, *, unwritten: Mapping[str, Calibration]) -> None:
    """Write the models in the order of their names, so that nobody waits in a ring."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    adding = dialect.insert(COUNTS)
    adding = adding.on_conflict_do_update(
        index_elements=["model"], set_={"body": adding.excluded.body}
    )
    rows = [
        {"model": model_id, "body": msgspec.json.encode(unwritten[model_id].samples).decode()}
        for model_id in sorted(unwritten)
        if len(model_id) <= LONGEST_MODEL
    ]
    if rows:
        connection.execute(adding, rows)


def _decoded(body: str) -> Calibration | None:
    try:
        return calibrated(msgspec.json.decode(body, type=tuple[Sample, ...]))
    except (msgspec.DecodeError, OverflowError):
        return None
