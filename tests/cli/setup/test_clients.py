"""What each client needs, and where it wants to be told."""

from pathlib import Path
from typing import get_args

import pytest

from kiro_py.cli.credentials.places import Machine
from kiro_py.cli.setup.clients import CLIENTS, Word
from kiro_py.cli.setup.target import Target
from kiro_py.secret import Secret

TARGET = Target("http://127.0.0.1:8080", Secret("sk-example"))


def place(word: Word, system: str = "linux", **environ: str) -> str:
    found = CLIENTS[word].place
    assert found is not None
    return found(Machine(Path("/home/ada"), environ, system)).as_posix()


def test_every_client_has_its_word():
    """And every word its client."""
    assert set(get_args(Word)) == set(CLIENTS)


@pytest.mark.parametrize("word", [word for word in CLIENTS if CLIENTS[word].why_not is None])
def test_every_client_that_can_is_told_where_and_with_what(word: Word):
    """The address and the key are in what it is given, somewhere."""
    client = CLIENTS[word]
    told: list[object] = []
    if client.changes is not None:
        told += [change.value for change in client.changes(TARGET)]
    for form in (client.variables, client.form):
        told += [] if form is None else form(TARGET).values()
    assert TARGET.key in told
    assert [] != [each for each in told if isinstance(each, str) and each.startswith(TARGET.url)]


def test_codex_is_refused():
    """It speaks what this gateway does not serve."""
    codex = CLIENTS["codex"]
    assert "Responses" in (codex.why_not or "")
    assert (None, None, None) == (codex.changes, codex.variables, codex.form)


@pytest.mark.parametrize(
    ("word", "system", "environ", "expected"),
    [
        ("claude-code", "linux", {}, "/home/ada/.claude/settings.json"),
        ("claude-code", "linux", {"CLAUDE_CONFIG_DIR": "/cfg"}, "/cfg/settings.json"),
        ("opencode", "linux", {}, "/home/ada/.config/opencode/opencode.json"),
        ("opencode", "linux", {"XDG_CONFIG_HOME": "/cfg"}, "/cfg/opencode/opencode.json"),
        ("opencode", "linux", {"OPENCODE_CONFIG": "/cfg/my.json"}, "/cfg/my.json"),
        ("zed", "linux", {}, "/home/ada/.config/zed/settings.json"),
        ("zed", "darwin", {}, "/home/ada/.config/zed/settings.json"),
        ("zed", "win32", {}, "/home/ada/AppData/Roaming/Zed/settings.json"),
        ("zed", "win32", {"APPDATA": "/app"}, "/app/Zed/settings.json"),
    ],
)
def test_a_file_is_where_its_client_looks(
    word: Word, system: str, environ: dict[str, str], expected: str
):
    """On every system, and where its own variables say."""
    assert expected == place(word, system, **environ)


def test_a_file_with_comments_is_preferred(tmp_path: Path):
    """Where opencode has one."""
    directory = tmp_path / "opencode"
    directory.mkdir()
    (directory / "opencode.jsonc").touch()
    assert place("opencode", XDG_CONFIG_HOME=str(tmp_path)).endswith("opencode.jsonc")
