"""What was used, by whom, and how it went."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Final, TypeAlias

from litestar import Response, Router, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, PathParameter, QueryParameter
from litestar.response import Stream

from kiro_py.admin.door import Group, Routes, refusals
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.sheet import lines
from kiro_py.admin.used import Used
from kiro_py.ports.usage import Listed, Wanted
from kiro_py.wire.admin.usage import Overview, RequestPage, RequestTrace, UsageKey, UsageReport

MOST_LISTED: Final = 500

_Since: TypeAlias = Annotated[
    datetime | None, QueryParameter(description="The first instant; widened to a whole step.")
]
_Until: TypeAlias = Annotated[
    datetime | None, QueryParameter(description="The first instant after it; now by default.")
]
_Key: TypeAlias = Annotated[
    int | None,
    QueryParameter(
        ge=-1, le=2**31 - 1, description="A client key; 0 for `apiKey`, -1 for the playground."
    ),
]
_Credential: TypeAlias = Annotated[
    int | None, QueryParameter(ge=0, le=2**31 - 1, description="A credential; 0 for nobody.")
]
_Model: TypeAlias = Annotated[
    str | None, QueryParameter(max_length=200, description="A model, as clients name it.")
]
_Limit: TypeAlias = Annotated[int, QueryParameter(ge=1, le=MOST_LISTED)]
_Before: TypeAlias = Annotated[
    str | None, QueryParameter(max_length=20, description="The `next` of the page before.")
]
_Search: TypeAlias = Annotated[
    str | None,
    QueryParameter(max_length=200, description="Part of an id, a model, an outcome or a message."),
]
_Outcome: TypeAlias = Annotated[str | None, QueryParameter(max_length=100)]
_Id: TypeAlias = Annotated[str, PathParameter(max_length=64, description="The request's id.")]

_CSV: Final = {
    200: ResponseSpec(
        str, media_type="text/csv", description="One line for each row.", generate_examples=False
    )
}


def routes(used: Used) -> Router:
    """Return the routes of what was used."""
    handlers = [*_sum_routes(used), *_request_routes(used)]
    return Group(path="/", route_handlers=handlers, tags=["usage"])


def _sum_routes(used: Used) -> Routes:
    @get("/overview", operation_id="overview", responses=refusals())
    async def overview(since: _Since = None, until: _Until = None) -> Overview:
        """Return sums, their course, errors and latency; of the last day unless told."""
        return await used.overview(since, until)

    @get("/usage", operation_id="usage", responses=refusals())
    async def usage(
        *,
        by: FromQuery[UsageKey] = "day",
        since: _Since = None,
        until: _Until = None,
        key: _Key = None,
        model: _Model = None,
        credential: _Credential = None,
    ) -> UsageReport:
        """Return the use by key, model, credential, day or hour; of 30 days unless told."""
        return await used.report(by, since, until, Wanted(key, credential, model))

    @get("/usage.csv", operation_id="usageSheet", responses=_CSV | refusals())
    async def usage_sheet(
        *,
        by: FromQuery[UsageKey] = "day",
        since: _Since = None,
        until: _Until = None,
        key: _Key = None,
        model: _Model = None,
        credential: _Credential = None,
    ) -> Stream:
        """Return the same as a file of comma-separated values."""
        report = await used.report(by, since, until, Wanted(key, credential, model))

        async def sheet() -> AsyncIterator[str]:
            for line in lines(report):
                yield line

        name = f"kiro-py-usage-by-{by}.csv"
        return Stream(sheet, media_type="text/csv", headers=_download(name))

    return [overview, usage, usage_sheet]


def _request_routes(used: Used) -> Routes:
    @get("/requests", operation_id="requests", responses=refusals())
    async def requests(  # noqa: PLR0913 -- each is a query parameter
        *,
        limit: _Limit = 50,
        before: _Before = None,
        key: _Key = None,
        credential: _Credential = None,
        model: _Model = None,
        outcome: _Outcome = None,
        failed: FromQuery[bool | None] = None,
        search: _Search = None,
    ) -> RequestPage:
        """Return requests, the last that ended first."""
        wanted = Wanted(key, credential, model)
        return await used.requests(
            Listed(wanted, limit, _cursor(before), outcome, failed, search or None)
        )

    @get("/requests/{request_id:str}", operation_id="request", responses=refusals(404))
    async def request(request_id: FromPath[_Id]) -> RequestTrace:
        """Return a request and its attempts."""
        return await used.trace(request_id)

    @get("/requests/{request_id:str}/trace", operation_id="trace", responses=refusals(404))
    async def trace(request_id: FromPath[_Id]) -> Response[RequestTrace]:
        """Return the same as a file for a report of a fault, without names of keys or accounts."""
        found = await used.attachment(request_id)
        return Response(found, headers=_download(f"kiro-py-{found.request.id}.json"))

    return [requests, request, trace]


def _cursor(before: str | None) -> int | None:
    if before is None:
        return None
    if not before.isascii() or not before.isdigit():
        raise KeeperRefused(400, "before: it is not the `next` of a page")
    return min(int(before), 2**53)


def _download(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}
