"""What a person is shown who sets a client up by hand."""

import json
from pathlib import Path

import pytest

from kiro_py.cli.credentials.places import Machine
from kiro_py.cli.setup.clients import CLIENTS, Word
from kiro_py.cli.setup.showing import Showing
from kiro_py.cli.setup.target import Target
from kiro_py.secret import Secret

TARGET = Target("http://127.0.0.1:8080", Secret("sk-it's"))
MACHINE = Machine(Path("/home/ada"), {}, "linux")


def shown(word: Word, *, shows_key: bool = False) -> list[str]:
    lines = Showing(TARGET, MACHINE, shows_key).lines(CLIENTS[word])
    return [line.text for line in lines if line.is_result]


@pytest.mark.parametrize("word", [word for word in CLIENTS if CLIENTS[word].why_not is None])
def test_the_key_is_masked(word: Word):
    """Everywhere, and it is told how to see it."""
    lines = list(Showing(TARGET, MACHINE).lines(CLIENTS[word]))
    assert "sk-it's" not in "".join(line.text for line in lines)
    assert "--show-key" in lines[-1].text


def test_settings_are_shown_as_they_are_written():
    """They can be copied into the file."""
    (text,) = shown("claude-code", shows_key=True)
    assert {
        "env": {"ANTHROPIC_BASE_URL": TARGET.url, "ANTHROPIC_AUTH_TOKEN": "sk-it's"}
    } == json.loads(text)
    (text,) = shown("opencode", shows_key=True)
    options = {"baseURL": f"{TARGET.url}/v1", "apiKey": "sk-it's"}
    assert {"provider": {"anthropic": {"options": options}}} == json.loads(text)


def test_variables_are_shown_for_a_shell():
    """Quoted, so that they can be pasted."""
    assert [
        "export ANTHROPIC_BASE_URL=http://127.0.0.1:8080",
        "export ANTHROPIC_API_KEY='sk-it'\"'\"'s'",
    ] == shown("sdk", shows_key=True)


def test_a_form_is_shown_field_by_field():
    """Under the names that stand there."""
    assert [
        "API Provider: Anthropic",
        "Anthropic API Key: ***",
        "Use custom base URL: http://127.0.0.1:8080",
    ] == shown("cline")
