"""Credentials that come from elsewhere, and go elsewhere."""

from collections.abc import Callable
from typing import Final, TypeAlias

from litestar import Response, Router, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody

from kiro_py.admin.door import AnyRequest, Group, Routes, refusals
from kiro_py.admin.exports import Exporting
from kiro_py.admin.imports import Importing
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.wire.admin.imports import ExportWanted, ImportPreview, ImportText
from kiro_py.wire.admin.jobs import JobView

Proves: TypeAlias = Callable[[AnyRequest, str], None]
"""Raises `KeeperRefused` unless the admin key was shown; slows down who guesses."""

_NOBODY: Final = 401


def routes(importing: Importing, exporting: Exporting, proves: Proves) -> Router:
    """Return the routes below `/credentials` that take over and give out."""
    handlers = [*_import_routes(importing), *_export_routes(exporting, proves)]
    return Group(path="/credentials", route_handlers=handlers, tags=["credentials"])


def _import_routes(importing: Importing) -> Routes:
    @post("/import/preview", status_code=200, operation_id="previewImport", responses=refusals(413))
    async def preview(data: JSONBody[ImportText]) -> ImportPreview:
        """Return what an import would do; nothing is done."""
        return await importing.preview(data)

    @post("/import", operation_id="importCredentials", responses=refusals(409, 413))
    async def run(data: JSONBody[ImportText]) -> JobView:
        """Add what is new, and prove it in a job."""
        return await importing.run(data)

    return [preview, run]


def _export_routes(exporting: Exporting, proves: Proves) -> Routes:
    @post(
        "/export",
        status_code=200,
        operation_id="exportCredentials",
        responses={200: _FILE} | refusals(404, 413, 429),
    )
    async def export(request: AnyRequest, data: JSONBody[ExportWanted]) -> Response[bytes]:
        """Return credentials with their secrets, as a file; the admin key must be shown again."""
        try:
            proves(request, data.key)
        except KeeperRefused as refused:
            if refused.status != _NOBODY:
                raise
            # Whoever asks is signed in all the same: a page must not send them away.
            raise KeeperRefused(403, "key: this is not the admin key") from refused
        found = exporting.export(data)
        headers = {
            "content-disposition": f'attachment; filename="{found.name}"',
            "x-left-out": str(found.left_out),
        }
        return Response(found.data, headers=headers, media_type="application/json")

    return [export]


_FILE = ResponseSpec(
    bytes,
    description="The file; `x-left-out` counts credentials that its form has no place for.",
    generate_examples=False,
)
