"""A running simulator, a client, and a world without a socket."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from kiro_py.simulator.server import Simulator
from kiro_py.simulator.world import World
from simulator.worlds import world_of


@pytest.fixture
def world() -> World:
    return world_of()


@pytest.fixture
async def kiro() -> AsyncIterator[Simulator]:
    async with Simulator() as simulator:
        yield simulator


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
