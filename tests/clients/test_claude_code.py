"""Claude Code works through the gateway: answers, tools, `/context`, `/cc`, and what goes wrong."""

import json
from pathlib import Path

import pytest

from clients.headless import ClaudeCode
from clients.stage import Ran, Stage, find_claude
from clients.transcript import PROMPT, TRANSCRIPT, perform
from clients.witness import Seen, Witness
from kiro_py.simulator.faults.effects import Cut, Silence, Throw
from kiro_py.wire.json import JsonObject

pytestmark = pytest.mark.clients

JSON = ("--output-format", "json")
BY_HAND = ("--settings", '{"autoCompactEnabled": false}')
GENERATE = "GenerateAssistantResponse"
MESSAGES = "/v1/messages?beta=true"
STREAMED = Seen("POST", MESSAGES, 200, is_streamed=True)
TOO_LONG = Throw(
    type="ValidationException",
    message="Input is too long.",
    reason="CONTENT_LENGTH_EXCEEDS_THRESHOLD",
)


def result(ran: Ran) -> JsonObject:
    """Return what it printed with `--output-format json`."""
    return json.loads(ran.out)


async def test_a_plain_answer(claude: ClaudeCode):
    """It prints what the model said."""
    ran = await claude.ask("say: good morning")

    assert Ran(0, "good morning\n", "") == ran


async def test_it_reaches_nobody_else(claude: ClaudeCode, witness: Witness):
    """One turn is one streamed request to the gateway, and nothing else, anywhere."""
    await claude.ask("say: good morning")

    assert [STREAMED] == witness.seen


async def test_it_reads_a_file_and_runs_a_command(tmp_path: Path):
    """With the demo it uses its own tools, and the turn is finished as the tutorial shows."""
    find_claude()

    assert TRANSCRIPT.read_text(encoding="utf-8") == await perform(tmp_path)


@pytest.mark.parametrize("model", ["claude-opus-5-5", "claude-haiku-4-5", "glm-5"])
async def test_kiro_refuses_nothing_of_it(claude: ClaudeCode, stage: Stage, model: str):
    """A tool round trip with thinking breaks no rule of Kiro, whatever the model thinks in."""
    told = result(await claude.ask(f"Think about errands. {PROMPT}", "--model", model, *JSON))

    assert ("completed", []) == (told["terminal_reason"], stage.rules_broken)


async def test_the_context_is_counted(claude: ClaudeCode, witness: Witness):
    """`/context` asks for many counts at once and gets each of them."""
    ran = await claude.ask("/context")

    assert "Context Usage" in ran.out
    assert {Seen("POST", "/v1/messages/count_tokens?beta=true", 200)} == {*witness.seen}


async def test_a_base_path(claude: ClaudeCode, witness: Witness):
    """With `/cc` in its base URL it works the same."""
    ran = await claude.ask(PROMPT, *JSON, base="/cc")

    assert "2 notes.txt" in result(ran)["result"]
    assert [Seen("POST", f"/cc{MESSAGES}", 200, is_streamed=True)] * 3 == witness.seen


async def test_a_prompt_that_is_too_long(claude: ClaudeCode, stage: Stage, witness: Witness):
    """It knows the refusal and its figures, and does not try the same again."""
    stage.kiro.faults.add(TOO_LONG, operation=GENERATE, times=None)

    told = result(await claude.ask("say: good morning", *JSON))

    assert "prompt_too_long" == told["terminal_reason"]
    assert "~1000001 tokens (limit 1000000)" in told["result"]
    assert [400] == [seen.status for seen in witness.seen]


async def test_a_conversation_that_has_grown_too_long(
    claude: ClaudeCode, stage: Stage, witness: Witness
):
    """It has the conversation summarised, and goes on."""
    stage.kiro.faults.add(TOO_LONG, operation=GENERATE, skip=2)

    told = result(await claude.ask(PROMPT, *JSON))

    assert "completed" == told["terminal_reason"]
    assert [200, 200, 400, 200, 200] == [seen.status for seen in witness.seen]


async def test_compacting_by_hand(claude: ClaudeCode, stage: Stage, witness: Witness):
    """After "prompt is too long" `/compact` has what was said summarised, and it goes on."""
    await claude.ask("say: good morning")
    stage.kiro.faults.add(TOO_LONG, operation=GENERATE)
    refused = result(await claude.ask("say: good day", "--continue", *BY_HAND, *JSON))
    compacted = result(await claude.ask("/compact", "--continue", *JSON))
    told = result(await claude.ask("say: good evening", "--continue", *JSON))

    assert ("prompt_too_long", "success") == (refused["terminal_reason"], compacted["subtype"])
    assert ("completed", []) == (told["terminal_reason"], stage.rules_broken)
    assert [200, 400, 200, 200] == [seen.status for seen in witness.seen]
    sent = str(stage.kiro.calls[-1].body)
    assert "Summary:\\nThe conversation began with" in sent
    assert [False, True] == [each in sent for each in ("good morning", "good evening")]


async def test_a_wrong_key(claude: ClaudeCode, witness: Witness):
    """It says at once that the key is wrong, instead of trying for minutes."""
    told = result(await claude.ask("say: good morning", *JSON, key="wrong"))

    assert 401 == told["api_error_status"]
    assert [401] == [seen.status for seen in witness.seen]


async def test_an_answer_that_breaks_off(claude: ClaudeCode, stage: Stage, witness: Witness):
    """It hears of the error, has the turn said again as a whole, and runs each tool once."""
    stage.kiro.faults.add(
        Silence(at="after-frames", frames=4, seconds=0.5), Cut(after_frames=5), operation=GENERATE
    )

    ran = await claude.ask(PROMPT, "--output-format", "stream-json", "--verbose")

    assert ["Read", "Bash"] == [call["name"] for call in blocks(ran, "tool_use")]
    whole = Seen("POST", MESSAGES, 200, is_streamed=False)
    assert [STREAMED, whole, STREAMED, STREAMED] == witness.seen


def blocks(ran: Ran, kind: str) -> list[JsonObject]:
    """Return the content blocks of one kind that it printed with `stream-json`."""
    messages = [line["message"] for line in ran.lines() if line["type"] == "assistant"]
    return [block for each in messages for block in each["content"] if block["type"] == kind]
