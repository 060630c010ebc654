"""I change settings while the gateway runs: in the file, and at once where that is possible.

Rule 1: what is changed is checked by the same table as at a start, together with all the rest, and
is written before it is in force.  Rule 2: what the environment sets is changed there.  Rule 3:
where there is no file, only what can be in force at once is changed, and lasts as long as the
process.  Rule 4: what somebody else writes is taken over as it would be at a start; what cannot be
used changes nothing, and is told once.
"""

import asyncio
import copy
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, cast

from kiro_py.config.kinds import Unfit, explain
from kiro_py.config.live import Live
from kiro_py.config.load import nearest, read
from kiro_py.config.setting import Setting
from kiro_py.config.settings import Settings, Source
from kiro_py.config.shown import MASK, shown, told
from kiro_py.config.table import SETTINGS
from kiro_py.errors import ConfigInvalid, ConfigRefused, StoreUnwritable
from kiro_py.ports.journal import Journal, SettingsChanged, SettingsUnread
from kiro_py.ports.settings import Expects, SettingStore, Written
from kiro_py.wire.admin.settings import SettingList

LOOK_SECONDS: Final = 2.0
"""How often it is looked whether somebody else has written: an editor's save is noticed at once."""

_BY_NAME: Final = {setting.name: setting for setting in SETTINGS}


@dataclass(slots=True)
class Steering:
    """Implements the `Wheel` port; `live` is told what is in force from now on."""

    store: SettingStore
    environ: Mapping[str, str]
    live: Live
    journal: Journal
    _unkept: dict[str, Any] = field(init=False, default_factory=dict[str, Any])
    _turn: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)
    _stirred: asyncio.Event = field(init=False, default_factory=asyncio.Event)
    _seen: str | None = field(init=False, default=None)
    _last: Settings | None = field(init=False, default=None)
    _unusable: str = field(init=False, default="")

    async def shown(self) -> SettingList:
        """Return every setting as it is in force."""
        try:
            written = await self.store.read()
        except StoreUnwritable:
            written = Written(None, "unreadable")
        return self._shown(written)

    async def change(
        self, values: Mapping[str, object], expects: Expects = lambda _: None
    ) -> SettingList:
        """Change settings by name; see the port."""
        async with self._turn:

            def edited(written: Written) -> Mapping[str, Any]:
                expects(written.version)
                return self._edited(written, values)

            written = await self.store.change(edited)
            if written.document is None:
                self._unkept = _with(self._unkept, values)
            self.take_over(written)
        if values:
            self.journal.note(SettingsChanged("; ".join(_acts(values))))
        return self._shown(written)

    async def keep(self) -> None:
        """Take over what others write, for ever."""
        while True:
            await self.look()
            self._stirred.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._stirred.wait()

    def stir(self) -> None:
        """Look at once: somebody has written."""
        self._stirred.set()

    async def look(self) -> None:
        """Take over what is written, unless that has been done or it cannot be used."""
        async with self._turn:
            try:
                written = await self.store.read()
                if written.version == self._seen:
                    return
                before = self._last or self.live.settings
                self.take_over(written)
            except (ConfigRefused, StoreUnwritable) as unusable:
                self._fail(str(unusable))
                return
        self._unusable = ""
        if differences := list(_differences(before, self._last or before)):
            self.journal.note(SettingsChanged("; ".join(differences)))

    def _fail(self, problem: str) -> None:
        if problem != self._unusable:
            self.journal.note(SettingsUnread(problem))
        self._unusable = problem

    def take_over(self, written: Written) -> None:
        """Put in force what is written, as far as that is possible without a restart.

        Raises `ConfigRefused` when it cannot be used.
        """
        found = self._read(written)
        self.live.take_over(found)
        self._last, self._seen = found, written.version

    def _edited(self, written: Written, values: Mapping[str, object]) -> Mapping[str, Any]:
        """Return the document with its new values.  Raises `ConfigRefused`."""
        if problems := list(self._problems(written, values)):
            raise ConfigRefused(problems)
        before = self._unkept if written.document is None else written.document
        after = _with(before, values)
        read(after, self.environ, self.store.path)
        return after

    def _problems(self, written: Written, values: Mapping[str, object]) -> Iterator[ConfigInvalid]:
        for name, value in values.items():
            setting = _BY_NAME.get(name)
            if setting is None:
                problem = f"there is no such setting{nearest(name, _BY_NAME)}"
            else:
                problem = self._problem(setting, written, value)
            if problem is not None:
                yield ConfigInvalid(self.store.path, name, problem)

    def _problem(self, setting: Setting, written: Written, value: object) -> str | None:
        if self.environ.get(setting.variable, "").strip():
            return f"it comes from {setting.variable}: change it there"
        if setting.kind.is_secret and value == MASK:
            return "this is the mask of a secret: leave it out to keep the secret"
        if written.document is None and not setting.is_live:
            return f"there is no {self.store.path} to keep it in, and it needs a restart"
        if written.shared is not None and not setting.is_live:
            return "it needs a restart: change it in the file or the environment of each replica"
        if value is None:
            return None
        try:
            setting.kind.read(value)
            json.dumps(value, indent=2)
        except Unfit as unfit:
            return explain(setting.kind, value, str(unfit))
        except RecursionError:
            return "it is nested too deeply to be written"
        return None

    def _read(self, written: Written) -> Settings:
        document = self._unkept if written.document is None else written.document
        found = read(document, self.environ, self.store.path).settings
        sources: dict[str, Source] = {
            name: "runtime" if source == "file" and _is_of_run_time(written, name) else source
            for name, source in found.sources.items()
        }
        return replace(found, sources=MappingProxyType(sources))

    def _shown(self, written: Written) -> SettingList:
        later: Settings | None = None
        if written.document is not None:
            try:
                later = self._read(written)
            except ConfigRefused:
                later = None  # somebody is in the middle of an edit
        return SettingList(
            version=written.version,
            path=self.store.path,
            items=shown(self.live.settings, later),
        )


def _with(document: Mapping[str, Any], values: Mapping[str, object]) -> dict[str, Any]:
    """Return a copy of a document with new values; a dot in a name means a member of an object."""
    after = copy.deepcopy(dict(document))
    for name, value in values.items():
        *groups, last = name.split(".")
        members = after
        for group in groups:
            if not isinstance(members.get(group), dict):
                members[group] = {}
            members = cast("dict[str, Any]", members[group])
        if value is None:
            members.pop(last, None)
            _drop_empty(after, groups)
        else:
            members[last] = value
    return after


def _drop_empty(document: dict[str, Any], groups: list[str]) -> None:
    for group in groups:
        if document.get(group) == {}:
            del document[group]


def _is_of_run_time(written: Written, name: str) -> bool:
    """Whether a setting that was found was changed at run time, and stands in no file."""
    return written.document is None or name in (written.shared or ())


def _differences(before: Settings, after: Settings) -> Iterator[str]:
    """Say what has changed in what is written, without secrets."""
    for setting in SETTINGS:
        value = getattr(after, setting.field)
        if value == getattr(before, setting.field):
            continue
        when = "" if setting.is_live else " after a restart"
        if setting.kind.is_secret:
            yield f"{setting.name} is another one{when}"
        else:
            shown_value = json.dumps(told(setting, value), ensure_ascii=False, default=str)
            yield f"{setting.name} is {shown_value}{when}"


def _acts(values: Mapping[str, object]) -> Iterator[str]:
    """Say what is changed, without secrets."""
    for name, value in values.items():
        if value is None:
            yield f"{name} is taken away"
        elif _BY_NAME[name].kind.is_secret:
            yield f"{name} is another one"
        else:
            yield f"{name} is {json.dumps(value, ensure_ascii=False)}"
