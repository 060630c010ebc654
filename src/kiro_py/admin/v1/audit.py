"""The log of what was changed through the keeper's door."""

from datetime import UTC, datetime
from typing import Annotated, TypeAlias

from litestar import Router, get
from litestar.params import QueryParameter

from kiro_py.admin.door import Group, refusals
from kiro_py.ports.audit import AuditLog, Entry
from kiro_py.wire.admin.session import AuditEntry, AuditPage

Limit: TypeAlias = Annotated[
    int, QueryParameter(ge=1, le=500, description="How many changes to return at the most.")
]
Before: TypeAlias = Annotated[
    int | None,
    QueryParameter(ge=1, le=2**53 - 1, description="The `next` of the page before this one."),
]


def routes(audit: AuditLog) -> Router:
    """Return the route of `/audit`."""

    @get("/", operation_id="audit", responses=refusals())
    async def page(limit: Limit = 100, before: Before = None) -> AuditPage:
        """Return what was changed, by whom and from where, the newest first."""
        found = await audit.read(limit + 1, before)
        shown = found[:limit]
        return AuditPage(
            items=tuple(map(_view, shown)),
            next=str(shown[-1].id) if len(found) > limit else None,
        )

    return Group(path="/audit", route_handlers=[page], tags=["audit"])


def _view(entry: Entry) -> AuditEntry:
    change = entry.change
    return AuditEntry(
        id=entry.id,
        at=datetime.fromtimestamp(change.at, UTC),
        who=change.who,
        address=change.address,
        action=change.action,
        target=change.target,
        detail=change.detail,
    )
