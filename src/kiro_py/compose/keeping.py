"""The keeper's door, and what it opens to."""

from dataclasses import dataclass

from litestar import Router

from kiro_py.adapters.log_journal import LogJournal
from kiro_py.admin import door, seed
from kiro_py.admin.door import AnyConnection, KeeperDoor
from kiro_py.admin.keeper import Keeper
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.config.settings import Settings
from kiro_py.exchange.catalogue import Catalogue
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.quotas import Quotas
from kiro_py.ports.credentials import EditableStore
from kiro_py.ports.settings import SettingStore
from kiro_py.public.app import request_id
from kiro_py.public.keys import KeyRing


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where the keeper's changes go."""

    store: EditableStore
    settings: SettingStore


@dataclass(frozen=True, slots=True)
class Insides:
    """Those of the house whom the keeper asks and tells."""

    leases: Leases
    quotas: Quotas
    catalogue: Catalogue
    journal: LogJournal


def keeper_s_door(settings: Settings, keeping: Keeping, insides: Insides) -> list[Router]:
    """Return the keeper's door, or none where there is no key to it."""
    if settings.admin_api_key is None:
        return []
    keys = KeyRing([settings.admin_api_key])

    async def admits(connection: AnyConnection) -> None:
        if not keys.admits(connection.headers):
            raise KeeperRefused(401, "Invalid or missing admin API key")

    keeper = Keeper(
        keeping.store, keeping.settings, insides.leases, insides.quotas, insides.journal
    )
    entrance = KeeperDoor(admits, request_id, insides.journal.report)
    return [door.build(entrance, [*seed.routes(keeper)])]
