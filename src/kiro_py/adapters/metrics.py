"""Metrics in the format of Prometheus: a journal that counts, and what is read when asked.

Rule 1: what makes a series comes from lists of our own or of the owner's: a name that a client
invents makes none.  Rule 2: with a directory, several processes of one machine count together in
it, one file each, and whichever is asked tells of all of them.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    values,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import (
    MultiProcessCollector,
    mark_process_dead,  # pyright: ignore[reportUnknownVariableType] -- it is not annotated
)

from kiro_py.adapters import gen_ai
from kiro_py.adapters import metric_table as table
from kiro_py.adapters.metrics_now import (
    PoolCollector,
    PoolNow,
    ProcessNow,
    ReadsPool,
    ReadsProcess,
)
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.record import LEFT, SERVED, Record
from kiro_py.ports.journal import (
    FileUnread,
    Happening,
    KeysUnread,
    ModelsUnlisted,
    QuotaUnread,
    RenewalMissed,
    StandingChanged,
    TokensRenewed,
    TokensUnsaved,
    UnknownEventSeen,
    WarningUntold,
)
from kiro_py.ports.usage import NOBODY, Entry, Request, Try

LOOK_SECONDS: Final = 2.0
"""How old may be what a process has told the others of itself."""

MOST_MODELS: Final = 200
"""How many models have series of their own, whatever Kiro lists; the rest is `other`."""

PATHS: Final = frozenset({"/v1/messages", "/messages", "/v1/v1/messages", "/cc/v1/messages"})
"""The paths of messages."""

OTHER: Final = "other"

_RENEWALS: Final = ("renewed", "failed", "ended")

_TROUBLES: Final[Mapping[type[Happening], str]] = {
    FileUnread: "credentials file unread",
    KeysUnread: "keys unread",
    ModelsUnlisted: "models unlisted",
    QuotaUnread: "quota unread",
    TokensUnsaved: "tokens unsaved",
    WarningUntold: "warnings untold",
}


@dataclass(frozen=True, slots=True)
class Exposition:
    """All metrics as text."""

    body: bytes
    content_type: str


class Metrics:
    """Implements the `Journal` port, and `UsageBook` for what is known of whole requests.

    There is one for a process.  A `directory` is shared by the processes of one machine: empty at
    the start, and `forget` those that have ended.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self._registry = None if directory is not None else CollectorRegistry()
        _settle_where(directory)
        self._counters = {
            each.name: Counter(each.name, each.help, each.labels, registry=self._registry)
            for each in table.FAMILIES
            if each.kind == "counter"
        }
        self._histograms = {
            each.name: Histogram(
                each.name, each.help, each.labels, buckets=each.buckets, registry=self._registry
            )
            for each in table.FAMILIES
            if each.kind == "histogram"
        }
        self._gauges = {
            each.name: Gauge(
                each.name,
                each.help,
                each.labels,
                registry=self._registry,
                multiprocess_mode="livesum",
            )
            for each in table.FAMILIES
            if each.source == "process"
        }
        if self._registry is not None:
            ProcessCollector(registry=self._registry)
        # Before the first one there is a zero, without which no rise from it could be seen.
        for family, kinds in ((table.REFRESHES, _RENEWALS), (table.TROUBLES, _TROUBLES.values())):
            for kind in kinds:
                self._add(family, kind, amount=0)
        self._record = Record(self)
        self._models: set[str] = set()
        self._process: ReadsProcess = ProcessNow
        self._pool: ReadsPool = PoolNow

    def reads(self, process: ReadsProcess, pool: ReadsPool) -> None:
        """Take what is to be told of the moment from these two."""
        self._process, self._pool = process, pool

    def note(self, happening: Happening) -> None:
        """Count what happens; see the port."""
        with suppress(OSError):  # a full disk ends the counting, and no request
            self._record.note(happening)
            self._count(happening)

    def keep(self, entry: Entry) -> None:
        """Count a request that is over, and what was tried for it."""
        request = entry.request
        model = self._model(request)
        bare = request.path.rstrip("/")
        path = bare if bare in PATHS else OTHER
        self._add(table.REQUESTS, path, model, request.status, request.outcome or OTHER)
        self._add(table.KEY_REQUESTS, request.key_id or NOBODY)
        if model:
            self._count_spending(request, model)
        for each in entry.tries:
            self._count_try(each)
        if request.attempts:
            self._add(table.RETRIES, model, amount=request.attempts - 1)
            self._measure(request, model)

    async def exposition(self, accept: str) -> Exposition:
        """Return everything that is known, in the format that the `accept` header prefers."""
        self._look()
        registry = CollectorRegistry()
        if self._registry is not None:
            registry.register(self._registry)
        else:
            MultiProcessCollector(registry, str(self._directory))
        registry.register(PoolCollector(self._pool()))
        encode, content_type = choose_encoder(accept)
        # Not in the loop: with a thousand credentials it takes tens of milliseconds.
        return Exposition(await asyncio.to_thread(encode, registry), content_type)

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Tell the other processes of this one during the context."""
        if self._directory is None:
            yield
            return
        async with Pending(self._look_on()):
            yield

    async def _look_on(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(LOOK_SECONDS)

    def _look(self) -> None:
        now = self._process()
        with suppress(OSError):
            self._gauges[table.IN_FLIGHT.name].set(now.in_flight)
            self._gauges[table.STREAMS.name].set(now.streams)
            waiting = self._gauges[table.WAITING.name]
            waiting.labels("credential").set(now.waiting_for_credential)
            waiting.labels("key").set(now.waiting_for_key)
            self._gauges[table.UNSAVED.name].set(now.unsaved)

    def _count(self, happening: Happening) -> None:
        match happening:
            case TokensRenewed():
                self._add(table.REFRESHES, "renewed")
            case RenewalMissed(is_final=is_final):
                self._add(table.REFRESHES, "ended" if is_final else "failed")
            case StandingChanged(state=state):
                self._add(table.CHANGES, state)
            case UnknownEventSeen():
                self._add(table.UNKNOWN)
            case _ if (kind := _TROUBLES.get(type(happening))) is not None:
                self._add(table.TROUBLES, kind)
            case _:
                pass

    def _count_spending(self, request: Request, model: str) -> None:
        tokens = {
            "input": request.input_tokens,
            "output": request.output_tokens,
            "cache_read": request.cache_read_tokens,
            "cache_write": request.cache_write_tokens,
        }
        for kind, amount in tokens.items():
            self._add(table.TOKENS, model, kind, amount=amount)
        key_id = request.key_id or NOBODY
        self._add(table.KEY_TOKENS, key_id, amount=sum(tokens.values()))
        spent = request.credits or 0.0
        if spent > 0:
            self._add(table.CREDITS, model, request.credential_id or NOBODY, amount=spent)
            self._add(table.KEY_CREDITS, key_id, amount=spent)

    def _count_try(self, each: Try) -> None:
        host = each.host if each.seconds is not None else ""
        self._add(table.ATTEMPTS, host)
        if each.verdict not in {SERVED, LEFT}:
            self._add(table.ERRORS, host, each.verdict)

    def _measure(self, request: Request, model: str) -> None:
        facts = gen_ai.attributes(request)
        labels = (*list(facts.values())[:2], model, model, *list(facts.values())[4:])
        durations = self._histograms[table.DURATION.name]
        durations.labels(*labels, gen_ai.error_type(request)).observe(request.seconds)
        if request.first_token_seconds is not None:
            first = self._histograms[table.FIRST_TOKEN.name]
            first.labels(*labels).observe(request.first_token_seconds)
        counted = {"input": gen_ai.input_tokens(request), "output": request.output_tokens}
        if any(counted.values()):
            usage = self._histograms[table.TOKEN_USAGE.name]
            for kind, amount in counted.items():
                usage.labels(*labels, kind).observe(amount)

    def _model(self, request: Request) -> str:
        """Return the label of the model that was asked, nothing when none was found."""
        model = request.upstream_model
        if not model or model in self._models:
            return model
        if len(self._models) >= MOST_MODELS:
            return OTHER
        self._models.add(model)
        return model

    def _add(self, family: table.Family, *labels: object, amount: float = 1) -> None:
        counter = self._counters[family.name]
        (counter.labels(*labels) if labels else counter).inc(amount)


def forget(directory: Path, process_id: int) -> None:
    """Let what a process had in hand go with it; what it has counted stays."""
    mark_process_dead(process_id, str(directory))


def empty(directory: Path) -> None:
    """Make `directory`, and begin to count at zero in it; before any process does."""
    directory.mkdir(parents=True, exist_ok=True)
    for path in directory.glob("*.db"):
        path.unlink()


def _settle_where(directory: Path | None) -> None:
    """Let the library keep what it counts in `directory`, or in memory.

    It would settle that when it is loaded, and asks the environment for the place again later.
    """
    disable_created_metrics()  # as many series again, which nothing reads
    if directory is None:
        values.ValueClass = values.MutexValue
        return
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(directory)  # noqa: TID251 -- said, not read
    values.ValueClass = values.MultiProcessValue()  # pyright: ignore[reportUnknownMemberType]
