"""Work on many credentials, which goes on when the page is closed."""

from typing import Annotated, TypeAlias

from litestar import Router, get, post
from litestar.params import JSONBody, PathParameter

from kiro_py.admin.bulk import Bulk
from kiro_py.admin.door import AnyRequest, Group, Routes, note_detail, numbered, refusals
from kiro_py.admin.jobs import Jobs
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.wire.admin.jobs import JobList, JobView, NewJob

JobId: TypeAlias = Annotated[str, PathParameter(description="The id it has.")]


def routes(jobs: Jobs, bulk: Bulk) -> Router:
    """Return the routes below `/jobs`."""
    handlers = [*_begin_routes(jobs, bulk), *_job_routes(jobs)]
    return Group(path="/jobs", route_handlers=handlers, tags=["jobs"])


def _begin_routes(jobs: Jobs, bulk: Bulk) -> Routes:
    @post("/", operation_id="beginJob", responses=refusals(409, 413))
    async def begin(request: AnyRequest, data: JSONBody[NewJob]) -> JobView:
        """Begin to do something with credentials."""
        if not data.ids:
            raise KeeperRefused(400, "ids: name one at least")
        note_detail(request, f"{data.action}: {numbered(data.ids)}")
        return jobs.begin(bulk.work(data), bulk.steps(data.ids))

    @get("/", operation_id="jobs", responses=refusals())
    async def listed() -> JobList:
        """Return the jobs of the last day without their items, the newest first."""
        return JobList(items=jobs.list())

    return [begin, listed]


def _job_routes(jobs: Jobs) -> Routes:
    @get("/{job:str}", operation_id="job", responses=refusals(404))
    async def one(job: JobId) -> JobView:
        """Return a job with all its items."""
        return jobs.find(job)

    @post("/{job:str}/cancel", status_code=200, operation_id="cancelJob", responses=refusals(404))
    async def cancel(job: JobId) -> JobView:
        """Let a job come to its end."""
        return jobs.cancel(job)

    @post("/{job:str}/retry", operation_id="retryJob", responses=refusals(404, 409))
    async def retry(job: JobId) -> JobView:
        """Begin a job with those that have failed."""
        return jobs.retry(job)

    return [one, cancel, retry]
