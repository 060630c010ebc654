"""What a new credential is to have besides a sign-in, read before there is one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec

from kiro_py.config.credentials import read_roster
from kiro_py.errors import ConfigInvalid, ConfigRefused
from kiro_py.pool.credential import Credential

_STAND_IN: Final = {"authMethod": "api_key", "kiroApiKey": "none-yet"}
"""The sign-in that needs least: an entry without one would be refused for that."""


def read_draft(members: Mapping[str, Any]) -> Credential:
    """Return `members` of the credentials file as a credential without a sign-in; its id is 0.

    Raises `ConfigRefused` with all that is wrong with them.
    """
    entry = msgspec.json.encode({**members, **_STAND_IN})
    roster = read_roster(entry, "sign-in", derives_machine_ids=False)
    problems = [*roster.problems, *(ConfigInvalid("sign-in", "", told) for told in roster.warnings)]
    if problems or not roster.credentials:
        raise ConfigRefused(problems)
    return replace(roster.credentials[0], id=0, kiro_api_key=None)
