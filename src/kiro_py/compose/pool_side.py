"""What the keeper sees and does of the pool, put together."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias
from urllib.parse import urlsplit

from kiro_py.admin.bulk import Bulk
from kiro_py.admin.changes import Changes
from kiro_py.admin.details import Details
from kiro_py.admin.door import Routes
from kiro_py.admin.edit import Editor
from kiro_py.admin.exports import Exporting
from kiro_py.admin.feed import Feed
from kiro_py.admin.imports import Importing
from kiro_py.admin.jobs import Jobs
from kiro_py.admin.keeper import Keeper
from kiro_py.admin.questions import Questions
from kiro_py.admin.register import Register
from kiro_py.admin.v1 import imports as import_routes
from kiro_py.admin.v1 import jobs as job_routes
from kiro_py.admin.v1.credentials import PoolDesk
from kiro_py.admin.v1.imports import Proves
from kiro_py.config.credentials import read_roster
from kiro_py.config.foreign.interpreter import ForeignTongues
from kiro_py.exchange.approach import Doors
from kiro_py.exchange.catalogue import Catalogue
from kiro_py.kiro.address import api_base
from kiro_py.pool.credential import Credential
from kiro_py.ports.clock import Clock
from kiro_py.ports.history import History
from kiro_py.ports.journal import Journal
from kiro_py.ports.settings import Wheel
from kiro_py.translate.models import Model
from kiro_py.wire.admin.credentials import CredentialModel


def pool_desk(
    register: Register,
    wheel: Wheel,
    doors: Doors,
    catalogue: Catalogue,
    journal: Journal,
    history: History,
) -> PoolDesk:
    """Return who works behind the routes of the pool."""
    changes, questions = Changes(register, journal), Questions(register, journal)
    return PoolDesk(
        keeper=Keeper(register, changes, questions, wheel, journal),
        details=Details(register, _host_of(doors)),
        changes=changes,
        editor=Editor(register, journal, doors.doorsteps.forget),
        questions=questions,
        history=history,
        models_of=_models_of(catalogue, register),
    )


Report: TypeAlias = Callable[[str, Exception], None]
"""Who hears of an exception that nobody foresaw, and of where it was."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """Who works on many credentials at once, and the routes to them."""

    jobs: Jobs
    routes: Routes


def workshop(
    desk: PoolDesk,
    clock: Clock,
    feed: Feed,
    report: Report,
    providers: Sequence[str],
    proves: Proves,
) -> Workshop:
    """Return who takes over, gives out and works in bulk; `providers` may renew sign-ins."""
    register, journal = desk.details.register, desk.changes.journal
    jobs = Jobs(clock, journal, partial(feed.tell, "jobs"), report)
    bulk = Bulk(register, desk.changes, desk.questions)
    tongues = ForeignTongues(partial(read_roster, source="text", providers=providers))
    importing = Importing(register, tongues, desk.history, desk.questions, jobs, journal)
    exporting = Exporting(register, tongues, clock, journal)
    routes = [
        job_routes.routes(jobs, bulk),
        import_routes.routes(importing, exporting, proves),
    ]
    return Workshop(jobs, routes)


def _host_of(doors: Doors) -> Callable[[Credential], str | None]:
    def host_of(credential: Credential) -> str | None:
        host = doors.doorsteps.last(credential.id)
        if host is None:
            return None
        return urlsplit(api_base(doors.addressing.route(credential, host))).netloc

    return host_of


def _models_of(
    catalogue: Catalogue, register: Register
) -> Callable[[Credential], Awaitable[tuple[CredentialModel, ...] | None]]:
    async def models_of(credential: Credential) -> tuple[CredentialModel, ...] | None:
        found = await catalogue.learn(credential, register.leases.renewer.fresh)
        return None if found is None else tuple(map(_model, found.values()))

    return models_of


def _model(model: Model) -> CredentialModel:
    return CredentialModel(
        id=model.id,
        name=model.name,
        input_tokens=model.window_tokens,
        output_tokens=model.max_output_tokens,
        rate=model.rate,
        rate_unit=model.rate_unit,
    )
