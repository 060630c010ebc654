"""Credentials that come from elsewhere, and go elsewhere."""

from typing import Literal, TypeAlias

from kiro_py.wire.admin.pool import Priority
from kiro_py.wire.admin.view import Change, View

RowStatus: TypeAlias = Literal["new", "duplicate", "invalid"]


class ImportText(Change, frozen=True, kw_only=True):
    """What was pasted, or the content of a file: any format that `kiro-py credentials` imports.

    `verify` asks Kiro about each new one, and takes those out again whose sign-in is dead.
    """

    text: str
    verify: bool = True
    priority: Priority | None = None
    groups: tuple[str, ...] = ()


class ImportRow(View, frozen=True, kw_only=True):
    """One sign-in that was found; `index` counts from 0 in the order of the text."""

    index: int
    label: str
    auth_method: str | None
    status: RowStatus
    problem: str | None


class ImportPreview(View, frozen=True, kw_only=True):
    """What an import would do; nothing has been done."""

    format: str
    rows: tuple[ImportRow, ...]
    new: int
    duplicate: int
    invalid: int


class ExportWanted(Change, frozen=True, kw_only=True):
    """Which credentials to give out with their secrets; `key` is the admin key, shown again."""

    key: str
    ids: tuple[int, ...] | None = None
    format: Literal["kiro-py", "account-manager"] = "kiro-py"
