"""I read the address of a PostgreSQL database as its owner got it: in libpq's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from kiro_py.errors import ConfigInvalid
from kiro_py.secret import Secret

PORT: Final = 5432
_LAST_PORT: Final = 65_535
APPLICATION: Final = "kiro-py"

SCHEMES: Final = frozenset({"postgres", "postgresql", "postgresql+asyncpg"})

_DRIVERS_OWN: Final = frozenset(
    {
        "gsslib",
        "krbsrvname",
        "passfile",
        "ssl_max_protocol_version",
        "ssl_min_protocol_version",
        "sslcert",
        "sslcrl",
        "sslkey",
        "sslmode",
        "sslnegotiation",
        "sslpassword",
        "sslrootcert",
        "target_session_attrs",
    }
)
"""What the driver reads itself, as libpq would."""

_SERVERS: Final = frozenset({"application_name", "options", "search_path", "client_encoding"})
"""What is told to the server."""

_UNHEEDED: Final = frozenset(
    {
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "sslcompression",
        "tcp_user_timeout",
    }
)
"""What changes nothing here: connections are watched anyway, and TLS is never compressed."""

_OWN: Final = frozenset({"channel_binding", "connect_timeout", "gssencmode", "pgbouncer", "ssl"})
_PLACES: Final = frozenset({"dbname", "host", "password", "port", "user"})

SSL_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")

_MENDS: Final = {
    "connection_limit": "leave it out, the number of connections is fixed",
    "pool_timeout": "leave it out, the time is fixed",
    "prepared_statement_cache_size": "write `pgbouncer=true`",
    "requiressl": "write `sslmode=require`",
    "schema": "write `search_path`",
    "service": "write out what the service file says",
    "statement_cache_size": "write `pgbouncer=true`",
}

_QUOTING: Final = (
    "a user or a password with one of `/?#[]@:` in it is written with `%` and two digits"
)

_TRUE: Final = frozenset({"1", "on", "true", "yes"})


@dataclass(frozen=True, slots=True)
class Address:
    """Where the database is, and how it wants to be spoken to.

    `driver` are parameters that the driver understands in a URL, `server` those for the server.
    """

    hosts: Sequence[str]
    ports: Sequence[int]
    user: str | None
    password: Secret | None
    database: str | None
    driver: Mapping[str, str] = field(default_factory=dict[str, str])
    server: Mapping[str, str] = field(default_factory=dict[str, str])
    connect_seconds: float | None = None
    is_pooled: bool = False
    """Whether a pooler gives another connection to each transaction."""

    uses_system_certificates: bool = False

    @property
    def dsn(self) -> str:
        """The driver's own parameters, as it reads them."""
        return "postgresql://?" + urlencode(self.driver)

    def __str__(self) -> str:
        """Say where it is, without whose it is."""
        where = ",".join(
            host if host.startswith("/") else f"{host}:{port}"
            for host, port in zip(self.hosts, self.ports, strict=True)
        )
        return f"{where}/{self.database or ''}"


def address(url: str) -> Address:
    """Return what `url` says; raises `ConfigInvalid` (`databaseUrl`), without a password in it."""
    parts, words = _parted(url)
    if parts.scheme not in SCHEMES:
        raise wrong(f"{parts.scheme!r} is not spoken here: write `postgresql://…`")
    _refuse_unknown(words)
    user, password, hosts = _authority(parts, words)
    driver = {name: words[name] for name in _DRIVERS_OWN & words.keys()}
    uses_system = _secured(driver, words)
    if len(hosts) > 1:
        # One of them may be a copy that takes no changes, and after a failover another one is.
        driver.setdefault("target_session_attrs", "read-write")
    return Address(
        hosts=[host for host, _ in hosts],
        ports=[port for _, port in hosts],
        user=user,
        password=password,
        database=unquote(parts.path.removeprefix("/")) or words.get("dbname") or user,
        driver=driver,
        server={"application_name": APPLICATION}
        | {name: words[name] for name in _SERVERS & words.keys()},
        connect_seconds=_seconds(words.get("connect_timeout")),
        is_pooled=words.get("pgbouncer", "").lower() in _TRUE,
        uses_system_certificates=uses_system,
    )


def wrong(problem: str) -> ConfigInvalid:
    """Return what is wrong with the address of the database."""
    return ConfigInvalid("config", "databaseUrl", f"the database cannot be used: {problem}")


def _parted(url: str) -> tuple[SplitResult, dict[str, str]]:
    try:
        parts = urlsplit(url)
    except ValueError:  # its words may have the password in them
        raise wrong(f"it cannot be read: {_QUOTING}") from None
    beyond = f"{parts.path}{parts.query.partition('=')[0]}{parts.fragment}"
    if "@" in beyond and "@" not in parts.netloc:
        # What looks like a port, a name or a parameter may be a piece of the password.
        raise wrong(f"its host is not where it should be: {_QUOTING}")
    try:
        query = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        told = "after `?` it is written `name=value&name=value`"
        raise wrong(f"its parameters cannot be read: {told}") from None
    return parts, dict(query)


def _refuse_unknown(words: Mapping[str, str]) -> None:
    known = _DRIVERS_OWN | _SERVERS | _UNHEEDED | _OWN | _PLACES
    for name in words:
        if name not in known:
            mend = _MENDS.get(name, f"leave it out; known are {', '.join(sorted(known))}")
            raise wrong(f"its parameter `{name}` is not known: {mend}")
    if words.get("gssencmode", "prefer") not in {"disable", "prefer"}:
        raise wrong("`gssencmode=require` is not supported: use `sslmode=verify-full`")


def _authority(
    parts: SplitResult, words: Mapping[str, str]
) -> tuple[str | None, Secret | None, list[tuple[str, int]]]:
    """Return the user, the password, and the hosts with their ports."""
    who, _, where = parts.netloc.rpartition("@")
    user, _, password = who.partition(":")
    named = words.get("host") or where
    hosts = [_host(each) for each in named.split(",")] if named else []
    if not all(host for host, _ in hosts) or not hosts:
        raise wrong("it names no host: write `postgresql://user@host/database`, or `?host=/socket`")
    user = unquote(user) or words.get("user", "")
    password = unquote(password) or words.get("password", "")
    ports = _ports([port for _, port in hosts], words.get("port"))
    return (
        user or None,
        Secret(password) if password else None,
        [(host, port) for (host, _), port in zip(hosts, ports, strict=True)],
    )


def _host(text: str) -> tuple[str, str]:
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        return host, rest.removeprefix(":")
    if text.startswith("/"):
        return text, ""
    host, _, port = text.partition(":")
    return unquote(host), port


def _ports(told: Sequence[str], besides: str | None) -> list[int]:
    """Return one for each host; `besides` is one for all, or one for each."""
    ports = besides.split(",") if besides else [each or str(PORT) for each in told]
    if len(ports) == 1:
        ports *= len(told)
    if len(ports) != len(told):
        raise wrong(f"it names {len(told)} hosts and {len(ports)} ports")
    if not all(port.isascii() and port.isdigit() and int(port) <= _LAST_PORT for port in ports):
        raise wrong(f"{','.join(ports)!r} is no port")
    return [int(port) for port in ports]


def _secured(driver: dict[str, str], words: Mapping[str, str]) -> bool:
    """Put into `driver` how the connection is secured; tell whose certificates count.

    True means those of the system, as whoever checks a certificate and names none would have it.
    """
    if "ssl" in words:
        driver.setdefault("sslmode", "require" if words["ssl"] in _TRUE else words["ssl"])
    mode = driver.setdefault("sslmode", "prefer")
    if mode not in SSL_MODES:
        raise wrong(f"`sslmode={mode}` is not known: it is one of {', '.join(SSL_MODES)}")
    if words.get("channel_binding") == "require":
        # It keeps others from standing between, which the driver cannot do; a certificate that is
        # checked does.
        driver["sslmode"] = mode = "verify-full"
    if driver.get("sslrootcert", "system") == "system" and mode in {"verify-ca", "verify-full"}:
        driver.pop("sslrootcert", None)
        return True
    return False


def _seconds(told: str | None) -> float | None:
    """Return how long a connection may take to be made; `None` when that is not said."""
    if not told:
        return None
    if not (told.isascii() and told.isdigit()):
        raise wrong(f"`connect_timeout={told}` is no number of seconds")
    return float(told) or None
