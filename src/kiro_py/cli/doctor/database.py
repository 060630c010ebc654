"""Whether a database that replicas share answers, and is as they need it."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from enum import Enum
from ipaddress import ip_address
from typing import Final

from kiro_py.adapters.database.address import Address
from kiro_py.adapters.database.failures import told as told_of
from kiro_py.adapters.database.postgres import ServerRefused
from kiro_py.adapters.database.presence import GONE_SECONDS
from kiro_py.adapters.database.sight import Sight
from kiro_py.adapters.database.survey import Seen
from kiro_py.adapters.peer import NEAR
from kiro_py.cli.credentials.words import lasting
from kiro_py.cli.doctor.clocks import CHECK as CLOCK
from kiro_py.cli.doctor.finding import Finding, failure, ok, warning
from kiro_py.pool.renewal import MANDATORY_SECONDS

CHECK: Final = "database"
REPLICAS: Final = "replicas"

OLDEST_SERVER: Final = 140_000
"""What has been tried is PostgreSQL 14 and newer."""

_UPGRADE: Final = "run `kiro-py db upgrade`"
_SHOWN: Final = 5


class Trouble(Enum):
    """What keeps the database from answering: what is told, and how that is mended."""

    NAME = ("its name cannot be resolved", "correct the host in `databaseUrl`")
    CONNECT = (
        "it takes no connection",
        "start it, correct host and port in `databaseUrl`, or let a firewall pass them",
    )
    SILENCE = ("it does not answer in time", "look for a firewall that drops packets on the way")
    TLS = (
        "no secure connection comes about",
        "correct `sslmode` and `sslrootcert` in `databaseUrl`, or the server's certificate",
    )
    SIGN_IN = (
        "it refuses the sign-in",
        "correct user and password in `databaseUrl` (`@:/?#` in them with `%`), or its pg_hba.conf",
    )
    ABSENT = (
        "there is no such database",
        "correct the name in `databaseUrl`, or make it: docs/howto/use-postgresql.md",
    )
    FULL = (
        "it has no connection left",
        "raise its `max_connections`: each process of the gateway takes up to twelve",
    )
    STARTING = ("it is starting or ending", "wait a moment, and run this again")
    DENIED = (
        "the user may not do that",
        "let the user own the database: docs/howto/use-postgresql.md",
    )
    OTHER = ("it cannot be used", "correct `databaseUrl`, or see what the server's log says")


_BY_STATE: Final = {
    "28000": Trouble.SIGN_IN,
    "28P01": Trouble.SIGN_IN,
    "3D000": Trouble.ABSENT,
    "42501": Trouble.DENIED,
    "53300": Trouble.FULL,
    "57P03": Trouble.STARTING,
}


def check_unreached(subject: str, failed: Exception) -> Finding:
    """Tell why a database does not answer."""
    trouble = trouble_of(failed)
    what, mend = trouble.value
    return failure(CHECK, subject, f"{what} ({told_of(failed)})", mend)


def trouble_of(failed: Exception) -> Trouble:
    """Return what kind of trouble an exception of the database's driver tells of."""
    origin = getattr(failed, "orig", None) or failed
    state = origin.state if isinstance(origin, ServerRefused) else getattr(origin, "sqlstate", None)
    text = str(origin)
    if state == "28000" and ("no encryption" in text or "SSL off" in text):
        return Trouble.TLS
    if state is not None:
        return _BY_STATE.get(state, Trouble.OTHER)
    match origin:
        case ssl.SSLError():
            return Trouble.TLS
        case ServerRefused():
            return Trouble.OTHER
        case socket.gaierror():
            return Trouble.NAME
        case TimeoutError():
            return Trouble.SILENCE
        case OSError():
            return Trouble.TLS if "SSL" in text else Trouble.CONNECT
        case _:
            return Trouble.OTHER


def check_server(where: Address, sight: Sight) -> Iterator[Finding]:
    """Yield what the server is, and whether others can listen in."""
    subject = str(where)
    if sight.server_number < OLDEST_SERVER:
        told = f"it is PostgreSQL {sight.server}, older than has been tried"
        yield warning(CHECK, subject, told, "use PostgreSQL 14 or newer")
    else:
        secured = ", over TLS" if sight.is_encrypted else ""
        yield ok(CHECK, subject, f"it answers: PostgreSQL {sight.server}{secured}")
    if not sight.is_encrypted and not where.is_pooled and not all(map(_is_here, where.hosts)):
        told = "what goes to it can be read on the way, the password among it"
        yield warning(CHECK, subject, told, "add `sslmode=verify-full` to `databaseUrl`")


def check_tables(subject: str, sight: Sight) -> Iterator[Finding]:
    """Yield whether the tables are those of this program, and whether they can be written."""
    found, known = sight.version, sight.newest
    if sight.is_up_to_date:
        yield ok(CHECK, subject, f"its tables are up to date (version {known})")
    elif found is not None and found > known:
        told = f"its tables are of a newer kiro-py (version {found}, and this one knows {known})"
        yield failure(CHECK, subject, told, "use that kiro-py on every replica")
    else:
        told = "it has no tables yet" if found is None else f"its tables are of version {found}"
        mend = f"{_UPGRADE}, or start the gateway, which does the same"
        yield failure(CHECK, subject, f"{told}; this kiro-py needs {known}", mend)
    if sight.is_read_only:
        mend = "name the server that takes changes; of several hosts it is found by itself"
        yield failure(CHECK, subject, "it takes no changes: a copy, or a read-only one", mend)
    if sight.denied:
        more = len(sight.denied) - _SHOWN
        named = ", ".join(sight.denied[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
        mend = "let the user own the database and its tables, or grant it that"
        yield failure(CHECK, subject, f"its user lacks {named}", mend)
    elif not sight.is_read_only:
        yield ok(CHECK, subject, "its user may write")


def check_clock_of(subject: str, skew_seconds: float) -> Finding:
    """Tell how far the database's clock is from this machine's."""
    if abs(skew_seconds) <= MANDATORY_SECONDS:
        return ok(CLOCK, subject, f"it is {abs(skew_seconds):.0f} s off at the most")
    minutes = round(abs(skew_seconds) / 60)
    side = "ahead of" if skew_seconds > 0 else "behind"
    told = f"its clock is {lasting(60 * minutes)} {side} this machine's"
    mend = "keep both right with NTP: replicas tell by them how old a thing is"
    return warning(CLOCK, subject, told, mend)


def check_replicas(subject: str, seen: Sequence[Seen], *, has_admin: bool) -> Iterator[Finding]:
    """Yield who serves now, and who cannot be reached by the others on the admin side."""
    there = [each for each in seen if each.silent_seconds <= GONE_SECONDS]
    if not there:
        yield ok(REPLICAS, subject, "none serves now")
        return
    named = ", ".join(f"{each.id}{_where(each)}" for each in there)
    yield ok(REPLICAS, subject, f"{len(there)} serve: {named}")
    machines = {_machine(each) for each in there}
    for each in there:
        is_near = len(machines) == 1 and NEAR in each.address
        if has_admin and len(there) > 1 and not _url(each) and not is_near:
            told = "it has no `replicaUrl`: on the admin side others know nothing of what it does"
            mend = "set `replicaUrl` there to the address at which the others reach it"
            yield warning(REPLICAS, each.id, told, mend)


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine, so that nobody is on the way to it."""
    if host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _url(seen: Seen) -> str:
    return next((word for word in seen.address.split() if not word.startswith(NEAR)), "")


def _where(seen: Seen) -> str:
    return f" at {_url(seen)}" if _url(seen) else ""


def _machine(seen: Seen) -> str:
    """Return the machine's part of a process's name."""
    return seen.id.rsplit("-", 2)[0]
