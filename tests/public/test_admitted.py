"""Answers of requests that were let in."""

import asyncio
from typing import Any

import pytest
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from fakes import FakeClock
from jumping_loop import run_jumping
from kiro_py.clients.client import Client, Limits
from kiro_py.errors import RequestRefused
from kiro_py.exchange.admission import Admission
from kiro_py.exchange.ask import Ask
from kiro_py.public.admitted import Admitted
from kiro_py.wire.anthropic.content import TextBlock
from kiro_py.wire.anthropic.request import Message as Said
from kiro_py.wire.anthropic.request import MessagesRequest

HELLO = MessagesRequest(
    model="m", max_tokens=10, messages=(Said("user", (TextBlock("hello there, " * 100),)),)
)
SCOPE: HTTPScope = {"type": "http"}  # type: ignore[typeddict-item]


class World:
    """An admission, and answers that take a second."""

    def __init__(self, **limits: int) -> None:
        self.subject = Admission(FakeClock())
        self.client = Client(id=7, limits=Limits(**limits))
        self.begun: list[str] = []
        self.sent: list[str] = []
        self.number = 0
        self.failure: Exception | None = None

    def make(self, ask: Ask) -> ASGIApp:
        if self.failure is not None:
            raise self.failure

        async def answer(_: Scope, __: Receive, ___: Send) -> None:
            self.begun.append(ask.request_id)
            await asyncio.sleep(1)
            self.sent.append(ask.request_id)

        return answer

    async def serve(self, leaves_after: float = 1e9) -> None:
        self.number += 1
        ask = Ask(HELLO, f"req_{self.number}", "msg_1", self.client)

        async def receive() -> Any:
            await asyncio.sleep(leaves_after)
            return {"type": "http.disconnect"}

        async def send(_: Message) -> None:
            raise AssertionError("nothing is said for the answer")

        await Admitted(self.subject, ask, self.make)(SCOPE, receive, send)

    @property
    def in_flight(self) -> int:
        return self.subject.use_of(7).in_flight


def test_an_answer_waits_for_its_turn():
    """One after the other, each of them to its end."""
    world = World(parallel_requests=1)

    async def main() -> float:
        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(world.serve())
        return asyncio.get_running_loop().time()

    assert 3.0 == run_jumping(main())
    assert ["req_1", "req_2", "req_3"] == world.sent
    assert 0 == world.in_flight


def test_a_client_that_leaves_the_queue_gets_no_answer():
    """Nothing is made of its request, and nobody waits behind it."""
    world = World(parallel_requests=1)

    async def main() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(world.serve())
            group.create_task(world.serve(leaves_after=0.5))
            group.create_task(world.serve())

    run_jumping(main())
    assert ["req_1", "req_3"] == world.begun
    assert 0 == world.in_flight


def test_what_cannot_be_answered_takes_no_place():
    """A fault of the request is raised as it is, and frees what it had."""
    world = World()
    world.failure = RequestRefused("model: gpt", status=404)
    with pytest.raises(RequestRefused, match="model: gpt"):
        run_jumping(world.serve())
    assert (0, 1) == (world.in_flight, world.subject.use_of(7).day.requests)


def test_a_limit_is_told_before_anything_is_made():
    """The second one of a minute is refused."""
    world = World(requests_per_minute=1)
    run_jumping(world.serve())
    with pytest.raises(RequestRefused, match="1 requests per minute"):
        run_jumping(world.serve())
    assert ["req_1"] == world.begun


def test_a_request_is_weighed_where_that_matters():
    """What it has at least is taken off what is left, as long as it is under way."""
    world = World(tokens_per_day=300)

    async def main() -> float:
        async with asyncio.TaskGroup() as group:
            group.create_task(world.serve())
            group.create_task(world.serve())
        return asyncio.get_running_loop().time()

    assert 2.0 == run_jumping(main())
