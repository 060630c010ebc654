"""Who looks ahead: what accounts tell is remembered, and the owner is warned in time."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial

from litestar import Router

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.quota_store import QuotaStore
from kiro_py.adapters.database.warning_store import WarningTable
from kiro_py.adapters.log_journal import LogJournal
from kiro_py.adapters.webhook import Webhook, WebhookSettings
from kiro_py.admin.outlooks import forecast, warning_list
from kiro_py.admin.v1 import forecast as forecast_routes
from kiro_py.config.settings import Settings
from kiro_py.exchange.concerns import Account, Facts, Marks
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.ongoing import Ongoing
from kiro_py.exchange.readings import Readings
from kiro_py.exchange.watch import Watch
from kiro_py.pool.credential import Credential
from kiro_py.pool.forecast import together
from kiro_py.pool.standing import State
from kiro_py.ports.clock import Clock
from kiro_py.ports.credentials import CredentialStore
from kiro_py.ports.journal import Journal
from kiro_py.ports.presence import Alone, Presence
from kiro_py.ports.upstream import Upstream

_OUT = frozenset({State.NEEDS_LOGIN, State.SUSPENDED})
"""States in which credits are nobody's to spend."""


class Tower:
    """The one who looks ahead; `journals` must hear of everything, `journal` hears of warnings.

    Whoever asks for `leases` gets them once the house is built.
    """

    def __init__(  # noqa: PLR0913 -- all that can be seen from here
        self,
        store: CredentialStore,
        leases: Callable[[], Leases],
        upstream: Upstream,
        clock: Clock,
        journal: Journal,
        log: LogJournal,
        *,
        database: Database | None,
        presence: Presence = Alone(),  # noqa: B008 -- nobody can change it
    ) -> None:
        self._store, self._leases, self._clock = store, leases, clock
        self._database = database
        if database is not None:
            database.health.warn = log.warn
        self.readings = Readings(
            clock, None if database is None else QuotaStore(database), log.warn
        )
        self._webhook = Webhook(WebhookSettings(), upstream, clock)
        self.watch = Watch(
            facts=self.facts,
            clock=clock,
            journal=journal,
            messenger=self._webhook,
            store=None if database is None else WarningTable(database),
            elders=partial(elders, presence),
        )
        self.journals: tuple[Journal, ...] = (self.readings, self.watch)

    def adopt(self, settings: Settings) -> None:
        """Put in force what the owner wants to be warned of, and where."""
        self.watch.marks = Marks(settings.warn_quota_percent, settings.warn_error_percent)
        self.watch.repeat_seconds = 60.0 * settings.webhook_repeat_minutes
        self._webhook.settings = WebhookSettings(
            url=settings.webhook_url,
            secret=settings.webhook_secret,
            format=settings.webhook_format,
            proxy=settings.proxy,
        )
        self.watch.stir()

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Look ahead during the context."""
        async with self.readings.kept(), Ongoing(self.watch.keep):
            yield

    def routes(self) -> Router:
        """Return what the keeper may ask about."""
        return forecast_routes.routes(
            lambda: forecast(self.facts(), self._clock.now()),
            lambda: warning_list(self.watch.warned()),
        )

    def facts(self) -> Facts:
        """Return how everything stands."""
        store, leases = self._store, self._leases()
        accounts = [self._account(each, leases) for each in store.credentials()]
        usable = [
            each for each in accounts if not each.disabled and each.standing.state not in _OUT
        ]
        troubles = store.troubles
        return Facts(
            accounts=accounts,
            pool=together([each.outlook for each in usable], self._clock.now()),
            can_serve=leases.has_any,
            unsaved=tuple(store.unsaved),
            file="" if self._is_shared else troubles.place,
            entries="; ".join(map(str, troubles.entries)),
            lock=troubles.lock,
            database=self._database_problem,
        )

    @property
    def _is_shared(self) -> bool:
        """Whether credentials are in the database, so that its troubles are theirs."""
        return self._database is not None and self._database.is_postgresql

    @property
    def _database_problem(self) -> str:
        told = "" if self._database is None else self._database.problem
        if self._is_shared:
            told = told or self._store.troubles.place
        return told or self.readings.problem

    def _account(self, credential: Credential, leases: Leases) -> Account:
        number = credential.id
        quota = None if leases.quotas is None else leases.quotas.known(number).quota
        told = None if quota is None else quota.email
        return Account(
            id=number,
            label=credential.email or told or f"credential {number}",
            standing=leases.book.standing(credential),
            disabled=credential.disabled,
            outlook=self.readings.outlook(number),
            read_at=self.readings.read_at(number),
        )


def elders(presence: Presence) -> int:
    """Return how many of those who serve began before this process."""
    me = presence.me
    return sum((each.began_at, each.id) < (me.began_at, me.id) for each in presence.others())
