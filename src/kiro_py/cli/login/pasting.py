"""An API key, pasted: `key`."""

import sys
from functools import partial
from typing import TextIO

from kiro_py.cli.credentials.ground import Ground, on_ground
from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.words import DONE, UNUSABLE, complain, say
from kiro_py.cli.login.new import NOTHING, Anew, New, Place, ask_secret
from kiro_py.errors import ConfigInvalid, ConfigRefused, StoreUnwritable
from kiro_py.exchange.sign_in.reception import REGISTRATION
from kiro_py.pool.standing import Standing
from kiro_py.wire.json import JsonObject


def key(
    *,
    credential: Anew = None,
    new: New = NOTHING,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
) -> int:
    """Sign in with an API key, which is asked for at a terminal, or read from standard input.

    Parameters
    ----------
    credential
        The number of a credential that gets the key; by default a new one is added.
    new
        See `New`.
    config
        The settings, which may allow further identity providers.
    credentials
        The file to put it into; it is made when there is none.
    """
    return paste(sys.stdin, credential, new, Place(config=config, credentials=credentials))


def paste(stdin: TextIO, credential: int | None, new: New, place: Place) -> int:
    """Put the key of the next line into the file, and return the exit code."""
    try:
        secret = ask_secret("kiroApiKey: ", stdin)
        entry: JsonObject = {"authMethod": "api_key", "kiroApiKey": secret} | new.members(stdin)
        told = on_ground(place.credentials, place.config, partial(_put, entry, credential))
    except KeyError:
        complain(f"{place.credentials}: there is no credential {credential} in the file")
        return UNUSABLE
    except (ConfigInvalid, ConfigRefused, StoreUnwritable) as refused:
        complain(refused)
        return UNUSABLE
    say(told)
    return DONE


async def _put(entry: JsonObject, credential: int | None, here: Ground) -> str:
    if credential is None:
        (number,) = await here.store.add([entry])
        return f"credential {number} is added"
    await here.store.edit(credential, dict.fromkeys(REGISTRATION) | entry)
    # How the old sign-in stood is nobody's any more.
    here.memory.save(credential, Standing())
    return f"credential {credential} is signed in anew"
