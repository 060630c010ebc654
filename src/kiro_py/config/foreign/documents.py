"""JSON: account managers' exports, Kiro's own token file, and credentials files like ours."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from kiro_py.config.foreign.found import Found, judged, name_of, translated
from kiro_py.config.foreign.text import read_line
from kiro_py.wire.json import JsonObject

LISTS: Final = ("accounts", "credentials")
"""The members under which a whole export keeps its accounts."""


def _nobody(_: str) -> Mapping[str, object] | None:
    return None


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies beside Kiro's token file: clients by their hash, and the chosen profile."""

    client: Callable[[str], Mapping[str, object] | None] = _nobody
    profile_arn: str | None = None


NOTHING_BESIDE: Final = Beside()


def read_document(document: object, beside: Beside = NOTHING_BESIDE) -> tuple[Found, ...]:
    """Return a row for every account of an export, or the only one of a token file."""
    if isinstance(document, dict):
        members = cast("JsonObject", document)
        listed = next(
            (members[name] for name in LISTS if isinstance(members.get(name), list)), None
        )
        if listed is None:
            return (_account("the file", members, beside),)
        document = listed
    if not isinstance(document, list):
        return (Found("the file", problems=("expected an object or a list of objects",)),)
    return tuple(_items(cast("list[object]", document), beside))


def _items(listed: list[object], beside: Beside) -> Iterator[Found]:
    for number, item in enumerate(listed, 1):
        label = f"entry {number}"
        match item:
            case dict():
                yield _account(label, cast("JsonObject", item), beside)
            case str():
                yield read_line(label, item.strip())
            case _:
                yield Found(label, problems=("expected an object",))


def _account(label: str, raw: JsonObject, beside: Beside) -> Found:
    nested: object = raw.get("credentials")
    inner = cast("JsonObject", nested) if isinstance(nested, dict) else {}
    members = translated({**_about(raw), **inner})
    members, told = _with_client(members, inner or raw, beside)
    mark = raw.get("status")
    found = judged(name_of(members, label), members, mark=mark if isinstance(mark, str) else "")
    return Found(found.label, members, (*told, *found.problems), found.mark, found.credential)


def _about(raw: JsonObject) -> JsonObject:
    """Return what is said of the account itself, the name of its plan included."""
    plan: object = raw.get("subscription")
    title = cast("JsonObject", plan).get("title") if isinstance(plan, dict) else None
    return raw if title is None else {"subscriptionTitle": title, **raw}


def _with_client(
    members: JsonObject, raw: JsonObject, beside: Beside
) -> tuple[JsonObject, tuple[str, ...]]:
    """Return `members` with the client and the profile that lie beside the file."""
    client_hash: object = raw.get("clientIdHash")
    if not isinstance(client_hash, str) or "clientId" in members:
        return members, ()
    if beside.profile_arn and members.get("provider") != "BuilderId":
        members = {"profileArn": beside.profile_arn, **members}
    client = beside.client(client_hash)
    if client is None:
        return members, (f"clientIdHash: there is no {client_hash}.json beside the file",)
    taken = {name: client.get(name) for name in ("clientId", "clientSecret")}
    return translated({**members, **taken}), ()
