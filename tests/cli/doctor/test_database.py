"""What is told of a database that replicas share."""

import socket
import ssl
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from kiro_py.adapters.database.address import address
from kiro_py.adapters.database.postgres import ServerRefused
from kiro_py.adapters.database.sight import Sight
from kiro_py.adapters.database.survey import Seen
from kiro_py.cli.doctor.database import (
    Trouble,
    check_clock_of,
    check_replicas,
    check_server,
    check_tables,
    check_unreached,
    trouble_of,
)
from kiro_py.cli.doctor.finding import Finding, Verdict

WELL = Sight(
    server="15.4",
    server_number=150_004,
    skew_seconds=0.1,
    is_encrypted=True,
    is_read_only=False,
    version="0009",
    newest="0009",
    is_readable=True,
)
WHERE = address("postgresql://kiro@db.example.com/kiro")


class Refused(asyncpg.PostgresError):
    """What a server says, with any SQLSTATE."""

    def __init__(self, state: str, told: str = "no") -> None:
        super().__init__(told)
        self.sqlstate = state


def refused(state: str, told: str = "no") -> ServerRefused:
    return ServerRefused(Refused(state, told))


@pytest.mark.parametrize(
    ("expected", "failed"),
    [
        (Trouble.NAME, socket.gaierror(-2, "Name or service not known")),
        (Trouble.CONNECT, ConnectionRefusedError(111, "Connection refused")),
        (Trouble.CONNECT, OSError("Multiple exceptions: [Errno 111], [Errno 111]")),
        (Trouble.SILENCE, TimeoutError("it does not answer")),
        (Trouble.TLS, ssl.SSLCertVerificationError("certificate verify failed")),
        (Trouble.TLS, ConnectionError("PostgreSQL server rejected SSL upgrade")),
        (Trouble.TLS, refused("28000", "no pg_hba.conf entry for host, no encryption")),
        (Trouble.SIGN_IN, refused("28P01")),
        (Trouble.SIGN_IN, refused("28000", "no pg_hba.conf entry for host")),
        (Trouble.ABSENT, refused("3D000")),
        (Trouble.FULL, refused("53300")),
        (Trouble.STARTING, refused("57P03")),
        (Trouble.DENIED, DBAPIError("SELECT", {}, Refused("42501"))),
        (Trouble.OTHER, ServerRefused(asyncpg.InterfaceError("no such parameter"))),
        (Trouble.OTHER, DBAPIError("SELECT", {}, Refused("XX000"))),
        (Trouble.OTHER, DBAPIError("SELECT", {}, ValueError("odd"))),
    ],
)
def test_trouble_is_known_by_what_the_driver_says(expected: Trouble, failed: Exception):
    """Each has a mend of its own."""
    assert expected is trouble_of(failed)


def test_a_database_that_does_not_answer_is_a_failure():
    """With what was said, and what to do."""
    finding = check_unreached("db.example.com:5432/kiro", refused("28P01", "password is wrong"))
    assert (Verdict.FAILURE, "it refuses the sign-in (password is wrong)") == (
        finding.verdict,
        finding.told,
    )
    assert "databaseUrl" in finding.mend
    mends = [trouble.value[1] for trouble in Trouble]
    assert len(Trouble) == len(set(mends))


@pytest.mark.parametrize(
    ("expected", "url", "is_encrypted"),
    [
        (["ok"], "postgresql://kiro@db.example.com/kiro", True),
        (["ok", "warning"], "postgresql://kiro@db.example.com/kiro", False),
        (["ok", "warning"], "postgresql://kiro@127.0.0.1,192.0.2.1/kiro", False),
        (["ok"], "postgresql://kiro@127.0.0.1/kiro", False),
        (["ok"], "postgresql://kiro@[::1]/kiro", False),
        (["ok"], "postgresql://kiro@localhost/kiro", False),
        (["ok"], "postgresql:///kiro?host=/var/run/postgresql", False),
        (["ok"], "postgresql://kiro@db.example.com/kiro?pgbouncer=true", False),
    ],
)
def test_who_can_listen_in_is_told(
    expected: list[str],
    url: str,
    is_encrypted: bool,  # noqa: FBT001 -- a table
):
    """Nobody is on the way on one machine; what is behind a pooler says nothing of the way."""
    found = list(check_server(address(url), replace(WELL, is_encrypted=is_encrypted)))
    assert expected == [each.verdict.value for each in found]


def test_an_old_server_is_odd():
    """It may do, but nobody has tried."""
    (finding,) = check_server(WHERE, replace(WELL, server="13.2", server_number=130_002))
    assert (Verdict.WARNING, True) == (finding.verdict, "13.2" in finding.told)


def tables(**changes: Any) -> list[tuple[str, str, str]]:
    found = check_tables("db", replace(WELL, **changes))
    return [(each.verdict.value, each.told, each.mend) for each in found]


@pytest.mark.parametrize(
    ("verdict", "told", "mend", "changes"),
    [
        ("ok", "up to date (version 0009)", "", {}),
        (
            "failure",
            "it has no tables yet; this kiro-py needs 0009",
            "db upgrade",
            {"version": None},
        ),
        ("failure", "its tables are of version 0008", "db upgrade", {"version": "0008"}),
        ("failure", "a newer kiro-py (version 0010", "use that kiro-py", {"version": "0010"}),
        ("failure", "it takes no changes", "takes changes", {"is_read_only": True}),
        ("failure", "its user lacks INSERT on x", "own the database", {"denied": ["INSERT on x"]}),
        ("failure", "a, b, c, d, e and 2 more", "own", {"denied": list("abcdefg")}),
        ("ok", "its user may write", "", {}),
    ],
)
def test_tables_must_be_as_this_program_wants_them(
    verdict: str, told: str, mend: str, changes: dict[str, object]
):
    """And its user must be allowed to write there."""
    found = tables(**changes)
    about = [each for each in found if verdict == each[0] and told in each[1] and mend in each[2]]
    assert 1 == len(about), found


@pytest.mark.parametrize(
    ("verdict", "told", "skew"),
    [
        (Verdict.OK, "1 s off", -1.2),
        (Verdict.OK, "60 s off", 59.9),
        (Verdict.WARNING, "10 min ahead of", 601.0),
        (Verdict.WARNING, "10 min behind", -601.0),
    ],
)
def test_clocks_that_differ_are_odd(verdict: Verdict, told: str, skew: float):
    """It is said which one is ahead."""
    finding = check_clock_of("db", skew)
    assert (verdict, True) == (finding.verdict, told in finding.told), finding


def replicas(seen: Sequence[Seen], *, has_admin: bool = True) -> list[Finding]:
    return list(check_replicas("db", seen, has_admin=has_admin))


ONE, TWO = "one-1-aaaa", "two-host-2-bbbb"


@pytest.mark.parametrize(
    ("expected", "seen"),
    [
        ([], [Seen(ONE, "", 1.0)]),
        ([], [Seen(ONE, "http://one.example.com", 1.0), Seen(TWO, "http://two.example.com", 2.0)]),
        ([TWO], [Seen(ONE, "http://one.example.com", 1.0), Seen(TWO, "", 2.0)]),
        ([], [Seen(ONE, "http://one.example.com", 1.0), Seen(TWO, "", 11.0)]),
        ([], [Seen(ONE, "unix:/run/a", 1.0), Seen("one-3-cccc", "unix:/run/b", 1.0)]),
        ([ONE, TWO], [Seen(ONE, "unix:/run/a", 1.0), Seen(TWO, "unix:/run/b", 1.0)]),
    ],
    ids=["alone", "each has one", "one has none", "it is gone", "one machine", "two machines"],
)
def test_replicas_need_a_way_to_each_other(expected: list[str], seen: list[Seen]):
    """As soon as there are two that serve, and the admin side is on."""
    found = replicas(seen)
    assert expected == [each.subject for each in found if each.verdict is Verdict.WARNING]
    assert [Verdict.OK] == [each.verdict for each in replicas(seen, has_admin=False)]


def test_who_serves_is_named():
    """With the address, if there is one; nobody is no fault."""
    (finding,) = replicas([Seen(ONE, "http://one.example.com unix:/run/a", 1.0)])
    assert f"1 serve: {ONE} at http://one.example.com" == finding.told
    (finding,) = replicas([Seen(ONE, "", 3000.0)])
    assert (Verdict.OK, "none serves now") == (finding.verdict, finding.told)
