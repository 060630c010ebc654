"""What the database is like: `status`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.words import DONE, FAILED, AsJson, print_json, print_table
from kiro_py.cli.db.opening import with_database
from kiro_py.config.settings import Settings
from kiro_py.errors import ConfigInvalid

if TYPE_CHECKING:
    from kiro_py.adapters.database.engine import Database
    from kiro_py.adapters.database.survey import Survey

UPGRADE: Final = "`kiro-py db upgrade`, or the next start of the gateway, brings them up to date"
NEWER: Final = "they are of a newer kiro-py: use that one"


def status(
    *,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
    as_json: AsJson = False,
) -> int:
    """Show what the database is like, and what is to be done; nothing is changed.

    The exit code is 0 when there is nothing to do, 1 when the tables are not up to date, or some
    credential cannot be opened with the secret key, and 2 when the database cannot be used.

    Parameters
    ----------
    config
        The settings, which may name another database.
    credentials
        The credentials file, beside which the database is.
    as_json
        Print JSON.
    """

    async def show(database: "Database", settings: Settings) -> int:
        return await _show(database, settings, as_json=as_json)

    return with_database(config, credentials, show)


async def _show(database: "Database", settings: Settings, *, as_json: bool) -> int:
    from kiro_py.adapters.database.survey import survey  # noqa: PLC0415

    if database.path is not None and not database.path.exists():
        raise ConfigInvalid("config", "databaseUrl", f"{database.path} is not there yet")
    async with database.as_it_is():
        found = await survey(database)
    unopened = _unopened(found, settings)
    facts = {
        "engine": "postgresql" if database.is_postgresql else "sqlite",
        "where": str(database.address or database.path),
        "version": found.version,
        "newestVersion": found.newest,
        "todo": _todo(found),
        "megabytes": round(found.megabytes, 1),
        "rows": dict(found.rows),
        "replicas": [
            {"id": each.id, "address": each.address, "silentSeconds": round(each.silent_seconds, 1)}
            for each in found.replicas
        ],
        "unopenedCredentials": unopened,
    }
    if as_json:
        print_json(facts)
    else:
        print_table(("what", "how"), _lines(found, facts, unopened))
    return DONE if found.is_up_to_date and not unopened else FAILED


def _todo(found: "Survey") -> str:
    if found.is_up_to_date:
        return ""
    return NEWER if found.version is not None and found.version > found.newest else UPGRADE


def _lines(
    found: "Survey", facts: Mapping[str, object], unopened: Sequence[int]
) -> Iterator[tuple[str, str]]:
    yield "engine", str(facts["engine"])
    yield "where", str(facts["where"])
    yield "tables", f"version {found.version or 'none'}; this kiro-py knows {found.newest}"
    if todo := _todo(found):
        yield "to do", todo
    yield "size", f"{found.megabytes:,.1f} MB"
    for name, count in found.rows.items():
        yield f"rows of {name}", f"{count:,}"
    for each in found.replicas:
        where = f" at {each.address}" if each.address else ""
        yield "replica", f"{each.id}{where}, seen {each.silent_seconds:,.0f} s ago"
    yield "credentials", _told(found, unopened)


def _told(found: "Survey", unopened: Sequence[int]) -> str:
    if not found.sealed:
        return "none here"
    if not unopened:
        return "all can be opened with the secret key"
    return f"cannot be opened with the secret key: {', '.join(map(str, unopened))}"


def _unopened(found: "Survey", settings: Settings) -> list[int]:
    """Return the numbers of credentials that the secret keys do not open; none where none are."""
    from kiro_py.adapters.database.credential_rows import bound_to  # noqa: PLC0415
    from kiro_py.adapters.sealing import SealBroken  # noqa: PLC0415
    from kiro_py.cli.shared import sealer_of  # noqa: PLC0415

    if not found.sealed:
        return []
    try:
        sealer = sealer_of(settings)
    except ConfigInvalid:
        return sorted(found.sealed)
    unopened: list[int] = []
    for number, sealed in sorted(found.sealed.items()):
        try:
            sealer.open(sealed, bound_to(number))
        except SealBroken:
            unopened.append(number)
    return unopened
