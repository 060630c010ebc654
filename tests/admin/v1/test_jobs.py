"""The routes of jobs."""

from pathlib import Path

import pytest

from admin.keeping import V1, scene
from kiro_py.simulator.faults.effects import Silence

JOBS = f"{V1}/jobs"


async def test_a_job_is_begun_looked_at_and_listed(tmp_path: Path):
    """It has its items when it is looked at, and none in the list."""
    async with scene(tmp_path, "api-key", "social") as subject:
        begun = await subject.ask("POST", JOBS, {"action": "verify", "ids": [2, 1, 2]})
        ended = await subject.ended(begun.body["id"])
        listed = (await subject.ask("GET", JOBS)).body["items"]
    assert (201, "verify", 2) == (begun.status, begun.body["action"], begun.body["total"])
    assert [2, 1] == [item["credentialId"] for item in ended["items"]]
    assert [ended | {"items": None}] == listed


async def test_a_job_is_cancelled_within_a_second(tmp_path: Path):
    """Although Kiro does not answer."""
    async with scene(tmp_path, "api-key", "social") as subject:
        subject.kiro.faults.add(Silence(), operation="GetUsageLimits", times=None)
        begun = await subject.ask("POST", JOBS, {"action": "balance", "ids": [1, 2]})
        assert 200 == (await subject.ask("POST", f"{JOBS}/{begun.body['id']}/cancel")).status
        ended = await subject.ended(begun.body["id"])
    assert "cancelled" == ended["state"]
    assert ["cancelled"] * 2 == [item["state"] for item in ended["items"]]


async def test_the_failed_ones_are_tried_again(tmp_path: Path):
    """In a new job, which may go better."""
    async with scene(tmp_path, "api-key", "social") as subject:
        job = await subject.work("delete", 1, 2)
        await subject.change(2, disabled=True)
        again = await subject.ask("POST", f"{JOBS}/{job['id']}/retry")
        ended = await subject.ended(again.body["id"])
    assert [(1, "failed"), (2, "done")] == [
        (item["credentialId"], item["state"]) for item in ended["items"]
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"action": "verify", "ids": []},
        {"action": "paint", "ids": [1]},
        {"action": "verify"},
        {"action": "verify", "ids": [1], "now": True},
    ],
)
async def test_a_job_that_means_nothing_is_refused(tmp_path: Path, body: dict[str, object]):
    """Before anything is begun."""
    async with scene(tmp_path, "api-key") as subject:
        assert (400, "invalid_request") == (await subject.ask("POST", JOBS, body)).error
        assert [] == (await subject.ask("GET", JOBS)).body["items"]


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", "/cancel"), ("POST", "/retry")])
async def test_a_job_that_is_not_there_is_not_found(tmp_path: Path, method: str, path: str):
    """Whatever is wanted of it."""
    async with scene(tmp_path) as subject:
        assert (404, "not_found") == (await subject.ask(method, f"{JOBS}/nobody{path}")).error
