"""What a person puts in by hand: `add`."""

import json
import os
import pty
import select
import subprocess
import sys
from contextlib import closing
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from hand import Hand
from kiro_py.cli.credentials.adding import Given, Terminal, read_entries
from kiro_py.errors import ConfigInvalid


def piped(text: str) -> TextIOWrapper:
    return TextIOWrapper(BytesIO(text.encode()))


def add(directory: Path, *words: str, stdin: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiro_py", "credentials", "add", *words],
        input=stdin,
        cwd=directory,
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def entries(directory: Path) -> list[dict[str, Any]]:
    return json.loads((directory / "credentials.json").read_text())


def test_a_key_is_taken_from_standard_input(tmp_path: Path):
    """Its number is told, the key is not, and the file is its owner's alone."""
    ended = add(
        tmp_path, "--api-key", "-", "--email", "ada@example.com", "--priority", "0",
        stdin="ksk_example\n",
    )  # fmt: skip
    assert (0, "credential 1 is added\n", "") == (ended.returncode, ended.stdout, ended.stderr)
    key = {"id": 1, "kiroApiKey": "ksk_example", "email": "ada@example.com", "priority": 0}
    assert [key] == entries(tmp_path)
    assert 0o600 == (tmp_path / "credentials.json").stat().st_mode & 0o777


def test_entries_are_taken_as_json(tmp_path: Path):
    """A list is added whole, and its numbers are told to scripts."""
    listed = [{"kiroApiKey": "ksk_one"}, {"refreshToken": "token", "note": "mine"}]
    ended = add(tmp_path, "-", "--json", stdin=json.dumps(listed))
    assert (0, [1, 2]) == (ended.returncode, json.loads(ended.stdout))
    assert [{"id": 1, **listed[0]}, {"id": 2, **listed[1]}] == entries(tmp_path)


def test_a_person_at_a_terminal_is_asked(tmp_path: Path):
    """Questions are asked one by one, and a secret is not shown while it is typed."""
    ours, theirs = pty.openpty()
    with (
        closing(os.fdopen(ours, "r+b", buffering=0)) as terminal,
        subprocess.Popen(
            [sys.executable, "-m", "kiro_py", "credentials", "add"],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            cwd=tmp_path,
            env={"PATH": os.defpath},
            start_new_session=True,
        ) as adding,
    ):
        os.close(theirs)
        shown = read_until(terminal, b"[api_key]: ")
        terminal.write(b"\n")
        shown += read_until(terminal, b"kiroApiKey: ")
        terminal.write(b"ksk_example\n")
        told, _ = adding.communicate(timeout=60)
        shown += rest(terminal)
    assert (0, b"credential 1 is added\n") == (adding.returncode, told)
    assert b"ksk_example" not in shown
    assert [{"id": 1, "authMethod": "api_key", "kiroApiKey": "ksk_example"}] == entries(tmp_path)


def read_until(terminal: BinaryIO, end: bytes) -> bytes:
    shown = b""
    while not shown.endswith(end):
        ready, _, _ = select.select([terminal], [], [], 60)
        assert ready, shown
        shown += terminal.read(1)
    return shown


def rest(terminal: BinaryIO) -> bytes:
    """Return what is still to be read of a terminal that nobody has open any more."""
    shown = b""
    try:
        while piece := terminal.read(1024):
            shown += piece
    except OSError:
        pass
    return shown


def test_options_are_members_of_the_file():
    """Each has the name that the file has for it, and what is not given is left out."""
    given = Given(auth_method="idc", kiro_api_key="-", client_id="client", disabled=True)
    assert {
        "authMethod": "idc",
        "kiroApiKey": "-",
        "clientId": "client",
        "disabled": True,
    } == given.members


def test_each_secret_has_a_line():
    """They come in one order, whatever the order of the options."""
    given = Given(client_secret="-", refresh_token="-", auth_method="idc", client_id="client")
    assert [
        {
            "authMethod": "idc",
            "clientId": "client",
            "refreshToken": "token",
            "clientSecret": "secret",
        }
    ] == read_entries(None, given.members, piped("token\n secret \nmore\n"))


def test_options_go_before_json():
    """What is said on the command line holds for every entry."""
    listed = '[{"kiroApiKey": "ksk_one", "priority": 7}, {"kiroApiKey": "ksk_two"}]'
    assert [2, 2] == [
        entry["priority"] for entry in read_entries("-", {"priority": 2}, piped(listed))
    ]


@pytest.mark.parametrize(
    ("source", "given", "stdin", "told"),
    [
        (None, {}, "", "--api-key -"),
        (None, {"kiroApiKey": "ksk_example"}, "", "--api-key: a secret is no argument"),
        ("-", {"refreshToken": "-"}, "{}", "--refresh-token: standard input cannot hold both"),
        ("-", {}, "{", "standard input: the JSON breaks off"),
        ("-", {}, "[7]", r"standard input: \[0\]: expected an object"),
        ("-", {}, "7", "expected an object"),
    ],
    ids=["nothing", "an argument", "both", "cut", "no objects", "no object"],
)
def test_what_cannot_be_meant_is_refused(
    source: str | None, given: dict[str, Any], stdin: str, told: str
):
    """It is said what to do instead, and no secret is in it."""
    with pytest.raises(ConfigInvalid, match=told) as refused:
        read_entries(source, given, piped(stdin))
    assert "ksk_example" not in str(refused.value)


def test_an_input_that_ends_too_early_is_refused():
    """A secret is missing that was announced."""
    with pytest.raises(ConfigInvalid, match="standard input: it ended too early"):
        read_entries(None, {"refreshToken": "-", "clientSecret": "-"}, piped("token\n"))


def test_a_person_who_leaves_is_noticed(capsys: pytest.CaptureFixture[str]):
    """The question was asked on standard error, apart from the result."""
    with pytest.raises(ConfigInvalid, match="nothing is added"):
        Terminal(piped("")).ask("clientId: ")
    assert ("", "clientId: ") == capsys.readouterr()


def test_all_problems_are_told_at_once(hand: Hand):
    """The file's own rules judge, and no file is made."""
    said = hand("add", "--auth-method", "idc", "--region", "the moon")
    assert (2, "") == (said.code, said.out)
    for name in ("refreshToken", "clientId", "clientSecret", "region"):
        assert f"[0].{name}: " in said.err
    assert not hand.path.exists()


def test_a_spoilt_file_is_refused_before_anything_is_asked(hand: Hand):
    """The file is named, and the exit code is 2."""
    hand.path.write_text("[{")
    said = hand("add", "--api-key", "-")
    assert (2, "[{") == (said.code, hand.path.read_text())
    assert "credentials.json" in said.err
