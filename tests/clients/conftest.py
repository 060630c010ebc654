"""The stage for Claude Code and the SDK that runs it."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from clients.headless import ClaudeCode, settle
from clients.stage import Stage, find_claude, staged
from clients.witness import Witness


@pytest.fixture
async def stage() -> AsyncGenerator[Stage]:
    async with staged() as stage:
        yield stage


@pytest.fixture
async def witness(stage: Stage) -> AsyncGenerator[Witness]:
    async with Witness(stage.url) as witness:
        yield witness


@pytest.fixture
def claude(witness: Witness, tmp_path: Path) -> ClaudeCode:
    find_claude()
    return settle(witness.url, tmp_path)
