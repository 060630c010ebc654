"""A replica's renewals, on a shared database: `python -m faults.sharing DATABASE_URL SIGN_IN_URL`.

An order says by how many seconds all clocks have gone ahead, and `again` when somebody wants it
tried once more.  The answer is the access token that the process can use for the one credential, or
why there is none.
"""

import asyncio
import os
import sys

from adapters.database.shared import table
from faults.renewing import Ahead
from faults.sign_in import renewer
from kiro_py.adapters.database.credential_renewals import Patience
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.errors import RenewalFailed


async def main() -> None:
    database_url, url, clock = sys.argv[1], sys.argv[2], Ahead()
    async with (
        Database(database_url).opened() as database,
        table(database, f"replica-{os.getpid()}", patience=Patience()).opened() as store,
        HttpUpstream(HttpSettings()) as upstream,
        renewer(store, upstream, clock, url) as renewing,
    ):
        while order := await asyncio.to_thread(sys.stdin.readline):
            ahead, *wish = order.split()
            clock.seconds = float(ahead)
            await store.refresh()
            if wish:
                await store.absolve(1)
                renewing.forget(1)
            try:
                bearer = (await renewing.fresh(store.credentials()[0])).bearer
                print(bearer.reveal() if bearer else "none", flush=True)  # noqa: T201
            except RenewalFailed as failed:
                print(failed.why, flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
