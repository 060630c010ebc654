"""What the guide to the simulator says can be done, can be done."""

import asyncio
import os
import re
import shutil
import sys
from pathlib import Path

import msgspec
import pytest

from kiro_py.simulator.faults.effects import Effect
from kiro_py.simulator.server import Simulator
from pages import DOCS, Page

GUIDE = Page(DOCS / "howto" / "test-your-client-against-the-simulator.md")
SHELL = [
    block.body for block in GUIDE.blocks() if (block.language, block.mark) == ("sh", "simulated")
]
PYTHON = [
    block.body
    for block in GUIDE.blocks()
    if (block.language, block.mark) == ("python", "simulated")
]


async def run(program: list[str], directory: Path, **environ: str) -> str:
    """Run a program and return what it says; it must succeed."""
    running = await asyncio.create_subprocess_exec(
        *program,
        cwd=directory,
        env={"PATH": f"{Path(sys.executable).parent}:{os.defpath}", **environ},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await running.communicate()
    assert 0 == running.returncode, output.decode()
    return output.decode()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_the_shell_s_part_works(kiro: Simulator, tmp_path: Path):
    """The commands of the guide, one after the other, do what it says."""
    script = ["bash", "-euo", "pipefail", "-c", "\n".join(SHELL)]
    output = await run(script, tmp_path, SIMULATOR=kiro.url)

    assert [True] * 3 == [
        "x-simulator-rule: wrong-value" in output,
        "$.conversationState.chatTriggerType: wrong value" in output,
        '"refreshTokensSpentTwice":0' in output,
    ]
    assert (2, True) == (kiro.faults.waiting[0].times, kiro.accounts.is_suspended("social"))


@pytest.mark.parametrize("program", PYTHON)
async def test_the_python_part_works(tmp_path: Path, program: str):
    """The test of the guide passes."""
    assert "" == await run([sys.executable, "-c", program], tmp_path)


def test_the_effects_shown_are_effects():
    """Every effect of the guide is read by the control door."""
    shown = re.findall(r"\| `(\{\"effect\".*?\})` \|", GUIDE.text)

    assert 9 == len([msgspec.json.decode(text, type=Effect) for text in shown])
