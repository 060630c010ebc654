"""Renewals that are killed: `python -m faults.dying FILE SIGN_IN_URL`.

An order is a moment and how many seconds after it to kill.  A child, which has nothing left to
load, renews the token of the file and is killed then.  The answer is a line of JSON: what the
child has said of each moment that it reached.
"""

import asyncio
import json
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn

from faults.sign_in import opened, renewer
from kiro_py.adapters.credentials_file import CredentialsFile, Edit
from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.ports.upstream import HttpAnswer, HttpCall

LONGEST_SECONDS = 30.0
"""How long a child may take to reach the moment at which it is to be killed."""


class Witness:
    """Sends calls on, and says what has been asked and received."""

    def __init__(self, upstream: HttpUpstream, pipe: int) -> None:
        self._upstream = upstream
        self._pipe = pipe

    def say(self, moment: str, token: str = "") -> None:
        """Say that a moment has come; in one piece, so that nobody is killed in the middle."""
        os.write(self._pipe, f"{moment} {token}\n".encode())

    async def fetch(self, call: HttpCall) -> HttpAnswer:
        self.say("asked")
        answer = await self._upstream.fetch(call)
        if answer.status == 200:
            self.say("received", json.loads(answer.body)["refreshToken"])
        return answer

    async def open(self, call: HttpCall) -> NoReturn:
        raise AssertionError(f"a renewal opens no stream: {call.url}")


class Telling(CredentialsFile):
    """Says when tokens have been noted and are about to be written."""

    witness: Witness

    async def _write(self, edit: Edit | None = None) -> None:
        self.witness.say("noted")
        await super()._write(edit)


async def renew(path: Path, url: str, upstream: HttpUpstream, pipe: int) -> None:
    witness = Witness(upstream, pipe)
    witness.say("started")
    store = opened(path, Telling)
    store.witness = witness
    (credential,) = store.credentials()
    async with upstream, renewer(store, witness, SystemClock(), url) as renewing:
        kept = await renewing.fresh(credential)
        assert kept.tokens.refresh_token is not None
        witness.say("kept", kept.tokens.refresh_token.reveal())


def killed(path: Path, url: str, upstream: HttpUpstream, moment: str, seconds: float) -> str:
    """Have a child renew, kill it `seconds` after `moment`, and return what it has said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        asyncio.run(renew(path, url, upstream, writing))
        signal.pause()
    os.close(writing)
    try:
        said = heard(reading, moment)
        time.sleep(seconds)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    while more := os.read(reading, 65_536):
        said += more
    os.close(reading)
    return json.dumps(dict(line.split(" ") for line in said.decode().splitlines()))


def heard(pipe: int, moment: str) -> bytes:
    """Read what a child says until it says that `moment` has come."""
    said = b""
    until = time.monotonic() + LONGEST_SECONDS
    while f"{moment} ".encode() not in said:
        ready, _, _ = select.select([pipe], [], [], max(until - time.monotonic(), 0))
        more = os.read(pipe, 65_536) if ready else b""
        if not more:
            raise TimeoutError(f"the child never came to {moment!r}: {said!r}")
        said += more
    return said


def main() -> None:
    path, url = Path(sys.argv[1]), sys.argv[2]
    upstream = HttpUpstream(HttpSettings())  # reads the roots once, for all children
    for order in sys.stdin:
        moment, seconds = order.split()
        print(killed(path, url, upstream, moment, float(seconds)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
