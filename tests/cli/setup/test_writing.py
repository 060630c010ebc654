"""A client's settings file, changed where it must be."""

import json
from pathlib import Path

import pytest

from kiro_py.cli.setup.clients import Change
from kiro_py.cli.setup.writing import edited, others_may_read, write
from kiro_py.errors import ConfigInvalid, StoreUnwritable
from kiro_py.secret import Secret

CHANGES = (
    Change(("env", "URL"), "http://127.0.0.1:8080"),
    Change(("env", "TOKEN"), Secret("sk-example")),
    Change(("env", "KEY"), None),
)
WRITTEN = {"env": {"URL": "http://127.0.0.1:8080", "TOKEN": "sk-example"}}


def test_a_new_file_is_its_owner_s(tmp_path: Path):
    """With the directories above it; nobody else reads the key."""
    path = tmp_path / "client" / "settings.json"
    edit = edited(path, CHANGES)
    assert not path.exists()
    assert None is write(edit)
    assert WRITTEN == json.loads(path.read_text())
    assert (0o600, False) == (path.stat().st_mode & 0o777, others_may_read(path))
    assert ("+ env.URL: http://127.0.0.1:8080", "+ env.TOKEN: ***") == edit.lines


def test_a_known_file_keeps_all_else(tmp_path: Path):
    """Its other members, its comments and its mode; the previous one stays beside it."""
    path = tmp_path / "settings.json"
    before = '{\n  // mine\n  "theme": "dark",\n  "env": {"URL": "old", "KEY": "sk-old"}\n}\n'
    path.write_text(before)
    path.chmod(0o644)
    edit = edited(path, CHANGES)
    backup = path.with_name("settings.json.bak")
    assert backup == write(edit)
    assert before == backup.read_text()
    after = path.read_text()
    assert "// mine" in after
    assert WRITTEN | {"theme": "dark"} == json.loads(after.replace("// mine", ""))
    assert [0o644, 0o644] == [each.stat().st_mode & 0o777 for each in (path, backup)]
    assert others_may_read(path)
    assert (
        "- env.URL: old",
        "+ env.URL: http://127.0.0.1:8080",
        "+ env.TOKEN: ***",
        "- env.KEY: ***",
    ) == edit.lines


def test_a_second_time_changes_nothing(tmp_path: Path):
    """There is nothing to write then."""
    path = tmp_path / "settings.json"
    write(edited(path, CHANGES))
    again = edited(path, CHANGES)
    assert ((), False, again.before) == (again.lines, again.is_changed, again.after)


def test_an_empty_file_is_a_new_one(tmp_path: Path):
    """Some editors make it so."""
    path = tmp_path / "settings.json"
    path.write_text("\n")
    write(edited(path, CHANGES))
    assert WRITTEN == json.loads(path.read_text())


@pytest.mark.parametrize("before", [b"[1]", b'{"env": ', b'{"env": "none"}', b"\xff\xfe"], ids=repr)
def test_what_cannot_be_read_is_left_as_it_is(tmp_path: Path, before: bytes):
    """It is told why, with what may be a secret left out."""
    path = tmp_path / "settings.json"
    path.write_bytes(before)
    with pytest.raises(ConfigInvalid, match="it is left as it is"):
        edited(path, CHANGES)
    assert before == path.read_bytes()


def test_a_link_stays_a_link(tmp_path: Path):
    """People keep such files elsewhere."""
    real = tmp_path / "real.json"
    real.write_text("{}")
    link = tmp_path / "settings.json"
    link.symlink_to(real)
    write(edited(link, CHANGES))
    assert link.is_symlink()
    assert WRITTEN == json.loads(real.read_text())


def test_what_cannot_be_written_is_told(tmp_path: Path):
    """Nothing is left behind."""
    edit = edited(tmp_path / "settings.json", CHANGES)
    (tmp_path / "settings.json").mkdir()
    with pytest.raises(StoreUnwritable, match=r"settings\.json"):
        write(edit)
    assert ["settings.json"] == [path.name for path in tmp_path.iterdir()]
