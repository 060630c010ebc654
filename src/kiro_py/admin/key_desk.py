"""I give out keys to clients, change them and take them back; each is shown whole only once."""

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from kiro_py.admin.key_views import main_view, view
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.tags import is_meant
from kiro_py.clients.client import ENTROPY_BYTES, Key, Limits, Minted, minted, rotated
from kiro_py.exchange.admission import Admission
from kiro_py.exchange.passes import Passes
from kiro_py.exchange.registry import Registry
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import Journal, KeeperActed
from kiro_py.ports.keys import Draft
from kiro_py.secret import Secret
from kiro_py.wire.admin.keys import (
    KeyChange,
    KeyLimitsChange,
    KeyMade,
    KeyPage,
    KeyView,
    NewKey,
    PassWanted,
    PlaygroundPass,
    RotateKey,
)

MAIN_ID: Final = 0
"""The number under which the settings' own key is shown."""

TRIES: Final = 3
"""How often a change is made anew that somebody else has overtaken."""

_LAST_MOMENT: Final = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class PassDesk:
    """Gives out passes for the playground, to credentials that are among `ids`."""

    passes: Passes
    ids: Callable[[], Collection[int]]

    def issue(self, wanted: PassWanted) -> PlaygroundPass:
        """Return a pass.  Raises `KeeperRefused` (404) for a credential that is not there."""
        number = wanted.credential_id
        if number is not None and number not in self.ids():
            raise KeeperRefused(404, f"there is no credential {number}")
        made, until = self.passes.issue(number)
        return PlaygroundPass(key=made.key.reveal(), expires_at=datetime.fromtimestamp(until, UTC))


@dataclass(frozen=True, slots=True)
class KeyDesk:
    """The keys of clients in their keeper's hands; the gateway sees a change at once.

    `groups` are those that credentials have.  A key that is not there is a `KeeperRefused` with
    404, and the settings' own key, which is `main`, one with 400.
    """

    registry: Registry
    admission: Admission
    main: Secret
    groups: Callable[[], Collection[str]]
    clock: Clock
    journal: Journal

    def page(self) -> KeyPage:
        """Return all keys, the newest first and the settings' own last."""
        mine = main_view(self.main, self.admission.use_of(None))
        items = (*(self._view(key) for key in reversed(self.registry.keys())), mine)
        return KeyPage(items=items, groups=tuple(self.groups()))

    def one(self, number: int) -> KeyView:
        """Return a key."""
        if number == MAIN_ID:
            return main_view(self.main, self.admission.use_of(None))
        return self._view(self._find(number))

    async def make(self, new: NewKey) -> KeyMade:
        """Make a key."""
        draft = Draft(
            name=_text("name", new.name),
            note=_note(new.note),
            group=None if new.group is None else _text("group", new.group),
            models=_patterns(new.models),
            limits=_limits(Limits(), new.limits),
            expires_at=_moment(new.expires_at),
        )
        made = _mint()
        key = await self.registry.store.add(draft, made, self.clock.now())
        await self.registry.load()
        self._note(f"key {key.id} is made")
        return KeyMade(key=made.key.reveal(), view=self._view(key))

    async def change(self, number: int, change: KeyChange, if_match: str | None) -> KeyView:
        """Change a key; with `if_match`, only in the version that it names."""
        members = _members(change)

        def changed(key: Key) -> Key:
            limits = key.limits
            if change.limits is not msgspec.UNSET:
                limits = _limits(limits, change.limits)
            return replace(key, **members, limits=limits)

        key = await self._changed(number, changed, if_match)
        self._note(f"key {number} is changed")
        return self._view(key)

    async def rotate(self, number: int, rotation: RotateKey) -> KeyMade:
        """Give a key another text; the one before works for as long as is said."""
        made, until = _mint(), self.clock.now() + rotation.overlap_seconds
        key = await self._changed(number, lambda key: rotated(key, made, until))
        self._note(f"key {number} is rotated")
        return KeyMade(key=made.key.reveal(), view=self._view(key))

    async def remove(self, number: int) -> KeyView:
        """Take a key back for good; return it as it was."""
        key = self._find(number)
        if not await self.registry.store.remove(number):
            raise _missing(number)
        await self.registry.load()
        self._note(f"key {number} is removed")
        return self._view(key)

    async def _changed(
        self, number: int, change: Callable[[Key], Key], if_match: str | None = None
    ) -> Key:
        for _ in range(TRIES):
            key = self._find(number)
            if not is_meant(if_match, str(key.version)):
                raise KeeperRefused(412, f"key {number} has been changed since: read it again")
            changed = await self.registry.store.change(change(key))
            await self.registry.load()
            if changed is not None:
                return changed
        raise KeeperRefused(409, f"key {number} is being changed by somebody else: try again")

    def _find(self, number: int) -> Key:
        if number == MAIN_ID:
            raise KeeperRefused(400, "this is the `apiKey` of the settings: change it there")
        key = self.registry.key(number)
        if key is None:
            raise _missing(number)
        return key

    def _view(self, key: Key) -> KeyView:
        use = self.admission.use_of(key.id)
        return view(key, use, self.registry.used_at(key), self.clock.now())

    def _note(self, told: str) -> None:
        self.journal.note(KeeperActed(told))


def _mint() -> Minted:
    return minted(secrets.token_bytes(ENTROPY_BYTES))


def _missing(number: int) -> KeeperRefused:
    return KeeperRefused(404, f"there is no key {number}")


def _members(change: KeyChange) -> dict[str, Any]:
    """Return the members of a key that are to be changed, apart from its limits."""
    members: dict[str, Any] = {}
    if change.name is not msgspec.UNSET:
        members["name"] = _text("name", change.name)
    if change.note is not msgspec.UNSET:
        members["note"] = _note(change.note)
    if change.group is not msgspec.UNSET:
        members["group"] = None if change.group is None else _text("group", change.group)
    if change.models is not msgspec.UNSET:
        members["models"] = _patterns(change.models)
    if change.expires_at is not msgspec.UNSET:
        members["expires_at"] = _moment(change.expires_at)
    if change.disabled is not msgspec.UNSET:
        members["disabled"] = change.disabled
    return members


def _limits(limits: Limits, change: KeyLimitsChange) -> Limits:
    wanted = {one.name: getattr(change, one.name) for one in fields(Limits)}
    return replace(limits, **{k: v for k, v in wanted.items() if v is not msgspec.UNSET})


def _text(name: str, found: str) -> str:
    text = found.strip()
    if not text or not text.isprintable():
        raise KeeperRefused(400, f"{name}: it must have characters, and all of them visible")
    return text


def _note(found: str) -> str:
    if "\0" in found:
        raise KeeperRefused(400, "note: it has a character that is none (U+0000)")
    return found


def _patterns(found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_text("models", pattern) for pattern in found))


def _moment(found: datetime | None) -> float | None:
    """Return epoch seconds; a time without a zone is UTC."""
    if found is None:
        return None
    seconds = (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    if not 0 <= seconds < _LAST_MOMENT:
        raise KeeperRefused(400, "expiresAt: it must be between the years 1970 and 9999")
    return seconds
