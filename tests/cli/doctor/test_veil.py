"""What must not be seen is not."""

from typing import Any

import pytest

from kiro_py.cli.doctor.finding import failure
from kiro_py.cli.doctor.veil import masked_address, veil

LONG = "a-refresh-token-that-is-quite-long-indeed-and-secret"


@pytest.mark.parametrize(
    ("settings", "entry", "environ", "seen", "covered"),
    [
        ({"apiKey": "key-secret"}, {}, {}, "key-secret!", "***!"),
        ({"proxyPassword": "pass-word"}, {}, {}, "pass-word", "***"),
        ({"proxyUrl": "http://ada:p%40ssword@127.0.0.1:1"}, {}, {}, "p@ssword", "***"),
        ({"proxyUrl": "http://127.0.0.1:1"}, {}, {}, "http://127.0.0.1:1", "http://127.0.0.1:1"),
        ({"proxyUrl": "http://[broken-address"}, {}, {}, "http://[broken-address", "***"),
        ({"host": "127.0.0.1"}, {}, {}, "127.0.0.1", "127.0.0.1"),
        ({"upstream": {"api": "http://127.0.0.1"}}, {}, {}, "http://127.0.0.1", "http://127.0.0.1"),
        ({}, {"refreshToken": LONG}, {}, f"found {LONG!r}", "found '***'"),
        ({}, {"refreshToken": LONG}, {}, "'a-refresh-to...ed-and-secret'", "'***'"),
        ({}, {"kiroApiKey": 7}, {}, "7", "7"),
        ({}, {"notes": "a-stranger-with-a-secret"}, {}, "a-stranger-with-a-secret", "***"),
        ({}, {"notes": "active"}, {}, "active", "active"),
        ({}, {"region": "eu-central-1"}, {}, "eu-central-1", "eu-central-1"),
        ({}, {"email": "ada@example.com"}, {}, "ada@example.com", "a***@example.com"),
        ({}, {}, {"KIRO_API_KEY": "ksk_example"}, "ksk_example", "***"),
        ({}, {}, {"KIRO_PY_ADMIN_API_KEY": "admin-key"}, "admin-key", "***"),
    ],
    ids=[
        "setting",
        "password",
        "quoted password",
        "proxy",
        "broken proxy",
        "open setting",
        "group",
        "token",
        "cut token",
        "number",
        "stranger",
        "word",
        "open field",
        "address",
        "key of the environment",
        "setting of the environment",
    ],
)
def test_secrets_are_covered(
    settings: dict[str, Any],
    entry: dict[str, Any],
    environ: dict[str, str],
    seen: str,
    covered: str,
):
    """Wherever a finding has one, a mask is seen instead, and everything else is left."""
    finding = veil(settings, [entry], environ).over(failure("check", seen, seen, seen))

    assert (covered, covered, covered) == (finding.subject, finding.told, finding.mend)


def test_an_address_is_known_to_its_owner():
    """The first letter and the host are left."""
    assert ("a***@example.com", "a***") == (
        masked_address("ada@example.com"),
        masked_address("ada"),
    )


@pytest.mark.parametrize(
    ("url", "seen", "covered"),
    [
        ("postgresql://kiro:pass-word@db.example.com/kiro", "pass-word", "***"),
        ("postgresql://kiro:p%40ss-word@db.example.com/kiro", "p@ss-word p%40ss-word", "*** ***"),
        (
            "postgresql://kiro:pass-w/ord@db.example.com/kiro",
            "'pass-w' is no port",
            "'***' is no port",
        ),
        ("postgresql://kiro@db.example.com/kiro?password=pass-word", "pass-word", "***"),
        ("postgresql://kiro@db.example.com:5432/kiro", "db.example.com:5432/kiro", None),
    ],
    ids=["password", "quoted", "not quoted", "parameter", "none"],
)
def test_the_password_of_a_database_is_covered(url: str, seen: str, covered: str | None):
    """Where the database is can be seen; the whole address with its sign-in cannot."""
    for cover in (veil({"databaseUrl": url}, [], {}), veil({}, [], {"KIRO_PY_DATABASE_URL": url})):
        finding = cover.over(failure("check", seen, url, seen))
        assert (covered or seen, "***") == (finding.subject, finding.told)


def test_secrets_that_stand_elsewhere_are_covered():
    """Such as the content of a file that a setting names."""
    finding = veil({}, [], {}, ["secret-key-of-a-file"]).over(
        failure("check", "secret-key-of-a-file", "", "")
    )
    assert "***" == finding.subject
