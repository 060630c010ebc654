"""Work on many credentials, which goes on when the page is closed."""

from datetime import datetime
from typing import Literal, TypeAlias

from kiro_py.wire.admin.view import Change, View

JobAction: TypeAlias = Literal[
    "verify", "balance", "refresh", "enable", "disable", "reset", "delete", "import"
]
JobState: TypeAlias = Literal["running", "done", "cancelled"]
ItemState: TypeAlias = Literal["waiting", "running", "done", "failed", "skipped", "cancelled"]


class NewJob(Change, frozen=True, kw_only=True):
    """What to do, and to which credentials."""

    action: Literal["verify", "balance", "refresh", "enable", "disable", "reset", "delete"]
    ids: tuple[int, ...]


class JobItem(View, frozen=True, kw_only=True):
    """One step; `credential_id` is null while an import has not made the credential yet."""

    index: int
    credential_id: int | None
    label: str
    state: ItemState
    message: str


class JobView(View, frozen=True, kw_only=True):
    """A job; `items` is null in lists."""

    id: str
    action: JobAction
    state: JobState
    total: int
    finished: int
    succeeded: int
    failed: int
    started_at: datetime
    ended_at: datetime | None
    items: tuple[JobItem, ...] | None


class JobList(View, frozen=True, kw_only=True):
    """The jobs of the last day, the newest first."""

    items: tuple[JobView, ...]
