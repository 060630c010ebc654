"""Addresses of PostgreSQL are understood as they are handed out, or refused by name."""

import pytest

from kiro_py.adapters.database.address import APPLICATION, Address, address
from kiro_py.errors import ConfigInvalid


def test_an_address_is_taken_apart():
    """What is written with a percent sign is meant as it was."""
    found = address("postgresql://ada%40example.com:s%2Fcret@db.example.com:6000/kiro%20py")
    assert ("ada@example.com", "kiro py") == (found.user, found.database)
    assert found.password is not None
    assert "s/cret" == found.password.reveal()
    assert (["db.example.com"], [6000]) == (found.hosts, found.ports)


@pytest.mark.parametrize(
    ("url", "hosts", "ports"),
    [
        ("postgres://ada@db.example.com/kiro", ["db.example.com"], [5432]),
        ("postgresql+asyncpg://ada@db.example.com/kiro", ["db.example.com"], [5432]),
        ("postgresql://ada@[::1]:6000/kiro", ["::1"], [6000]),
        ("postgresql:///kiro?host=/run/postgresql", ["/run/postgresql"], [5432]),
        ("postgresql:///kiro?host=/run/postgresql&port=6000", ["/run/postgresql"], [6000]),
        ("postgresql://ada@a:1,b:2/kiro", ["a", "b"], [1, 2]),
        ("postgresql://ada@a,b/kiro", ["a", "b"], [5432, 5432]),
        ("postgresql://ada@/kiro?host=a,b&port=1,2", ["a", "b"], [1, 2]),
    ],
)
def test_hosts_and_ports_are_found(url: str, hosts: list[str], ports: list[int]):
    """Wherever they are written."""
    found = address(url)
    assert (hosts, ports) == (found.hosts, found.ports)


def test_of_several_hosts_the_one_is_meant_that_takes_changes():
    """Unless the owner says otherwise."""
    assert "read-write" == address("postgresql://a,b/kiro").driver["target_session_attrs"]
    said = address("postgresql://a,b/kiro?target_session_attrs=any")
    assert "any" == said.driver["target_session_attrs"]
    assert "target_session_attrs" not in address("postgresql://a/kiro").driver


@pytest.mark.parametrize(
    ("words", "mode", "root", "uses_system"),
    [
        ("", "prefer", None, False),
        ("sslmode=require", "require", None, False),
        ("ssl=true", "require", None, False),
        ("ssl=disable", "disable", None, False),
        ("sslmode=require&sslrootcert=/ca.pem", "require", "/ca.pem", False),
        ("sslmode=verify-full", "verify-full", None, True),
        ("sslmode=verify-full&sslrootcert=system", "verify-full", None, True),
        ("sslmode=verify-ca&sslrootcert=/ca.pem", "verify-ca", "/ca.pem", False),
        ("sslmode=require&channel_binding=require", "verify-full", None, True),
        ("sslmode=require&channel_binding=prefer", "require", None, False),
    ],
)
def test_how_it_is_secured(words: str, mode: str, root: str | None, *, uses_system: bool):
    """As libpq would, and never less than what is asked for."""
    found = address(f"postgresql://db.example.com/kiro?{words}")
    assert (mode, root) == (found.driver["sslmode"], found.driver.get("sslrootcert"))
    assert uses_system is found.uses_system_certificates


def test_what_concerns_the_server_is_told_to_it():
    """Among it, who is there."""
    plain = address("postgresql://db.example.com/kiro")
    said = address("postgresql://h/d?application_name=team&options=-c%20search_path%3Dkiro")
    assert {"application_name": APPLICATION} == plain.server
    assert {"application_name": "team", "options": "-c search_path=kiro"} == said.server


def test_what_concerns_us_is_heeded():
    """How long a connection may take to be made, and whether somebody stands between."""
    found = address("postgresql://h/d?connect_timeout=7&pgbouncer=true&keepalives_idle=30")
    assert (7.0, True) == (found.connect_seconds, found.is_pooled)
    assert None is address("postgresql://h/d?connect_timeout=0").connect_seconds


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql:///kiro", "names no host"),
        ("postgresql://ada:s3cret@db.example.com:port/kiro", "'port' is no port"),
        ("postgresql://ada:s3cret@db.example.com:70000/kiro", "'70000' is no port"),
        ("postgresql://ada:s3cret@a,b,c/kiro?port=1,2", "3 hosts and 2 ports"),
        ("postgresql://ada:s3cret[@db.example.com/kiro", "is written with `%`"),
        ("postgresql://ada:s3cret\u2100@db.example.com/kiro", "is written with `%`"),
        ("postgresql://ada:s3cret/x@db.example.com/kiro", "is written with `%`"),
        ("postgresql://ada:5/s3cret@db.example.com/kiro", "is written with `%`"),
        ("postgresql://ada:5#s3cret@db.example.com/kiro", "is written with `%`"),
        ("postgresql://ada:5?s3cret@db.example.com/kiro?sslmode=on", "is written with `%`"),
        ("postgresql://ada:s3cret@h/d?sslmode", "cannot be read"),
        ("postgresql://ada:s3cret@h/d?sslmode=on", "`sslmode=on` is not known"),
        ("postgresql://ada:s3cret@h/d?schema=kiro", "`schema` is not known: write `search_path`"),
        ("postgresql://ada:s3cret@h/d?statement_cache_size=0", "write `pgbouncer=true`"),
        ("postgresql://ada:s3cret@h/d?surprise=1", "leave it out; known are application_name"),
        ("postgresql://ada:s3cret@h/d?gssencmode=require", "is not supported"),
        ("postgresql://ada:s3cret@h/d?connect_timeout=soon", "no number of seconds"),
        ("postgresql+psycopg://ada:s3cret@h/d", "write `postgresql://…`"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(url: str, told: str):
    """With the mend, and without the password."""
    with pytest.raises(ConfigInvalid, match=told) as refused:
        address(url)
    assert ("databaseUrl", False) == (refused.value.key, "s3cret" in str(refused.value))


def test_an_address_is_told_without_whose_it_is():
    """For messages and for `kiro-py db status`."""
    assert "a:1,b:5432/kiro" == str(address("postgresql://ada:s3cret@a:1,b/kiro"))
    assert "/run/postgresql/kiro" == str(address("postgresql:///kiro?host=/run/postgresql"))
    assert "s3cret" not in repr(address("postgresql://ada:s3cret@h/d"))


def test_parameters_of_the_driver_reach_it():
    """In its own words."""
    found = Address(["h"], [1], None, None, None, {"sslmode": "verify-ca", "sslcert": "/a b"})
    assert "postgresql://?sslmode=verify-ca&sslcert=%2Fa+b" == found.dsn
