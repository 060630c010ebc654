"""I fill the tables of `docs/reference/simulator.md`; run me after changing one of them.

PYTHONPATH=tests python -m simulator.reference
"""

import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_args

import msgspec

from kiro_py.simulator.accounts.access import ACCESS_ROWS
from kiro_py.simulator.accounts.account import Account, Kind
from kiro_py.simulator.address import CONTROL_PLANE, DATA_PLANE, PATHS, TARGETS, Operation
from kiro_py.simulator.control import AccountOrder, ClockOrder, DecisionOrder, PaceOrder
from kiro_py.simulator.faults.effects import Effect
from kiro_py.simulator.model.catalogue import CATALOGUE, Model
from kiro_py.simulator.row import Row
from kiro_py.simulator.settings import Settings
from kiro_py.simulator.strictness.table import BYTE_ROWS, RULES

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "simulator.md"

PROMPTS: tuple[tuple[str, str], ...] = (
    ("say: TEXT", "TEXT, to its end, as it is"),
    ("count to 10", "the numbers"),
    ("write 500 words", "that many words, one a frame"),
    ("think about cats", "reasoning about it, then a sentence"),
    ("think secretly about cats", "reasoning that comes redacted"),
    ("read hello.txt", "a call of the tool that reads files"),
    ("run `wc -c hello.txt`", "a call of the tool that runs commands"),
    ("search the web for cats", "a call of the tool that searches the web"),
    ('call tool NAME with {"a": 1}', "a call of this tool with these arguments"),
    ("call tool NAME", "a call of this tool with what its schema requires"),
    ("call NAME and OTHER in parallel", "several calls in one turn, one after the other"),
    ("call NAME and OTHER in parallel, interleaved", "the same, frame by frame in turns"),
    ("play NAME", "the recorded stream `NAME.bin` of `--streams`, byte for byte"),
    ("Respond with TEXT ONLY", "a `<summary>` of the conversation, and no call"),
    ("Hello!", "a friendly word that names the model and quotes the prompt"),
)

CONTROL: dict[tuple[str, str], tuple[str, str]] = {
    ("GET", "state"): ("", "time, pace, calls, faults, refreshes, devices that wait"),
    ("GET", "faults"): ("", "the faults to come"),
    ("POST", "faults"): ("a fault", "it is added"),
    ("DELETE", "faults"): ("", "all are forgotten"),
    ("GET", "calls"): ("", "every call, bearer tokens left out"),
    ("DELETE", "calls"): ("", "all are forgotten"),
    ("GET", "accounts"): ("", "every account: credits, standing, credential"),
    ("POST", "accounts"): ("an account", "it is added, or replaced"),
    ("POST", "accounts/NAME"): (
        '`{"do": "expire-access"}`, `"revoke"`, `"suspend"` or `"restore"`',
        "it happens to the account",
    ),
    ("GET", "credentials"): ("", "all credentials, as a `credentials.json`"),
    ("POST", "clock"): (
        '`{"advanceSeconds": 3600}`',
        "time jumps ahead, and the `date` of answers with it",
    ),
    ("POST", "pace"): ('`{"tokensPerSecond": 50}`', "the next answers have this pace"),
    ("POST", "decisions"): (
        '`{"userCode": "…", "decision": "approved", "account": "idc"}`',
        "the user of a waiting device has decided",
    ),
}

ORDERS: dict[str, type[msgspec.Struct]] = {
    "accounts/NAME": AccountOrder,
    "clock": ClockOrder,
    "pace": PaceOrder,
    "decisions": DecisionOrder,
}
"""What the bodies of the table above are read as."""

SETTINGS: dict[str, str] = {
    "sends_metadata": "whether a stream has a `metadataEvent`; some live routes have none",
    "sends_token_usage": "whether that event has exact figures; some live routes have none",
    "counts": "models that count unlike the others: `TrueCount(model_id, factor, offset)`",
    "tolerates": "rules that are not enforced, by name",
    "streams": "the folder of recorded streams",
    "max_body_bytes": "the listener's limit; the service's own is not known",
    "token_lifetime_seconds": "how long an access token lasts",
    "client_lifetime_seconds": "how long a registered client is known",
    "device_lifetime_seconds": "how long a device code lasts",
    "device_interval_seconds": "how long a device must wait between polls",
    "approve_after_polls": "pending answers before a device is approved by itself; `None`: never",
    "max_recorded_calls": "how many calls are kept",
    "seed": "what tokens, keys and ids are made from",
}

HEADS: dict[str, tuple[str, ...]] = {
    "operations": ("operation", "REST", "targets"),
    "accounts": ("member", "default"),
    "access": ("rule", "turned away", "status", "message", "reason"),
    "rules": ("rule", "refused", "message", "reason", "words"),
    "models": ("id", "window", "output", "reasoning", "fields"),
    "prompts": ("prompt", "answer"),
    "effects": ("effect", "in Python", "members", "what happens"),
    "orders": ("order", "body", "what happens"),
    "settings": ("setting", "default", "meaning"),
}
"""The tables of the page: what stands above their columns."""

_PLACE = re.compile(r"(?<=<!-- )(?P<name>(?!end)\w+) -->\n.*?(?=<!-- end -->)", re.DOTALL)


def render() -> str:
    """Return the page with its tables as they should be."""
    rows = _rows()

    def fill(place: re.Match[str]) -> str:
        head = HEADS[place["name"]]
        lines = (_cells(*head), "|---" * len(head) + "|\n", *rows[place["name"]])
        return f"{place['name']} -->\n\n{''.join(lines)}\n"

    return _PLACE.sub(fill, REFERENCE.read_text("utf-8"))


def _rows() -> dict[str, Iterable[str]]:
    rules = (*BYTE_ROWS, *(rule.row for rule in RULES))
    return {
        "operations": map(_operation, Operation),
        "accounts": _members(),
        "access": map(_access, ACCESS_ROWS),
        "rules": map(_rule, rules),
        "models": map(_model, CATALOGUE),
        "prompts": _prompts(),
        "effects": map(_effect, get_args(Effect)),
        "orders": _orders(),
        "settings": _settings(),
    }


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


def _code(text: str) -> str:
    """Return `text` as code, whatever it holds."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _operation(operation: Operation) -> str:
    paths = [f"`{method} {path}`" for (method, path), found in PATHS.items() if found is operation]
    plane = DATA_PLANE | CONTROL_PLANE
    services = sorted(
        f"`{target.partition('.')[0]}`" for target, found in TARGETS.items() if found is operation
    )
    return _cells(
        f"`{operation.value}`", ", ".join(paths), ", ".join(services) if operation in plane else ""
    )


def _members() -> Iterator[str]:
    for field in msgspec.structs.fields(Account):
        kinds = " or ".join(f"`{kind.value}`" for kind in Kind)
        default = (
            f"`{msgspec.json.encode(field.default).decode()}`"
            if field.default is not msgspec.NODEFAULT
            else {"name": "required: lower-case letters, digits and dashes", "kind": kinds}[
                field.name
            ]
        )
        yield _cells(f"`{field.encode_name}`", default)


def _access(row: Row) -> str:
    return _cells(
        f"`{row.name}`",
        row.refuses,
        f"{row.status} {row.error_type}",
        _code(row.message),
        f"`{row.reason}`" if row.reason else "",
    )


def _rule(row: Row) -> str:
    return _cells(
        f"`{row.name}`",
        row.refuses,
        _code(row.message),
        f"`{row.reason}`" if row.reason else "",
        "" if row.is_observed else "own words",
    )


def _model(model: Model) -> str:
    names: Iterable[str] = (model.fields_schema or {}).get("properties", ())
    unasked = ", unless told not to" if model.thinks_unasked else ""
    return _cells(
        f"`{model.id}`",
        f"{model.max_input_tokens:,}",
        f"{model.max_output_tokens:,}",
        f"{model.reasoning.value}{unasked}",
        ", ".join(f"`{name}`" for name in names),
    )


def _prompts() -> Iterator[str]:
    for prompt, answer in PROMPTS:
        yield _cells(_code(prompt), answer)


def _effect(effect: type[msgspec.Struct]) -> str:
    members = (
        f"`{field.name}` (`{field.default!r}`)"
        if field.default is not msgspec.NODEFAULT
        else f"`{field.name}`"
        for field in msgspec.structs.fields(effect)
    )
    explanation = " ".join((inspect.getdoc(effect) or "").split())
    tag = effect.__struct_config__.tag
    return _cells(f"`{tag}`", f"`{effect.__name__}`", ", ".join(members), explanation)


def _orders() -> Iterator[str]:
    for (method, name), (body, happens) in CONTROL.items():
        yield _cells(f"`{method} /_simulator/{name}`", body, happens)


def _settings() -> Iterator[str]:
    for field in fields(Settings):
        default = getattr(Settings(), field.name)
        yield _cells(f"`{field.name}`", f"`{default!r}`", SETTINGS[field.name])


if __name__ == "__main__":
    REFERENCE.write_text(render(), encoding="utf-8")
