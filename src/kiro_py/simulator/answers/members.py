"""I read the members of a small body, absent ones as `None`."""

from typing import cast
from urllib.parse import parse_qsl

from kiro_py.simulator.ledger import Call
from kiro_py.wire.json import JsonObject


def members(call: Call) -> JsonObject:
    """Return the members of a call's body; none when it is no JSON object."""
    return cast("JsonObject", call.body) if isinstance(call.body, dict) else {}


def words(call: Call, name: str) -> str | None:
    """Return a member that is a string, or else the parameter of that name in the query."""
    found = members(call).get(name, call.query.get(name))
    return found if isinstance(found, str) and found else None


def form(call: Call) -> dict[str, str]:
    """Return the fields of a form; none when the body is no form."""
    kind = call.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/x-www-form-urlencoded":
        return {}
    return dict(parse_qsl(call.raw.decode("utf-8", "replace")))
