"""`kiro-py login`, as a person types it, and the person at the page."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from hand import Hand, Said, Service
from kiro_py.cli.app import app
from kiro_py.simulator.accounts.grants import Decision
from kiro_py.simulator.ledger import Call


def type_login(hand: Hand, *words: str) -> Said:
    """Type the command, and return how it ended."""
    code = app(["login", *words, "--credentials", str(hand.path)])
    told = hand.capture.readouterr()
    return Said(code, told.out, told.err)


async def typed(subject: Service, *words: str) -> Said:
    """Type the command with the settings that lead to the simulator."""
    return await asyncio.to_thread(
        type_login, subject.hand, *words, "-c", str(subject.config), "--no-open"
    )


def decide(subject: Service, decision: Decision) -> None:
    """Have the person decide as soon as they see a code."""

    def watch(call: Call) -> None:
        if call.operation in {"StartDeviceAuthorization", "StartSocialDevice"}:
            for grant in subject.kiro.world.grants.waiting:
                grant.decision = decision

    subject.kiro.calls.watch(watch)


@asynccontextmanager
async def process(subject: Service, *words: str) -> AsyncGenerator[Process]:
    """Run the command as a process of its own, which ends with the context."""
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kiro_py", "login", *words),
        *("--credentials", str(subject.hand.path), "-c", str(subject.config), "--no-open"),
        env={"PATH": os.defpath, "PYTHONUNBUFFERED": "1"},
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()
