"""Tables as this version of the program wants them: `upgrade`."""

from typing import TYPE_CHECKING

from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.words import DONE, say
from kiro_py.cli.db.opening import with_database
from kiro_py.config.settings import Settings

if TYPE_CHECKING:
    from kiro_py.adapters.database.engine import Database


def upgrade(*, config: ConfigPath = CONFIG, credentials: CredentialsPath = CREDENTIALS) -> int:
    """Bring the tables up to date, as `kiro-py serve` does when it starts.

    Replicas may run meanwhile, and several upgrades may: one does it, and the others wait.  A
    database that is not up yet is waited for, 30 seconds at the most.  The exit code is 0 when the
    tables are up to date, 1 when they could not be, and 2 when the database cannot be used.

    Parameters
    ----------
    config
        The settings, which may name another database.
    credentials
        The credentials file, beside which the database is.
    """
    return with_database(config, credentials, _upgrade)


async def _upgrade(database: "Database", _: Settings) -> int:
    from kiro_py.adapters.database.migrating import newest  # noqa: PLC0415

    await database.prepare()
    say(f"the tables are up to date (version {newest()})")
    return DONE
