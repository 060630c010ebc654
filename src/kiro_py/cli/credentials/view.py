"""A credential as a list shows it: whose it is, what it may do, what is wrong with it."""

from collections.abc import Mapping
from typing import Final

import msgspec

from kiro_py.cli.credentials.words import lasting, stamp
from kiro_py.config.credentials import KEY_VARIABLE, LoadedCredentials
from kiro_py.config.foreign.found import judged, name_of
from kiro_py.kiro.address import account_of
from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.pool.roster import Entry
from kiro_py.pool.standing import Standing, State, elapse

NOBODY: Final = "-"


class View(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """One line of a list; times are RFC 3339, `state` is a word of the pool's or of the file's."""

    id: int
    sign_in: str
    name: str
    state: str
    priority: int = 0
    plan: str | None = None
    expires_at: str | None = None
    expires_in_seconds: int | None = None
    until: str | None = None
    reason: str | None = None
    problems: tuple[str, ...] = ()

    @property
    def token(self) -> str:
        """How long the token lives, for people."""
        if self.expires_in_seconds is None:
            return NOBODY
        if self.expires_in_seconds <= 0:
            return f"ended {lasting(self.expires_in_seconds)} ago"
        return lasting(self.expires_in_seconds)

    @property
    def note(self) -> str:
        """What is to be known besides the state, for people."""
        ends = f"until {self.until}" if self.until else ""
        return "; ".join(filter(None, (ends, self.reason, *self.problems)))


def views(
    loaded: LoadedCredentials, standings: Mapping[int, Standing], now: float
) -> tuple[View, ...]:
    """Return every credential of the environment and of the file, the broken ones too."""
    guests = [_view(guest, {}, standings, now) for guest in loaded.guests]
    return (*guests, *(_entry(entry, standings, now) for entry in loaded.roster.entries))


def _entry(entry: Entry, standings: Mapping[int, Standing], now: float) -> View:
    if entry.credential is not None:
        return _view(entry.credential, entry.members, standings, now)
    return View(
        id=entry.id,
        sign_in=NOBODY,
        name=name_of(entry.members, NOBODY),
        state="misconfigured",
        problems=judged("", entry.members).problems,
    )


def _view(
    credential: Credential,
    members: Mapping[str, object],
    standings: Mapping[int, Standing],
    now: float,
) -> View:
    standing = elapse(standings.get(credential.id, Standing()), now)
    expires_at = credential.tokens.expires_at
    has_token = credential.auth_method is not AuthMethod.API_KEY and expires_at is not None
    return View(
        id=credential.id,
        sign_in=account_of(credential).value,
        name=name_of(members, NOBODY) if credential.persists else KEY_VARIABLE,
        state="disabled" if credential.disabled else standing.state.value,
        priority=credential.priority,
        plan=credential.subscription_title,
        expires_at=stamp(expires_at) if has_token and expires_at is not None else None,
        expires_in_seconds=int(expires_at - now) if has_token and expires_at is not None else None,
        until=None if standing.until is None else stamp(standing.until),
        reason=None if standing.state is State.READY else standing.message or standing.reason,
    )
