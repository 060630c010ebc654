"""A person's word that a credential is to be tried again: `reset`."""

from collections.abc import Mapping, Sequence
from functools import partial

from kiro_py.adapters.system_clock import SystemClock
from kiro_py.cli.credentials.ground import Ground, on_ground
from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.words import DONE, FAILED, UNUSABLE, complain, say
from kiro_py.errors import ConfigInvalid, ConfigRefused
from kiro_py.pool.standing import Reset, Standing, settle


def reset(
    credential: int,
    /,
    *more: int,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
) -> int:
    """Try credentials again that are cooling, spent, doubted, suspended or need a login.

    A gateway that runs on the same file, or on the same database, learns it within seconds.

    Parameters
    ----------
    credential
        Its number.
    more
        More of them.
    config
        The settings, which may name a database that replicas share.
    credentials
        The file that they are in.
    """
    wanted, problems = tuple(dict.fromkeys((credential, *more))), list[str]()
    try:
        told = on_ground(credentials, config, partial(_try_again, wanted), problems.append)
    except (ConfigInvalid, ConfigRefused) as refused:
        complain(refused)
        return UNUSABLE
    if problems:
        complain("\n".join(problems))
        return UNUSABLE
    for number, before in told.items():
        say(f"credential {number} is tried again (was: {before.state.value})")
    return DONE if len(told) == len(wanted) else FAILED


async def _try_again(wanted: Sequence[int], here: Ground) -> Mapping[int, Standing]:
    """Reset those that are there, and return how they were."""
    known = {one.id for one in (*here.loaded.guests, *here.loaded.roster.entries)}
    now, before = SystemClock().now(), dict[int, Standing]()
    await here.store.absolve(*known.intersection(wanted))
    for number in wanted:
        if number in known:
            before[number] = here.standings.get(number, Standing())
            here.memory.save(number, settle(before[number], Reset(), now))
        else:
            complain(f"{here.where}: there is no credential {number}")
    return before
