"""What was sealed with the key before, sealed with the new one: `reseal`."""

from typing import TYPE_CHECKING

from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.words import DONE, say
from kiro_py.cli.db.opening import with_database
from kiro_py.config.settings import Settings

if TYPE_CHECKING:
    from kiro_py.adapters.database.engine import Database


def reseal(*, config: ConfigPath = CONFIG, credentials: CredentialsPath = CREDENTIALS) -> int:
    """Seal everything with `secretKey` that is sealed with `previousSecretKey`.

    Replicas may run meanwhile, if they have both keys.  Once it is done the key before is needed
    by nobody.  The exit code is 0 when all is sealed with `secretKey`, 1 when it could not be
    written, and 2 when something can be opened with neither key, or there is no key.

    Parameters
    ----------
    config
        The settings, with the keys and the database.
    credentials
        The credentials file, beside which the database is.
    """
    return with_database(config, credentials, _reseal)


async def _reseal(database: "Database", settings: Settings) -> int:
    from kiro_py.adapters.database.resealing import reseal as sealed_anew  # noqa: PLC0415
    from kiro_py.cli.shared import sealer_of  # noqa: PLC0415

    sealer = sealer_of(settings)
    async with database.opened():
        done = await sealed_anew(database, sealer)
    say(f"{done} sealed anew; all is sealed with `secretKey` now")
    return DONE
