"""`kiro-py setup`, as a person types it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hand import Said
from kiro_py.cli.app import app

Type = Callable[..., Said]


@pytest.fixture
def type_setup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Type:
    """Return what types the command in a home of its own."""
    for name in ("XDG_CONFIG_HOME", "CLAUDE_CONFIG_DIR", "OPENCODE_CONFIG", "KIRO_PY_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    config = tmp_path / "config.json"
    config.write_text('{"apiKey": "sk-example"}')

    def run(*words: str) -> Said:
        code = app(["setup", *words, "-c", str(config)])
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return run


def test_settings_are_shown(type_setup: Type):
    """What can be copied is the result; the key is masked, and nothing is written."""
    said = type_setup("claude-code")
    assert (0, "***") == (said.code, said.json["env"]["ANTHROPIC_AUTH_TOKEN"])
    assert "--write" in said.err


def test_settings_are_written(type_setup: Type, tmp_path: Path):
    """Once; the key is told by nobody."""
    path = tmp_path / ".claude" / "settings.json"
    path.parent.mkdir()
    path.write_text('{"model": "opus"}')
    said = type_setup("claude-code", "--write")
    assert (0, True) == (said.code, "the previous one is settings.json.bak" in said.out)
    assert "+ env.ANTHROPIC_AUTH_TOKEN: ***" in said.out
    assert {
        "model": "opus",
        "env": {
            "ANTHROPIC_BASE_URL": "http://127.0.0.1:8080",
            "ANTHROPIC_AUTH_TOKEN": "sk-example",
        },
    } == json.loads(path.read_text())
    again = type_setup("claude-code", "--write")
    assert (0, True) == (again.code, "says so already" in again.out)
    assert "sk-example" not in said.out + said.err + again.out + again.err


def test_a_new_file_is_made(type_setup: Type, tmp_path: Path):
    """With what stands above it."""
    assert 0 == type_setup("opencode", "--write").code
    written = json.loads((tmp_path / ".config/opencode/opencode.json").read_text())
    assert "http://127.0.0.1:8080/v1" == written["provider"]["anthropic"]["options"]["baseURL"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("codex",), 1, "Responses API only"),
        (("codex", "--write"), 1, "nothing is written"),
        (("cline", "--write"), 1, "no file"),
        (("sdk", "--write"), 1, "no file"),
        (("sdk", "--url", "kiro"), 2, "--url"),
        (("claude-code", "--write", "--key-file", "none.txt"), 2, "no such file"),
    ],
)
def test_what_cannot_be_done_is_told(
    type_setup: Type, tmp_path: Path, words: tuple[str, ...], code: int, told: str
):
    """Nothing is written then."""
    said = type_setup(*words)
    assert (code, "", True) == (said.code, said.out, told in said.err)
    assert ["config.json"] == [path.name for path in tmp_path.iterdir()]


def test_a_file_that_is_no_json_is_left_alone(type_setup: Type, tmp_path: Path):
    """The exit code says that nothing was done."""
    path = tmp_path / ".claude" / "settings.json"
    path.parent.mkdir()
    path.write_text("{ broken")
    said = type_setup("claude-code", "--write")
    assert (2, "{ broken") == (said.code, path.read_text())


def test_a_key_over_the_network_is_remarked(type_setup: Type):
    """It is shown all the same."""
    said = type_setup("sdk", "--url", "http://kiro.example.com", "--show-key")
    assert (0, True) == (said.code, "in the clear" in said.err)
    assert "export ANTHROPIC_API_KEY=sk-example" in said.out


def test_a_file_that_others_read_is_remarked(type_setup: Type, tmp_path: Path):
    """There is a key in it now."""
    path = tmp_path / ".claude" / "settings.json"
    path.parent.mkdir()
    path.write_text("{}")
    path.chmod(0o644)
    assert "others on this machine may read it" in type_setup("claude-code", "--write").err
