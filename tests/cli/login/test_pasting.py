"""An API key, pasted."""

import io
import os
import subprocess
import sys

import pytest

from hand import Hand, Said
from kiro_py.cli.login.new import NOTHING, New, Place
from kiro_py.cli.login.pasting import paste
from kiro_py.pool.standing import Standing, State

WAY = "http://proxy.example.com:3128"


def pasted(hand: Hand, text: str, new: New = NOTHING, *, credential: int | None = None) -> Said:
    place = Place(config=hand.path.with_name("none.json"), credentials=hand.path)
    code = paste(io.StringIO(text), credential, new, place)
    told = hand.capture.readouterr()
    return Said(code, told.out, told.err)


def test_a_key_is_added(hand: Hand):
    """From standard input, and it is said nowhere."""
    said = pasted(hand, "ksk_example\n", New(priority=2, group=("team",)))
    assert (0, "credential 1 is added\n") == (said.code, said.out)
    (entry,) = hand.entries
    assert ("api_key", "ksk_example", 2, ["team"]) == tuple(
        entry[name] for name in ("authMethod", "kiroApiKey", "priority", "groups")
    )
    assert "ksk_example" not in said.out + said.err


def test_a_password_has_a_line_of_its_own(hand: Hand):
    """After the key's."""
    new = New(proxy=WAY, proxy_username="ada", proxy_password="-")
    assert 0 == pasted(hand, "ksk_example\nexample\n", new).code
    assert "example" == hand.entries[0]["proxyPassword"]


def test_a_credential_gets_a_key_instead(hand: Hand):
    """Nothing is left of its old sign-in, and what was thought of that is forgotten."""
    hand.write({"id": 4, "refreshToken": "old", "profileArn": "arn:old", "priority": 7})
    hand.stand(_4=Standing(State.NEEDS_LOGIN, reason="login-ended"))
    said = pasted(hand, "ksk_example\n", credential=4)
    assert (0, "credential 4 is signed in anew\n") == (said.code, said.out)
    (entry,) = hand.entries
    assert 7 == entry["priority"]
    assert set() == {"refreshToken", "profileArn"} & set(entry)
    assert {} == hand.standings


@pytest.mark.parametrize(
    ("text", "new", "credential", "told"),
    [
        ("", NOTHING, None, "ended too early"),
        ("two words\n", NOTHING, None, "kiroApiKey"),
        ("ksk_example\n", NOTHING, 4, "there is no credential 4"),
        ("ksk_example\n", New(proxy="ftp://a"), None, "proxyUrl"),
    ],
)
def test_what_cannot_be_taken_is_told(
    hand: Hand, text: str, new: New, credential: int | None, told: str
):
    """Nothing is written, and no key is repeated."""
    said = pasted(hand, text, new, credential=credential)
    assert (2, True) == (said.code, told in said.err), said.err
    assert "ksk_example" not in said.err
    assert not hand.path.exists()


def test_the_command_reads_standard_input(hand: Hand):
    """A key is no argument, which every program on the machine can read."""
    ended = subprocess.run(
        [sys.executable, "-m", "kiro_py", "login", "key", "--credentials", str(hand.path)],
        input="ksk_example\n",
        cwd=hand.path.parent,
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (0, "credential 1 is added\n") == (ended.returncode, ended.stdout), ended.stderr
    assert "ksk_example" == hand.entries[0]["kiroApiKey"]
