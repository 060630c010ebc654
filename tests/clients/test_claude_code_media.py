"""Claude Code reads pictures and documents with its own tool, and they reach Kiro."""

import base64
import json
from collections.abc import Iterator
from typing import Final

import pytest

from clients.headless import ClaudeCode
from clients.stage import Stage
from kiro_py.wire.json import JsonObject
from papers import pdf, picture

pytestmark = pytest.mark.clients

SCREENSHOT: Final = picture(size=(640, 400))
LOGBOOK: Final = pdf("Two boats left at dawn", "One came back")
PROMPT: Final = "Read screenshot.png. Read logbook.pdf"
PAGES: Final = 'Call tool Read with {"file_path": "logbook.pdf", "pages": "1-2"}'
JSON: Final = ("--output-format", "json")

PDFTOPPM: Final = """#!/bin/sh
for last; do :; done
[ "$last" = -v ] || for page in 1 2; do cp "$HOME/page.jpg" "$last-$page.jpg"; done
"""
"""Draws the same page twice whatever it is shown: the real one is not everywhere."""


@pytest.fixture(autouse=True)
def _files(claude: ClaudeCode) -> None:
    (claude.project / "screenshot.png").write_bytes(SCREENSHOT)
    (claude.project / "logbook.pdf").write_bytes(LOGBOOK)


async def finish(claude: ClaudeCode, prompt: str, *options: str) -> str:
    """Return its last words on a prompt; its turn must have been finished."""
    ran = await claude.ask(prompt, *JSON, *options)
    told: JsonObject = json.loads(ran.out)
    assert "completed" == told["terminal_reason"]
    return str(told["result"])


def user_turns(stage: Stage) -> Iterator[JsonObject]:
    """Yield what the users' turns of the last request to Kiro held, the latest at the end."""
    state = stage.kiro.calls[-1].body["conversationState"]
    for turn in (*state["history"], state["currentMessage"]):
        if "userInputMessage" in turn:
            yield turn["userInputMessage"]


def arrived(stage: Stage, kind: str) -> list[tuple[str, bytes]]:
    """Return format and bytes of the images or documents in the last request to Kiro."""
    return [
        (block["format"], base64.b64decode(block["source"]["bytes"]))
        for turn in user_turns(stage)
        for block in turn.get(kind, ())
    ]


@pytest.mark.parametrize("model", ["claude-opus-5-5", "claude-haiku-4-5"])
async def test_a_screenshot_and_a_pdf(claude: ClaudeCode, stage: Stage, model: str):
    """Both arrive as the bytes that they are, and Kiro has nothing against them."""
    told = await finish(claude, PROMPT, "--model", model)

    assert "[image 1 attached to this message]" in told
    assert "[document 'document' attached to this message]" in told
    assert [("png", SCREENSHOT)] == arrived(stage, "images")
    assert [("pdf", LOGBOOK)] == arrived(stage, "documents")
    assert [] == stage.rules_broken


async def test_a_model_that_takes_text_only(claude: ClaudeCode, stage: Stage):
    """It gets the words of a PDF, and is told that there was a picture."""
    told = await finish(claude, PROMPT, "--model", "glm-5")

    assert "[image left out: this model does not see images]" in told
    assert "Two boats left at dawn\n\nOne came back" in told
    assert ([], []) == (arrived(stage, "images"), arrived(stage, "documents"))


async def test_pages_of_a_pdf(claude: ClaudeCode, stage: Stage):
    """Pages that it asks for by number are pictures, each of which arrives."""
    page = picture("JPEG", (85, 110))
    (claude.home / "page.jpg").write_bytes(page)
    (claude.home / "bin").mkdir()
    (claude.home / "bin/pdftoppm").write_text(PDFTOPPM, encoding="utf-8")
    (claude.home / "bin/pdftoppm").chmod(0o755)

    told = await finish(claude, PAGES)

    assert "PDF pages extracted: 2 page(s)" in told
    assert [("jpeg", page)] * 2 == arrived(stage, "images")
    assert [] == stage.rules_broken
