"""Who is at the gateway's address."""

import asyncio
import socket

import pytest

from cli.doctor.scene import free_port
from fakes import FakeUpstream
from fakes_credentials import answer
from house import running_gateway
from jumping_loop import run_jumping
from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.cli.doctor.door import Door, check_door, try_door
from kiro_py.cli.doctor.finding import Verdict
from kiro_py.errors import UpstreamUnreachable
from kiro_py.ports.upstream import HttpAnswer


async def test_nobody_is_there():
    """The address can be had, and is left free."""
    port = free_port()
    found = [await try_door("127.0.0.1", port, FakeUpstream([])) for _ in range(2)]

    assert [Door("127.0.0.1", port)] * 2 == found
    assert Verdict.OK is check_door(found[0]).verdict


async def test_a_gateway_is_there():
    """A running gateway is no fault, even one that serves every interface."""
    async with running_gateway("http://127.0.0.1:1") as url, HttpUpstream(HttpSettings()) as http:
        port = int(url.rpartition(":")[2])
        found = [await try_door(host, port, http) for host in ("127.0.0.1", "0.0.0.0")]

    assert [True, True] == [door.is_ours for door in found]
    assert {Verdict.OK} == {check_door(door).verdict for door in found}


@pytest.mark.parametrize(
    "said",
    [
        answer(200, {"status": "up"}),
        answer(200, b"<html>"),
        answer(404, {"status": "ok"}),
        UpstreamUnreachable("connect", host="127.0.0.1"),
    ],
    ids=["other words", "a page", "refused", "no HTTP"],
)
async def test_somebody_else_is_there(said: HttpAnswer | UpstreamUnreachable):
    """The port is named, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        door = await try_door("127.0.0.1", port, FakeUpstream([said]))
    finding = check_door(door)

    assert (Verdict.FAILURE, f"127.0.0.1:{port}") == (finding.verdict, finding.subject)
    assert "another `port`" in finding.mend


def test_who_is_silent_is_somebody_else():
    """A program that takes the call and says nothing is not waited for long."""

    async def tried() -> Door:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            upstream = FakeUpstream([answer()], delay=3_600)
            return await try_door("127.0.0.1", taken.getsockname()[1], upstream)

    assert not run_jumping(tried()).is_ours


@pytest.mark.parametrize("host", ["192.0.2.1", "a" * 64], ids=["not ours", "no name"])
async def test_an_address_that_cannot_be_had(host: str):
    """It is a fault of the settings, and nobody is there."""
    upstream = FakeUpstream([UpstreamUnreachable("connect", host=host)])
    async with asyncio.timeout(30):
        finding = check_door(await try_door(host, free_port(), upstream))

    assert (Verdict.FAILURE, True) == (finding.verdict, host in finding.told)
