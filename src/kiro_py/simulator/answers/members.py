"""I read the members of a small JSON body, absent ones as `None`."""

from typing import cast

from kiro_py.simulator.ledger import Call
from kiro_py.wire.json import JsonObject


def members(call: Call) -> JsonObject:
    """Return the members of a call's body; none when it is no JSON object."""
    return cast("JsonObject", call.body) if isinstance(call.body, dict) else {}


def words(call: Call, name: str) -> str | None:
    """Return a member that is a string, or else the parameter of that name in the query."""
    found = members(call).get(name, call.query.get(name))
    return found if isinstance(found, str) and found else None
