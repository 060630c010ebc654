"""What comes in from elsewhere: `import`."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from hand import Hand

GOOD: dict[str, Any] = {
    "email": "ada@example.com",
    "status": "active",
    "credentials": {
        "refreshToken": "refresh-token-of-ada",
        "clientId": "client",
        "clientSecret": "secret",
        "region": "us-east-1",
        "provider": "BuilderId",
    },
}


def put(hand: Hand, content: object, name: str = "accounts.json") -> Path:
    path = hand.path.with_name(name)
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def many() -> list[dict[str, Any]]:
    """Return 500 accounts as a manager exports them, half of them flat; 3 cannot be used."""
    listed: list[dict[str, Any]] = []
    for number in range(500):
        email = f"ada{number}@example.com"
        inner = {"refreshToken": f"refresh-token-number-{number}", "provider": "Google"}
        nested = {"email": email, "status": "active", "credentials": inner}
        listed.append({"email": email, **inner} if number % 2 else nested)
    del listed[100]["credentials"]["refreshToken"]
    listed[201]["refreshToken"] = "cut-in-the-mid..."
    listed[302]["credentials"]["provider"] = "BuilderId"
    return listed


def test_three_bad_rows_of_500_stop_nobody(hand: Hand):
    """497 are added, 3 are named with the reason, and a second import adds nobody."""
    source = put(hand, many())
    first = hand("import", source, "--json")
    assert 1 == first.code
    assert {"added": 497, "refused": 3} == Counter(row["outcome"] for row in first.json)
    assert [
        ("ada100@example.com", "neither a refreshToken nor a kiroApiKey"),
        ("ada201@example.com", "refreshToken: "),
        ("ada302@example.com", "clientId: "),
    ] == [
        (row["row"], next(part for part in REASONS if part in row["why"]))
        for row in first.json
        if row["outcome"] == "refused"
    ]
    assert list(range(1, 498)) == [entry["id"] for entry in hand.entries]

    before = hand.path.read_bytes()
    second = hand("import", source, "--json")
    assert {"duplicate": 497, "refused": 3} == Counter(row["outcome"] for row in second.json)
    assert before == hand.path.read_bytes()


REASONS = ("neither a refreshToken nor a kiroApiKey", "refreshToken: ", "clientId: ")


def test_a_dry_run_only_tells(hand: Hand):
    """It says what would happen and that nothing is written, and makes no file."""
    said = hand("import", put(hand, [GOOD]), "--dry-run")
    assert 0 == said.code
    assert "1 added, 0 duplicate, 0 skipped, 0 refused (nothing is written yet)" in said.out
    assert not hand.path.exists()


FORMS: list[tuple[str, object, dict[str, Any]]] = [
    ("own", [{"id": 9, "kiroApiKey": "ksk_example"}], {"kiroApiKey": "ksk_example"}),
    ("nested", {"version": "1.5.0", "accounts": [GOOD]}, {"clientSecret": "secret"}),
    ("flat", [{"refresh_token": "flat-refresh-token", "idp": "Github"}], {"provider": "Github"}),
    ("one", {"refreshToken": "only-refresh-token"}, {"refreshToken": "only-refresh-token"}),
    ("list", "# mine\nksk_example\n", {"authMethod": "api_key"}),
    ("csv", "email,refreshToken\nada@example.com,token-in-a-cell\n", {"email": "ada@example.com"}),
]


@pytest.mark.parametrize(
    ("content", "members"), [form[1:] for form in FORMS], ids=[form[0] for form in FORMS]
)
def test_every_form_is_taken(hand: Hand, content: object, members: dict[str, Any]):
    """The entry is in our words, with a number of our file."""
    said = hand("import", put(hand, content, "whatever.txt"))
    assert 0 == said.code, said.err
    (entry,) = hand.entries
    assert {"id": 1, **members} == {name: entry[name] for name in ("id", *members)}


def test_what_is_there_is_left_alone(hand: Hand):
    """An account that is there under another token is a duplicate, and named."""
    inner = GOOD["credentials"] | {"refreshToken": "newer", "authMethod": "idc"}
    hand.write({"id": 5, "email": "Ada@example.com", **inner})
    before = hand.path.read_bytes()
    (row,) = hand("import", put(hand, [GOOD]), "--json").json
    assert ("duplicate", None) == (row["outcome"], row["id"])
    assert "credential 5" in row["why"]
    assert before == hand.path.read_bytes()


def test_a_broken_entry_with_the_same_secret_stops_nobody(hand: Hand):
    """Its twin is a duplicate, and the others are added."""
    hand.write({"id": 5, "authMethod": "idc", "refreshToken": "refresh-token-of-ada"})
    said = hand("import", put(hand, [GOOD, {"kiroApiKey": "ksk_example"}]), "--json")
    assert [("duplicate", None), ("added", 6)] == [(row["outcome"], row["id"]) for row in said.json]
    assert "credential 5, which is misconfigured" in said.json[0]["why"]


@pytest.mark.parametrize(
    ("options", "outcome"), [((), "skipped"), (("--include-failed",), "added")]
)
def test_what_the_export_calls_an_error_is_skipped(
    hand: Hand, options: tuple[str, ...], outcome: str
):
    """Unless it is asked for."""
    said = hand("import", put(hand, [GOOD | {"status": "error"}]), "--json", *options)
    assert [outcome] == [row["outcome"] for row in said.json]


def test_a_shared_sign_in_is_warned_of(hand: Hand):
    """Kiro goes on renewing its own."""
    cache = hand.path.parent / "home" / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    (cache / "kiro-auth-token.json").write_text(
        json.dumps({"refreshToken": "refresh-token-of-kiro", "authMethod": "social"})
    )
    said = hand("import", "kiro")
    assert 0 == said.code
    assert "Kiro goes on using this sign-in" in said.err


def test_standard_input_is_a_source(tmp_path: Path):
    """A list can be piped in, and no secret is in the answer."""
    ended = subprocess.run(
        [sys.executable, "-m", "kiro_py", "credentials", "import", "-"],
        input="ksk_example\n",
        cwd=tmp_path,
        env={"PATH": os.defpath, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert 0 == ended.returncode, ended.stderr
    assert "ksk_example" not in ended.stdout + ended.stderr
    assert ["ksk_example"] == [
        entry["kiroApiKey"] for entry in json.loads((tmp_path / "credentials.json").read_text())
    ]


@pytest.mark.parametrize("content", ["", "[{"], ids=["empty", "cut"])
def test_what_cannot_be_read_is_named(hand: Hand, content: str):
    """The exit code is 2, and no file is made."""
    said = hand("import", put(hand, content))
    assert (2, "") == (said.code, said.out)
    assert "accounts.json" in said.err
    assert not hand.path.exists()


def test_a_masked_export_is_refused(hand: Hand):
    """The row says how to get one that can be used."""
    masked = {"authMethod": "social", "refreshToken": "***"}
    (row,) = hand("import", put(hand, [masked]), "--json").json
    assert "--with-secrets" in row["why"]


EXTERNAL = {
    "refreshToken": "refresh-token-of-a-company",
    "clientId": "client",
    "tokenEndpoint": "https://login.example.com/token",
}


@pytest.mark.parametrize(
    ("providers", "outcome"), [([], "refused"), (["login.example.com"], "added")]
)
def test_the_settings_allow_identity_providers(hand: Hand, providers: list[str], outcome: str):
    """A sign-in at a provider that they do not name is refused."""
    settings = {"apiKey": "key-for-tests", "identityProviders": providers}
    config = put(hand, settings, "config.json")
    said = hand("import", put(hand, [EXTERNAL]), "-c", config, "--json")
    assert [outcome] == [row["outcome"] for row in said.json]


def test_the_settings_forgive_nothing_else(hand: Hand):
    """What else is wrong with such a sign-in is still told."""
    settings = {"apiKey": "key-for-tests", "identityProviders": ["login.example.com"]}
    source = put(hand, [EXTERNAL | {"clientId": "", "region": "the moon"}])
    (row,) = hand("import", source, "-c", put(hand, settings, "config.json"), "--json").json
    assert "clientId" in row["why"]
    assert "region" in row["why"]
