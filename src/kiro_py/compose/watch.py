"""Who watches the keeper's door: sessions, the log of changes, and what is forgotten of both."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from kiro_py.adapters.database.audit_store import DatabaseAudit
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.session_store import DatabaseSessions
from kiro_py.adapters.log_journal import LogJournal
from kiro_py.adapters.passing_memory import PassingAudit, PassingSessions
from kiro_py.admin.address import Proxies
from kiro_py.admin.admission import Guard
from kiro_py.admin.door import Routes
from kiro_py.admin.feed import Feed
from kiro_py.admin.gate import Gate
from kiro_py.admin.key import AdminKey
from kiro_py.admin.oblivion import Oblivion
from kiro_py.admin.sessions import Sessions
from kiro_py.admin.throttle import Throttle
from kiro_py.admin.v1 import audit, events, session
from kiro_py.config.settings import Settings
from kiro_py.ports.clock import Clock
from kiro_py.public.app import request_id
from kiro_py.secret import Secret


@dataclass(frozen=True, slots=True)
class Watch:
    """Who watches, their `routes` below `/v1`, and their chore."""

    guard: Guard
    routes: Routes
    chore: Callable[[], Coroutine[Any, Any, None]]


def watch(
    key: Secret,
    settings: Settings,
    *,
    database: Database | None,
    clock: Clock,
    feed: Feed,
    log: LogJournal,
) -> Watch:
    """Set up the watch; without a `database` a restart signs everybody out."""
    store = PassingSessions() if database is None else DatabaseSessions(database)
    changes = PassingAudit() if database is None else DatabaseAudit(database)
    admin_key = AdminKey(key)
    sessions = Sessions(admin_key, store, clock)
    gate = Gate(admin_key, sessions, Throttle(clock), Proxies.within(settings.trusted_proxies))
    return Watch(
        guard=Guard(gate, changes, feed, clock, request_id, log.report),
        routes=[
            session.routes(gate, sessions, feed),
            audit.routes(changes),
            events.routes(feed, sessions),
        ],
        chore=Oblivion(sessions, changes, clock, settings.audit_retention_days, log.warn).keep,
    )
