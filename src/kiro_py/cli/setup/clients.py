"""What each client needs to use the gateway, and where it wants to be told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeAlias

from kiro_py.cli.credentials.places import Machine
from kiro_py.cli.setup.target import Target
from kiro_py.secret import Secret

Word: TypeAlias = Literal["claude-code", "opencode", "zed", "cline", "roo-code", "sdk", "codex"]
"""How a client is called here."""

Told: TypeAlias = str | Secret


@dataclass(frozen=True, slots=True)
class Change:
    """A member of a client's settings; with `None` it is taken out if it is there."""

    path: tuple[str, ...]
    value: Told | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client: its settings are a file that can be changed, variables, or a form that is filled.

    `why_not` says why it cannot use this gateway; it has nothing else then.
    """

    title: str
    place: Callable[[Machine], Path] | None = None
    changes: Callable[[Target], Sequence[Change]] | None = None
    variables: Callable[[Target], Mapping[str, Told]] | None = None
    form: Callable[[Target], Mapping[str, Told]] | None = None
    remarks: tuple[str, ...] = field(default=())
    why_not: str | None = None


def _claude_code(target: Target) -> Sequence[Change]:
    return (
        Change(("env", "ANTHROPIC_BASE_URL"), target.url),
        Change(("env", "ANTHROPIC_AUTH_TOKEN"), target.key),
        # With both, both are sent, and Claude Code warns of it at every start.
        Change(("env", "ANTHROPIC_API_KEY"), None),
    )


def _opencode(target: Target) -> Sequence[Change]:
    options = ("provider", "anthropic", "options")
    return (
        Change((*options, "baseURL"), f"{target.url}/v1"),
        Change((*options, "apiKey"), target.key),
    )


def _zed(target: Target) -> Sequence[Change]:
    return (Change(("language_models", "anthropic", "api_url"), target.url),)


def _form(target: Target) -> Mapping[str, Told]:
    return {
        "API Provider": "Anthropic",
        "Anthropic API Key": target.key,
        "Use custom base URL": target.url,
    }


def _sdk(target: Target) -> Mapping[str, Told]:
    return {"ANTHROPIC_BASE_URL": target.url, "ANTHROPIC_API_KEY": target.key}


def _zed_key(target: Target) -> Mapping[str, Told]:
    return {"ANTHROPIC_API_KEY": target.key}


def _claude_settings(machine: Machine) -> Path:
    named = machine.environ.get("CLAUDE_CONFIG_DIR", "")
    return (Path(named) if named else machine.home / ".claude") / "settings.json"


def _opencode_settings(machine: Machine) -> Path:
    if named := machine.environ.get("OPENCODE_CONFIG", ""):
        return Path(named)
    directory = _configs(machine) / "opencode"
    with_comments = directory / "opencode.jsonc"
    return with_comments if with_comments.exists() else directory / "opencode.json"


def _zed_settings(machine: Machine) -> Path:
    if machine.system == "win32":
        named = machine.environ.get("APPDATA", "")
        return (Path(named) if named else machine.home / "AppData/Roaming") / "Zed/settings.json"
    return _configs(machine) / "zed" / "settings.json"


def _configs(machine: Machine) -> Path:
    named = machine.environ.get("XDG_CONFIG_HOME", "")
    return Path(named) if named else machine.home / ".config"


_EDITOR: Final = "These stand in the settings of its panel, where it keeps the key by itself."

CLIENTS: Final[Mapping[Word, Client]] = {
    "claude-code": Client(
        title="Claude Code",
        place=_claude_settings,
        changes=_claude_code,
        remarks=("Its models are those of `GET /v1/models`: `claude --model ID`.",),
    ),
    "opencode": Client(
        title="opencode",
        place=_opencode_settings,
        changes=_opencode,
        remarks=("Its models are then those of its provider Anthropic.",),
    ),
    "zed": Client(
        title="Zed",
        place=_zed_settings,
        changes=_zed,
        variables=_zed_key,
        remarks=("Zed keeps its key by itself: enter it in its settings, or set the variable.",),
    ),
    "cline": Client(title="Cline", form=_form, remarks=(_EDITOR,)),
    "roo-code": Client(title="Roo Code", form=_form, remarks=(_EDITOR,)),
    "sdk": Client(title="the Anthropic SDKs", variables=_sdk),
    "codex": Client(
        title="Codex",
        why_not="Codex asks the OpenAI Responses API only, which this gateway does not serve",
    ),
}
"""By their words."""
