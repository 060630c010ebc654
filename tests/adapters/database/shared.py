"""Credentials that several replicas share, as the tests see them."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from adapters.database.engines import Place
from fakes_credentials import MACHINE
from kiro_py.adapters.database.credential_renewals import Patience
from kiro_py.adapters.database.credential_store import CredentialTable
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.sealing import Sealer
from kiro_py.config.credentials import read_roster
from kiro_py.errors import StoreUnwritable
from kiro_py.pool.credential import Credential, Tokens
from kiro_py.secret import Secret

KEY = Secret("an example key for tests, no other")
SEALER = Sealer(KEY)
READ = partial(read_roster, source="credentials", providers=("127.0.0.1",))
END = 1_800_003_600.25
RENEWED = Tokens(Secret("new-access"), Secret("new-refresh"), END)
WRITTEN = {
    "accessToken": "new-access",
    "refreshToken": "new-refresh",
    "expiresAt": "2027-01-15T09:00:00.250Z",
}
IMPATIENT = Patience(wait_seconds=0.0)


def entry(number: int = 1, **more: object) -> dict[str, Any]:
    return {"refreshToken": f"refresh-{number}", "machineId": MACHINE, **more}


def table(
    database: Database,
    me: str = "replica",
    *,
    sealer: Sealer = SEALER,
    guests: Sequence[Credential] = (),
    patience: Patience = IMPATIENT,
) -> CredentialTable:
    """Return the store of one replica, which is not opened."""
    return CredentialTable(database, sealer, me=me, read=READ, guests=guests, patience=patience)


@asynccontextmanager
async def replica(
    place: Place,
    me: str = "replica",
    *,
    sealer: Sealer = SEALER,
    patience: Patience = IMPATIENT,
) -> AsyncGenerator[CredentialTable]:
    """Open the store of a replica, on a database of its own."""
    async with (
        place.database().opened() as database,
        table(database, me, sealer=sealer, patience=patience).opened() as store,
    ):
        yield store


def held(store: CredentialTable, number: int = 1) -> dict[str, Any]:
    """Return the members of an entry, as they were when the store looked last."""
    return store.roster.entry(number).members


async def written(store: CredentialTable) -> None:
    """Look until everything could be written."""
    async with asyncio.timeout(20):
        while store.unsaved:
            with suppress(StoreUnwritable):
                await store.refresh()
            # A database that is known to be away is not asked, so that nobody has waited yet.
            await asyncio.sleep(0.01)
