"""Credentials are edited by the rules of the file, and put in order."""

from pathlib import Path
from typing import Any

import pytest

from admin.keeping import POOL, scene
from kiro_py.pool.standing import Standing, State

THREE = ("api-key", "social", "idc")


async def test_every_field_is_edited(tmp_path: Path):
    """They are in the file and count at once."""
    fields: dict[str, Any] = {
        "email": "ada@example.com",
        "note": "mine",
        "priority": 7,
        "groups": ["night"],
        "disabled": True,
        "region": "eu-central-1",
        "authRegion": "eu-west-1",
        "apiRegion": "us-east-1",
        "machineId": "ef" * 32,
        "profileArn": "arn:aws:codewhisperer:us-east-1:123456789012:profile/EXAMPLE",
        "proxyUrl": "http://proxy.example.com:3128",
        "proxyUsername": "ada",
        "proxyPassword": "s3cret",
        "endpoint": "ide",
    }
    async with scene(tmp_path, "social") as subject:
        found = await subject.change(1, **fields)
        assert fields.items() <= subject.entries[0].items()
    shown = {**fields, "state": "disabled", "hasProxyPassword": True}
    del shown["disabled"], shown["proxyPassword"]
    assert shown.items() <= found.body.items()


async def test_a_value_is_taken_away(tmp_path: Path):
    """By null or by nothing; a proxy takes its sign-in with it, and a machine id is made anew."""
    more = {
        1: {"note": "x", "email": "y@example.com", "groups": ["a"], "machineId": "ab" * 32}
        | {"proxyUrl": "http://proxy.example.com", "proxyUsername": "ada", "proxyPassword": "p"}
    }
    async with scene(tmp_path, "api-key", more=more) as subject:
        gone: dict[str, Any] = {"note": None, "email": " ", "groups": [], "proxyUrl": None}
        found = await subject.change(1, **gone, machineId=None)
        (entry,) = subject.entries
    assert {"id", "authMethod", "kiroApiKey", "priority", "machineId"} == set(entry)
    assert "ab" * 32 != entry["machineId"] == found.body["machineId"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("region", "nowhere/"),
        ("machineId", "short"),
        ("proxyUrl", "ftp://proxy.example.com"),
        ("profileArn", "no arn"),
        ("priority", -1),
        ("refreshToken", "not here"),
    ],
)
async def test_a_fault_is_told_by_its_field(tmp_path: Path, field: str, value: Any):
    """Nothing is changed then."""
    async with scene(tmp_path, "social") as subject:
        before = subject.entries
        found = await subject.change(1, note="x", **{field: value})
        assert before == subject.entries
    assert (400, "invalid_request") == found.error
    assert field in found.message


async def test_two_people_do_not_undo_each_other(tmp_path: Path):
    """A change is for the version that was seen, which a renewed token does not change."""
    async with scene(tmp_path, "social") as subject:
        version = (await subject.one(1))["version"]
        await subject.do(1, "refresh")
        assert 200 == (await subject.change(1, version=version, note="first")).status
        late = await subject.change(1, version=version, note="second")
        assert "first" == subject.entries[0]["note"]
    assert (412, "conflict") == late.error


async def test_another_way_is_tried_without_the_old_one_s_faults(tmp_path: Path):
    """A sign-in that was refused in the wrong region is asked again in the right one."""
    async with scene(tmp_path, "social", is_fresh=False, revoked="social") as subject:
        assert (502, "api_error") == (await subject.do(1, "refresh")).error
        assert "needs login" == (await subject.one(1))["state"]
        await subject.change(1, note="it is not the region")
        assert "needs login" == (await subject.one(1))["state"]
        found = await subject.change(1, authRegion="eu-west-1")
    assert "ready" == found.body["state"]


async def test_what_an_account_itself_has_earned_stays(tmp_path: Path):
    """No region mends a suspension."""
    locked = Standing(State.SUSPENDED, reason="suspended", message="write to support")
    async with scene(tmp_path, "social", standings={1: locked}) as subject:
        found = await subject.change(1, region="eu-west-1")
    assert ("suspended", "write to support") == (found.body["state"], found.body["message"])


async def test_an_order_gives_priorities(tmp_path: Path):
    """The others come after those that are named, as they stood to each other."""
    async with scene(tmp_path, *THREE, "builder-id") as subject:
        await subject.change(1, priority=9)
        found = await subject.ask("POST", f"{POOL}/order", {"ids": [4, 3]})
    assert [(4, 0), (3, 1), (2, 2), (1, 3)] == [
        (item["id"], item["priority"]) for item in found.body["items"]
    ]


@pytest.mark.parametrize(("status", "named"), [(404, [1, 7]), (400, [1, 1])])
async def test_an_order_that_means_nothing_is_refused(
    tmp_path: Path, status: int, named: list[int]
):
    """And changes nothing."""
    async with scene(tmp_path, "api-key", "social") as subject:
        before = subject.entries
        assert status == (await subject.ask("POST", f"{POOL}/order", {"ids": named})).status
        assert before == subject.entries
