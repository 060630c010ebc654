"""A pool in memory and on the disk, without a door: for those who work behind it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fakes import FakeClock, FakeUpstream, Forgetful, Notes
from fakes_credentials import BOOK, NOW
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.admin.changes import Changes
from kiro_py.admin.questions import Questions
from kiro_py.admin.register import Register
from kiro_py.config.credentials import load_credentials
from kiro_py.errors import GatewayError
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.book import Book
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.quotas import Quotas
from kiro_py.exchange.renew import Renewer
from kiro_py.pool.standing import Standing
from kiro_py.ports.upstream import HttpAnswer


@dataclass(frozen=True)
class Pool:
    """Everybody behind the door, as far as a pool is concerned."""

    path: Path
    register: Register
    changes: Changes
    questions: Questions
    notes: Notes
    upstream: FakeUpstream

    @property
    def entries(self) -> list[dict[str, Any]]:
        """What the file holds."""
        return json.loads(self.path.read_text("utf-8"))

    def state(self, number: int) -> str:
        """Return how a credential stands."""
        credential = self.register.find(number)
        return self.register.leases.book.standing(credential).state.value


def key(number: int, **more: object) -> dict[str, Any]:
    """Return the entry of an API key, which needs no renewal."""
    return {"id": number, "kiroApiKey": f"ksk_example_{number}", "priority": number, **more}


def pool(
    folder: Path,
    *entries: dict[str, Any],
    answers: list[HttpAnswer | GatewayError] | None = None,
    standings: Mapping[int, Standing] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Pool:
    """Return a pool of these entries, whose Kiro gives these answers."""
    path = folder / "credentials.json"
    path.write_text(json.dumps(entries))
    loaded = load_credentials(path, environ or {})
    store = CredentialsFile(path, read=loaded.read, roster=loaded.roster, guests=loaded.guests)
    clock, notes, upstream = FakeClock(NOW), Notes(), FakeUpstream(answers or [])
    renewer = Renewer(store=store, upstream=upstream, clock=clock, journal=notes, book=BOOK)
    book = Book(Forgetful(standings), clock, notes)
    quotas = Quotas(upstream, Addressing(BOOK), clock, notes, book.tell)
    register = Register(store, Leases(store, renewer, book, clock, quotas=quotas), quotas)
    return Pool(
        path, register, Changes(register, notes), Questions(register, notes), notes, upstream
    )
