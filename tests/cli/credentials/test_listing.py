"""What is there: `list` and `show`."""

import pytest

from hand import Hand
from kiro_py.pool.standing import Standing, State

KEY = {"id": 1, "authMethod": "api_key", "kiroApiKey": "ksk_example", "email": "ada@example.com"}
SOCIAL = {
    "id": 2,
    "authMethod": "social",
    "refreshToken": "refresh-example",
    "expiresAt": "2020-01-01T00:00:00Z",
    "priority": 1,
    "proxyUrl": "http://ada:hidden@proxy.example.com:3128",
}
BROKEN = {"id": 3, "authMethod": "idc", "refreshToken": "other-example"}
SECRETS = ("ksk_example", "refresh-example", "other-example", "hidden")


def rows(out: str) -> list[list[str]]:
    """Return the cells of the table's rows."""
    return [line.split() for line in out.splitlines() if line.strip()[:1].isdigit()]


def test_every_credential_is_a_row(hand: Hand):
    """The broken one is among them, with its problems."""
    hand.write(KEY, SOCIAL, BROKEN)
    hand.stand(_1=Standing(State.SUSPENDED, reason="locked", message="call-us"))
    said = hand("list")
    assert [
        ["1", "api", "key", "ada@example.com", "suspended", "0", "-", "-", "call-us"],
        ["2", "social", "-", "ready", "1", "ended"],
        ["3", "-", "-", "misconfigured", "0", "-", "-", "clientId:"],
    ] == [row[:9] if row[0] == "1" else row[: 6 if row[0] == "2" else 8] for row in rows(said.out)]
    assert 0 == said.code


def test_a_list_is_json_for_scripts(hand: Hand):
    """What is not known is left out, and nothing but JSON is written."""
    hand.write(KEY, SOCIAL)
    key, social = hand("list", "--json").json
    assert {"id": 1, "signIn": "api key", "name": "ada@example.com", "state": "ready"} == key
    assert "2020-01-01T00:00:00Z" == social["expiresAt"]
    assert social["expiresInSeconds"] < 0


def test_what_is_odd_is_said_beside_the_list(hand: Hand):
    """Without a file the list is empty, and the file that was looked for is named."""
    said = hand("list")
    assert (0, []) == (said.code, rows(said.out))
    assert "credentials.json" in said.err


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["table", "json"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_no_secret_is_shown(hand: Hand, number: int, form: tuple[str, ...]):
    """Neither by `show` nor by `list`, in no form."""
    hand.write(KEY, SOCIAL, BROKEN)
    said = [hand("show", number, *form), hand("list", *form)]
    assert [0, 0] == [each.code for each in said]
    shown = "".join(each.out + each.err for each in said)
    assert [] == [secret for secret in SECRETS if secret in shown]


def test_one_is_shown_with_all_its_members(hand: Hand):
    """Secrets have a fingerprint, and the proxy is there without its sign-in."""
    hand.write(KEY, SOCIAL | {"tags": ["mine"]})
    said = hand("show", 2)
    told = {words[0]: words[1] for line in said.out.splitlines() if len(words := line.split()) > 1}
    assert ("***", "http://proxy.example.com:3128") == (told["refreshToken"], told["proxyUrl"])
    assert ("ready", '["mine"]') == (told["state"], told["tags"])


def test_members_are_json_for_scripts(hand: Hand):
    """The view is the list's."""
    hand.write(KEY)
    told = hand("show", 1, "--json").json
    assert hand("list", "--json").json == [told["view"]]
    assert "ada@example.com" == told["members"]["email"]


def test_the_environment_s_key_is_shown(hand: Hand, monkeypatch: pytest.MonkeyPatch):
    """It is told where it comes from, and nothing of it."""
    monkeypatch.setenv("KIRO_API_KEY", "ksk_of_the_environment")
    said = hand("show", 0)
    assert 0 == said.code
    assert "KIRO_API_KEY" in said.out
    assert "ksk_of_the_environment" not in said.out


def test_a_number_that_is_not_there_is_told(hand: Hand):
    """The exit code is 1."""
    hand.write(KEY)
    said = hand("show", 7)
    assert (1, "") == (said.code, said.out)
    assert "no credential 7" in said.err


@pytest.mark.parametrize("command", [("list",), ("show", 1)], ids=["list", "show"])
def test_a_spoilt_file_is_named(hand: Hand, command: tuple[str | int, ...]):
    """The exit code is 2, and the file stays as it is."""
    hand.path.write_text("[{")
    said = hand(*command)
    assert (2, "") == (said.code, said.out)
    assert "credentials.json" in said.err
    assert "[{" == hand.path.read_text()
