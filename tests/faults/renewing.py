"""Another gateway's renewals, on the same file: `python -m faults.renewing FILE SIGN_IN_URL`.

An order says by how many seconds all clocks have gone ahead.  The answer is the refresh token that
the process holds once its access token can be used, or why it cannot.
"""

import asyncio
import sys
from pathlib import Path

from faults.sign_in import opened, renewer
from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.errors import RenewalFailed


class Ahead(SystemClock):
    """The machine's clocks, put ahead."""

    seconds = 0.0

    def now(self) -> float:
        return super().now() + self.seconds

    def monotonic(self) -> float:
        return super().monotonic() + self.seconds


async def main() -> None:
    path, url, clock = Path(sys.argv[1]), sys.argv[2], Ahead()
    store = opened(path)
    async with (
        HttpUpstream(HttpSettings()) as upstream,
        renewer(store, upstream, clock, url) as renewing,
    ):
        while order := await asyncio.to_thread(sys.stdin.readline):
            clock.seconds = float(order)
            try:
                fresh = await renewing.fresh(store.credentials()[0])
            except RenewalFailed as failed:
                print(failed.why, flush=True)  # noqa: T201
                continue
            held = fresh.tokens.refresh_token
            print(held.reveal() if held else "none", flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
