"""What comes in from elsewhere: `import`."""

import os
import sys
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from kiro_py.cli.credentials.ground import Ground, on_ground
from kiro_py.cli.credentials.moving import move
from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.places import Machine
from kiro_py.cli.credentials.source import Source, read_source
from kiro_py.cli.credentials.words import (
    DONE,
    FAILED,
    UNUSABLE,
    AsJson,
    complain,
    print_json,
    print_table,
    remark,
    say,
)
from kiro_py.config.foreign.interpreter import judged_again
from kiro_py.config.foreign.twins import Outcome, Planned, plan_import
from kiro_py.errors import ConfigInvalid, ConfigRefused, StoreUnwritable
from kiro_py.kiro.address import account_of

Flag = Annotated[bool, Parameter(negative="")]


def import_all(  # noqa: PLR0913 -- the options of a command
    source: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    /,
    *,
    moving: Annotated[Path | None, Parameter(name="--from")] = None,
    dry_run: Flag = False,
    include_failed: Flag = False,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
    as_json: AsJson = False,
) -> int:
    """Take over sign-ins from Kiro's own programs, an account manager's export, a list or a table.

    An account that is there already is left as it is.  The exit code is 1 when a row is refused.
    With --from, all that one machine has kept moves into the database that replicas share: its
    credentials with their numbers, how they stand, keys of clients, and what was used.

    Parameters
    ----------
    source
        A file, - for standard input, kiro for Kiro's token file, kiro-cli for its database.
    moving
        The credentials file of a gateway that is stopped, instead of a source.
    dry_run
        Only say what would happen.
    include_failed
        Take accounts that the export calls an error, too.
    config
        The settings, which may allow further identity providers.
    credentials
        The file to put them into; it is made when there is none.
    as_json
        Print JSON.
    """
    if (source is None) == (moving is None) or (moving is not None and dry_run):
        complain("name a source, or with --from a credentials file that moves as it is")
        return UNUSABLE
    if moving is not None:
        return move(moving, config, as_json=as_json)
    try:
        found = read_source(source or "", _this_machine())
        take_in = partial(_take_in, found, is_dry=dry_run, takes_failed=include_failed)
        planned, ids = on_ground(credentials, config, take_in)
    except (ConfigInvalid, ConfigRefused, StoreUnwritable) as refused:
        complain(refused)
        return UNUSABLE
    _tell(found, planned, ids, as_json=as_json)
    return FAILED if any(one.outcome is Outcome.REFUSED for one in planned) else DONE


def _this_machine() -> Machine:
    environ = os.environ  # noqa: TID251 -- where programs keep their files depends on it
    return Machine(Path.home(), environ, sys.platform)


async def _take_in(
    found: Source, here: Ground, *, is_dry: bool, takes_failed: bool
) -> tuple[Sequence[Planned], Sequence[int]]:
    loaded = here.loaded
    known = (*loaded.guests, *loaded.roster.credentials)
    rows = [judged_again(row, loaded.read) for row in found.rows]
    planned = plan_import(rows, known, loaded.roster, takes_failed=takes_failed)
    entries = [one.found.members for one in planned if one.outcome is Outcome.ADDED]
    return planned, (await here.store.add(entries) if entries and not is_dry else ())


def _tell(found: Source, planned: Sequence[Planned], ids: Sequence[int], *, as_json: bool) -> None:
    numbers = iter(ids)
    rows = [
        {
            "row": one.found.label,
            "signIn": account_of(one.found.credential).value if one.found.credential else None,
            "outcome": one.outcome.value,
            "id": next(numbers, None) if one.outcome is Outcome.ADDED else None,
            "why": one.why or None,
        }
        for one in planned
    ]
    if as_json:
        print_json(rows)
        return
    headings = ("row", "signIn", "outcome", "id", "why")
    print_table(headings, ([str(row[name] or "") for name in headings] for row in rows))
    counts = Counter(one.outcome for one in planned)
    would = "" if ids or not counts[Outcome.ADDED] else " (nothing is written yet)"
    say(", ".join(f"{counts[outcome]} {outcome.value}" for outcome in Outcome) + would)
    if found.is_shared and counts[Outcome.ADDED]:
        remark("Kiro goes on using this sign-in: whoever renews it first may end the other's")
