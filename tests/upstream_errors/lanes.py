"""Trials, many at once: each lane is a gateway in which credentials come and go.

A trial has accounts and credentials of its own, so that nothing of it is left for the next one.
"""

import asyncio
import json
import socket
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import aiohttp
import msgspec

from fakes import Forgetful
from fakes_credentials import MemoryStore
from house import KEY_HEADERS, running_gateway
from kiro_py.config.credentials import read_roster
from kiro_py.eventstream.encoder import encode
from kiro_py.pool.credential import Credential
from kiro_py.pool.standing import Standing
from kiro_py.simulator.accounts.account import Account, Kind
from kiro_py.simulator.answers.table import find_account
from kiro_py.simulator.faults.effects import Answer
from kiro_py.simulator.server import Simulator
from upstream_errors.row import Left, Told
from upstream_errors.rows_of_service import HEARTBEATS
from upstream_errors.trial import Outcome, Setting, Trial, Way

GENERATE = "GenerateAssistantResponse"
RENEWALS = ("RefreshToken", "CreateToken")
LANES = 8
SECONDS = 100

_HEARTBEAT = encode({":message-type": "event", ":event-type": "heartbeat"}, b"{}")


async def run(trials: Iterable[Trial]) -> dict[str, Outcome]:
    """Return what came of each trial, by its name."""
    waiting = defaultdict[Setting, deque[Trial]](deque)
    for trial in sorted(trials, key=lambda trial: -trial.row.calls):  # pauses begin early
        waiting[trial.setting].append(trial)
    outcomes = dict[str, Outcome]()
    async with asyncio.timeout(SECONDS), Simulator() as kiro, asyncio.TaskGroup() as lanes:
        kiro.world.recordings.add(HEARTBEATS, _HEARTBEAT * 3)
        # What usage tells would change how credentials stand, some time later.
        kiro.faults.add(Answer(status=500), operation="GetUsageLimits", times=None)
        ids = count(1)
        for setting, queue in waiting.items():
            for _ in range(min(LANES, -(-len(queue) // 4))):
                lanes.create_task(_lane(kiro, setting, queue, ids.__next__, outcomes))
    return outcomes


async def _lane(
    kiro: Simulator,
    setting: Setting,
    queue: deque[Trial],
    new_id: Callable[[], int],
    outcomes: dict[str, Outcome],
) -> None:
    store, memory = MemoryStore(), Forgetful()
    with closing(socket.socket()) as deaf:
        deaf.bind(("127.0.0.1", 0))  # a port that is taken and does not listen
        closed = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        hosts = [closed if host == "closed" else f"{kiro.url}/{host}" for host in setting.hosts]
        async with (
            running_gateway(
                kiro.url,
                store,
                memory,
                upstream_api=json.dumps(hosts),
                failover_on_account_limit=setting.may_leave_limited,
            ) as url,
            aiohttp.ClientSession(url) as client,
        ):
            lane = Lane(kiro, client, store, memory, new_id)
            while queue:
                trial = queue.popleft()
                outcomes[trial.name] = await lane.run(trial)


@dataclass(frozen=True, slots=True)
class Lane:
    """A gateway that does one trial after the other."""

    kiro: Simulator
    client: aiohttp.ClientSession
    store: MemoryStore
    memory: Forgetful
    new_id: Callable[[], int]

    async def run(self, trial: Trial) -> Outcome:
        """Return what came of `trial`."""
        credentials = self._sign_in(trial)
        self._commit(trial)
        told = await self._ask(trial)
        return Outcome(
            told,
            self._count(trial, GENERATE),
            self._count(trial, *RENEWALS),
            tuple(self._left(credential.id) for credential in credentials),
        )

    def _sign_in(self, trial: Trial) -> Sequence[Credential]:
        kind = Kind(trial.meets.kind)
        self.kiro.accounts.add(Account(name=name, kind=kind) for name in trial.accounts)
        entries = [self.kiro.accounts.credential(name) for name in trial.accounts]
        roster = read_roster(msgspec.json.encode(entries), "simulator")
        credentials = [
            replace(credential, id=self.new_id(), priority=priority)
            for priority, credential in enumerate(roster.credentials)
        ]
        self.store.file = {credential.id: credential for credential in credentials}
        self.store.known = dict(self.store.file)
        return credentials

    def _commit(self, trial: Trial) -> None:
        """Let the better credential meet what the trial is about."""
        first, meets = trial.accounts[0], trial.meets
        times = trial.row.calls - 1 if trial.way is Way.HEALING else None
        if meets.effect is not None:
            self.kiro.faults.add(meets.effect, operation=GENERATE, account=first, times=times)
        if meets.renewal is not None:
            self.kiro.accounts.expire_access(first)
            for operation in RENEWALS:
                self.kiro.faults.add(meets.renewal, operation=operation, account=first, times=None)

    async def _ask(self, trial: Trial) -> Told | None:
        body = trial.row.asks | {"system": trial.name, "stream": trial.way is Way.STREAMED}
        async with self.client.post("/v1/messages", json=body, headers=KEY_HEADERS) as response:
            text = await response.text()
            return None if response.status == 200 else read_told(response, json.loads(text))

    def _count(self, trial: Trial, *operations: str) -> tuple[int, ...]:
        callers = [
            find_account(call, self.kiro.world)
            for operation in operations
            for call in self.kiro.calls.of(operation)
        ]
        return tuple(callers.count(name) for name in trial.accounts)

    def _left(self, credential_id: int) -> Left:
        standing = self.memory.standings.get(credential_id, Standing())
        until = standing.until
        return Left(
            standing.state,
            standing.reason,
            standing.strikes,
            None if until is None else round(until - standing.since),
            is_barred=bool(standing.bars),
        )


def read_told(response: aiohttp.ClientResponse, body: dict[str, Any]) -> Told:
    """Return an error that a client has got."""
    error, headers = body["error"], response.headers
    wait, retry = headers.get("retry-after"), headers.get("x-should-retry")
    return Told(
        response.status,
        error["type"],
        error["message"],
        retry_after=None if wait is None else int(wait),
        should_retry=None if retry is None else retry == "true",
    )
