"""Settings out of a file and the environment, or everything that is wrong with them."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, cast

from kiro_py.config.document import parse, read_file
from kiro_py.config.kinds import OBJECT, Unfit, explain
from kiro_py.config.networks import of_everybody
from kiro_py.config.setting import ENVIRONMENT_PREFIX, Default, Setting
from kiro_py.config.settings import Settings, Source
from kiro_py.config.table import SETTINGS
from kiro_py.errors import ConfigInvalid, ConfigRefused
from kiro_py.secret import Secret

ENVIRONMENT: Final = "environment"
"""The source of a problem with a variable."""

LOG_VARIABLE: Final = f"{ENVIRONMENT_PREFIX}LOG"
"""The log level, which the command line reads before any setting."""

EXAMPLE_KEY: Final = "sk-example-choose-your-own"
"""The key of `config.example.json`, which everybody knows."""

COMMENT_STARTS: Final = ("_", "$", "//", "#")
"""Members whose names begin so are their owner's notes."""


SERVICE_LINK: Final = "tcp://"
"""What the variable `KIRO_PY_PORT` begins with that Kubernetes makes of a service `kiro-py`."""

_LINKED: Final = (
    "Kubernetes sets this for a service of that name: set `enableServiceLinks: false` in the pod"
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, what is odd about them, and the file's own JSON for whoever writes it back."""

    settings: Settings
    warnings: tuple[str, ...]
    document: Mapping[str, Any]


def load(path: Path, environ: Mapping[str, str]) -> Loaded:
    """Return the settings of `path`, each overridden by its variable in `environ`.

    Raises `ConfigRefused` with everything that is wrong.  The file is only read.
    """
    reading = _Reading(str(path), environ)
    try:
        reading.document = _document(path, reading)
    except ConfigInvalid as problem:
        raise ConfigRefused([problem]) from None
    return reading.loaded()


def read(document: Mapping[str, Any], environ: Mapping[str, str], source: str) -> Loaded:
    """Return the settings of what is, or is going to be, in the file; `source` names it.

    Raises `ConfigRefused` with everything that is wrong.
    """
    return _Reading(source, environ, document).loaded()


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a question about the known name that `name` resembles, or nothing."""
    by_letters = {one.lower(): one for one in known}
    close = difflib.get_close_matches(name.lower().replace("-", "_"), by_letters, n=1)
    close = close or difflib.get_close_matches(name.lower().replace("_", ""), by_letters, n=1)
    return f"; did you mean {by_letters[close[0]]!r}?" if close else ""


def _document(path: Path, reading: "_Reading") -> Mapping[str, Any]:
    data = read_file(path)
    if data is None:
        required = [setting for setting in SETTINGS if setting.default is Default.REQUIRED]
        if not all(reading.environ.get(setting.variable) for setting in required):
            problem = "there is no such file: copy config.example.json, or name yours with --config"
            raise ConfigInvalid(str(path), "", problem)
        reading.warnings.append(f"{path}: there is no such file; the environment alone is used")
        return {}
    document = parse(data, str(path))
    if not isinstance(document, dict):
        raise ConfigInvalid(str(path), "", explain(OBJECT, document))
    return cast("dict[str, Any]", document)


@dataclass(slots=True)
class _Reading:
    """One reading of all settings, gathering what it finds so that it is told at once."""

    source: str
    environ: Mapping[str, str]
    document: Mapping[str, Any] = field(default_factory=dict[str, Any])
    problems: list[ConfigInvalid] = field(default_factory=list[ConfigInvalid])
    warnings: list[str] = field(default_factory=list[str])

    def loaded(self) -> Loaded:
        """Return all settings.  Raises `ConfigRefused` with everything that is wrong."""
        values: dict[str, Any] = {setting.field: self.value_of(setting) for setting in SETTINGS}
        if values["api_key"] == Secret(EXAMPLE_KEY):
            self.warnings.append("apiKey: this is the example's, which everybody knows; choose one")
        if values["admin_api_key"] == values["api_key"]:
            told = "adminApiKey: this is `apiKey`, so that every client is an admin"
            self.warnings.append(told)
        for network in of_everybody(values["trusted_proxies"]):
            told = f"trustedProxies: {network} is everybody: anybody may say to come from anywhere"
            self.warnings.append(told)
        self.check_members()
        self.check_variables()
        self.check_proxy(values)
        self.check_admin_side(values)
        if self.problems:
            raise ConfigRefused(self.problems, self.warnings)
        sources: dict[str, Source] = {each.name: self.source_of(each) for each in SETTINGS}
        settings = Settings(**values, sources=MappingProxyType(sources))
        return Loaded(settings, tuple(self.warnings), self.document)

    def source_of(self, setting: Setting) -> Source:
        """Return where the setting comes from."""
        source, _, found = self._find(setting)
        if found is None:
            return "default"
        return "environment" if source == ENVIRONMENT else "file"

    def value_of(self, setting: Setting) -> object:
        """Return the setting's value, or its default after noting what is wrong."""
        source, key, found = self._find(setting)
        if found is None:
            if setting.default is Default.REQUIRED:
                problem = f"it is missing: choose a key, here or as {setting.variable}"
                self.problems.append(ConfigInvalid(self.source, key, problem))
            return setting.default
        try:
            value: object = setting.kind.read(found)
        except Unfit as unfit:
            problem = explain(setting.kind, found, str(unfit))
            if isinstance(found, str) and found.startswith(SERVICE_LINK):
                problem += f"; {_LINKED}"
            self.problems.append(ConfigInvalid(source, key, problem))
            return setting.default
        if not setting.is_read and value != setting.default:
            self.warnings.append(f"{source}: {key}: accepted, without effect in this version")
        return value

    def _find(self, setting: Setting) -> tuple[str, str, object]:
        text = self.environ.get(setting.variable, "").strip()
        if text:
            return ENVIRONMENT, setting.variable, setting.kind.from_text(text)
        found: object = self.document
        for label in setting.name.split("."):
            members = cast("dict[str, object]", found) if isinstance(found, dict) else {}
            found = members.get(label)
        return self.source, setting.name, found

    def check_members(self) -> None:
        """Warn of members that nobody knows, and refuse a group that is no object."""
        self._warn_of_unknown("", self.document)
        for group in sorted({setting.name.partition(".")[0] for setting in _grouped()}):
            found: object = self.document.get(group)
            if isinstance(found, dict):
                self._warn_of_unknown(f"{group}.", cast("dict[str, object]", found))
            elif found is not None:
                self.problems.append(ConfigInvalid(self.source, group, explain(OBJECT, found)))

    def _warn_of_unknown(self, prefix: str, members: Mapping[str, object]) -> None:
        known = {
            setting.name.removeprefix(prefix).partition(".")[0]
            for setting in SETTINGS
            if setting.name.startswith(prefix)
        }
        self.warnings += [
            f"{self.source}: {prefix}{name}: there is no such setting{nearest(name, known)}"
            for name in members
            if name not in known and not name.startswith(COMMENT_STARTS)
        ]

    def check_variables(self) -> None:
        """Warn of variables that look like settings and are none."""
        known = {setting.variable for setting in SETTINGS}
        self.warnings += [
            f"{ENVIRONMENT}: {name}: there is no such setting{nearest(name, known)}"
            for name in sorted(self.environ)
            if name.startswith(ENVIRONMENT_PREFIX) and name not in known | {LOG_VARIABLE}
        ]

    def check_proxy(self, values: Mapping[str, Any]) -> None:
        """Refuse a sign-in without a proxy, and a password without a name."""
        proxy = values["proxy_url"]
        has_name = bool(values["proxy_username"] or (proxy and proxy.username))
        for name, is_given, missing in (
            ("proxyUsername", bool(values["proxy_username"]), "" if proxy else "proxyUrl"),
            ("proxyPassword", bool(values["proxy_password"]), "" if has_name else "proxyUsername"),
        ):
            if is_given and missing:
                problem = f"it means nothing without {missing}"
                self.problems.append(ConfigInvalid(self.source, name, problem))

    def check_admin_side(self, values: Mapping[str, Any]) -> None:
        """Refuse an address for an admin side that is not there, or that is not its own."""
        for name, is_given, missing in (
            ("adminPort", values["admin_port"] is not None, values["admin_api_key"] is None),
            ("adminHost", values["admin_host"] is not None, values["admin_port"] is None),
        ):
            if is_given and missing:
                needed = "adminApiKey" if name == "adminPort" else "adminPort"
                problem = f"it means nothing without {needed}"
                self.problems.append(ConfigInvalid(self.source, name, problem))
        if values["admin_port"] is not None and values["admin_port"] == values["port"]:
            problem = (
                f"found {values['port']}, which is `port`: choose another one, or leave it out"
            )
            self.problems.append(ConfigInvalid(self.source, "adminPort", problem))


def _grouped() -> Iterator[Setting]:
    return (setting for setting in SETTINGS if "." in setting.name)
