"""A person's word that a credential is to be tried again: `reset`."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.cli.credentials.opening import CREDENTIALS, CredentialsPath, look
from kiro_py.cli.credentials.words import DONE, FAILED, UNUSABLE, complain, say
from kiro_py.errors import ConfigInvalid
from kiro_py.pool.standing import Reset, Standing, settle


def reset(credential: int, /, *more: int, credentials: CredentialsPath = CREDENTIALS) -> int:
    """Try credentials again that are cooling, spent, doubted, suspended or need a login.

    A gateway that runs on the same file learns it within seconds.

    Parameters
    ----------
    credential
        Its number.
    more
        More of them.
    credentials
        The file that they are in.
    """
    try:
        loaded = look(credentials)
    except ConfigInvalid as invalid:
        complain(invalid)
        return UNUSABLE
    known = {one.id for one in (*loaded.guests, *loaded.roster.entries)}
    wanted = tuple(dict.fromkeys((credential, *more)))
    missing = [number for number in wanted if number not in known]
    for number in missing:
        complain(f"{credentials}: there is no credential {number}")
    found = [number for number in wanted if number in known]
    problems: list[str] = []
    before = _try_again(credentials, found, problems)
    if problems:
        complain("\n".join(problems))
        return UNUSABLE
    for number in found:
        say(f"credential {number} is tried again (was: {before[number].state.value})")
    return FAILED if missing else DONE


def _try_again(path: Path, numbers: Iterable[int], problems: list[str]) -> Mapping[int, Standing]:
    """Reset these standings in the file, and return how they were; `problems` are added to."""
    memory, now = StandingsFile(path, problems.append), SystemClock().now()
    standings = memory.load()
    before = {number: standings.get(number, Standing()) for number in numbers}
    for number, standing in before.items():
        memory.save(number, settle(standing, Reset(), now))
    memory.settle()
    return before
