"""What the environment of a Hugging Face Space says: settings in short words, and sign-ins."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from kiro_py.config.credentials import KEY_VARIABLE, read_roster
from kiro_py.config.load import ENVIRONMENT
from kiro_py.config.setting import ENVIRONMENT_PREFIX
from kiro_py.errors import ConfigInvalid, ConfigRefused
from kiro_py.pool.roster import Roster

SETTINGS_SAID: Final[Mapping[str, str]] = MappingProxyType(
    {name: ENVIRONMENT_PREFIX + name for name in ("API_KEY", "ADMIN_API_KEY", "REGION")}
)
"""The short words of settings, with the variable that each stands for."""

MEMBERS_SAID: Final[Mapping[str, str]] = MappingProxyType(
    {
        "REFRESH_TOKEN": "refreshToken",
        "AUTH_METHOD": "authMethod",
        "EXPIRES_AT": "expiresAt",
        "CLIENT_ID": "clientId",
        "CLIENT_SECRET": "clientSecret",
    }
)
"""The variables of a single sign-in, with the member of its entry that each gives."""

MEMBERS_UNSAID: Final[Mapping[str, str]] = MappingProxyType(
    {"authMethod": "social", "expiresAt": "2020-01-01T00:00:00.000Z"}
)
"""What a single sign-in is taken to say where it says nothing."""

SEVERAL: Final = "CREDENTIALS_JSON"
"""The variable that holds what a credentials file would."""

WHERE: Final[Mapping[str, str]] = MappingProxyType(
    {"KIRO_PY_HOST": "0.0.0.0", "KIRO_PY_PORT": "7860"}  # noqa: S104 -- a Space is reached from outside
)
"""Where a Space has to listen, unless it is told otherwise."""

_NO_KEY: Final = "it is missing: choose a key for your clients, and make it a secret of the Space"
_NO_TOKEN: Final = f"it is missing, and so is {SEVERAL}: make one of them a secret of the Space"


@dataclass(frozen=True, slots=True)
class Space:
    """What a Space is to serve with.

    `environ` is the gateway's own environment, without the sign-ins; `sign_ins` are those, read;
    `warnings` are what is odd about both.
    """

    environ: Mapping[str, str]
    sign_ins: Roster
    warnings: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every sign-in that was given can be used."""
        return not self.sign_ins.problems


def read_space(environ: Mapping[str, str]) -> Space:
    """Return what the environment of a Space says; variables of settings stand above short words.

    Raises `ConfigRefused`, which names each variable that is wrong, when it cannot be served with.
    """
    said = {name: text.strip() for name, text in environ.items() if text.strip()}
    own = {
        name: text
        for name, text in environ.items()
        if name not in {*SETTINGS_SAID, *MEMBERS_SAID, SEVERAL}
    }
    for short, variable in SETTINGS_SAID.items():
        if short in said and variable not in said:
            own[variable] = said[short]
    own |= {variable: text for variable, text in WHERE.items() if variable not in said}
    problems: list[ConfigInvalid] = []
    if SETTINGS_SAID["API_KEY"] not in own:
        problems.append(ConfigInvalid(ENVIRONMENT, "API_KEY", _NO_KEY))
    sign_ins = _several(said) if SEVERAL in said else _single(said)
    if not sign_ins.credentials:
        problems += sign_ins.problems
    is_bare = not sign_ins.entries and not sign_ins.problems and KEY_VARIABLE not in said
    if is_bare and SETTINGS_SAID["ADMIN_API_KEY"] not in own:
        problems.append(ConfigInvalid(ENVIRONMENT, "REFRESH_TOKEN", _NO_TOKEN))
    if problems:
        raise ConfigRefused(problems)
    told = (*map(str, sign_ins.problems), *sign_ins.warnings, *_oddities(said))
    return Space(own, sign_ins, told)


def in_short_words(problem: ConfigInvalid, environ: Mapping[str, str]) -> ConfigInvalid:
    """Return a problem of the settings under the name that `environ` gave the setting."""
    for short, variable in SETTINGS_SAID.items():
        if problem.key == variable and not environ.get(variable, "").strip():
            return ConfigInvalid(problem.source, short, problem.problem)
    return problem


def _several(said: Mapping[str, str]) -> Roster:
    source = f"{ENVIRONMENT}: {SEVERAL}"
    try:
        roster = read_roster(said[SEVERAL].encode(), source, derives_machine_ids=False)
    except ConfigInvalid as invalid:
        return Roster(document=[], problems=(invalid,))
    if not roster.entries and not roster.problems:
        problem = ConfigInvalid(source, "", "it lists no credential")
        return Roster(document=[], problems=(problem,))
    return roster


def _single(said: Mapping[str, str]) -> Roster:
    if "REFRESH_TOKEN" not in said:
        return Roster(document=[])
    members: dict[str, Any] = {**MEMBERS_UNSAID}
    members |= {member: said[name] for name, member in MEMBERS_SAID.items() if name in said}
    read = read_roster(json.dumps(members).encode(), ENVIRONMENT, derives_machine_ids=False)
    variables = {member: name for name, member in MEMBERS_SAID.items()}
    problems = tuple(
        ConfigInvalid(problem.source, variables.get(problem.key, problem.key), problem.problem)
        for problem in read.problems
    )
    return Roster(
        document=read.document, entries=read.entries, problems=problems, warnings=read.warnings
    )


def _oddities(said: Mapping[str, str]) -> list[str]:
    """Return what was said in vain."""
    if SEVERAL in said:
        vain = [name for name in MEMBERS_SAID if name in said]
        return [f"{ENVIRONMENT}: {name}: passed over, since {SEVERAL} is set" for name in vain]
    is_idc = said.get("AUTH_METHOD", "social").lower() != "social"
    vain = [] if is_idc else [name for name in ("CLIENT_ID", "CLIENT_SECRET") if name in said]
    told = "a social sign-in has none: set AUTH_METHOD to idc, or leave it out"
    return [f"{ENVIRONMENT}: {name}: {told}" for name in vain]
