"""What a house is built of besides its settings."""

from dataclasses import dataclass, field
from pathlib import Path

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.web_fetch import WebFetch
from kiro_py.compose.keeping import Keeping
from kiro_py.compose.sharing import Sharing
from kiro_py.compose.telemetry import Monitoring
from kiro_py.ports.counts import CountStore
from kiro_py.ports.credentials import CredentialStore
from kiro_py.ports.presence import Alone, Presence
from kiro_py.ports.standings import StandingStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The places where things are kept, and what comes from outside.

    `memory` keeps how credentials stand, `counts` how the upstream counts; `record` is a directory
    for scrubbed recordings of what the upstream sends; `web` fetches what clients name by URL, if
    they may; `keeping` takes the changes of the admin API, if there is a key for it; without a
    `database` nothing is kept of what was used; `monitoring` is what several processes need for it,
    and `sharing` what those share who serve on one database.
    """

    store: CredentialStore
    memory: StandingStore
    counts: CountStore | None = None
    database: Database | None = None
    keeping: Keeping | None = None
    web: WebFetch | None = None
    record: Path | None = None
    monitoring: Monitoring = field(default_factory=Monitoring)
    sharing: Sharing | None = None

    @property
    def presence(self) -> Presence:
        """Who serves on the database."""
        return Alone() if self.sharing is None else self.sharing.presence
