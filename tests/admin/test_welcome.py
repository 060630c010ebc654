"""How far a sign-in has come, as its keeper sees it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from exchange.sign_in.entrance import COMPANY, Entrance, entrance, visited
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.welcome import Welcome
from kiro_py.exchange.sign_in.guests import MAX_WAITING, Guests
from kiro_py.exchange.sign_in.visits import Invitation
from kiro_py.simulator.faults.effects import Answer
from kiro_py.wire.admin.sign_ins import NewSignIn


@dataclass(frozen=True)
class Door:
    """The keeper's side of the entrance."""

    entrance: Entrance
    welcome: Welcome

    async def refused(self, **members: Any) -> KeeperRefused:
        with pytest.raises(KeeperRefused) as refused:
            await self.welcome.begin(NewSignIn(**members))
        return refused.value


@asynccontextmanager
async def door(directory: Path) -> AsyncGenerator[Door]:
    async with entrance(directory) as subject:
        guests = Guests(subject.reception, subject.waiting, lambda _: None, lambda _: None)
        async with guests:
            yield Door(subject, Welcome(guests))


async def test_a_sign_in_is_shown(tmp_path: Path):
    """What to open, what to type, and until when."""
    async with door(tmp_path) as subject:
        view = await subject.welcome.begin(
            NewSignIn(method="idc", start_url=COMPANY, region="us-east-1")
        )
        (grant,) = subject.entrance.kiro.world.grants.waiting
        assert ("idc", "waiting", grant.user_code) == (view.method, view.state, view.user_code)
        expected = datetime.fromtimestamp(grant.expires_at, UTC)
        assert abs((expected - view.expires_at).total_seconds()) < 5
        assert view == subject.welcome.find(view.id)


async def test_an_address_is_brought(tmp_path: Path):
    """Then it is done, and has a number."""
    async with door(tmp_path) as subject:
        view = await subject.welcome.begin(NewSignIn(method="social-browser", email="ada"))
        shown = Invitation(view.address, None, needs_callback=True, expires_at=0)
        url = await visited(subject.entrance.kiro, shown)
        done = await subject.welcome.bring(view.id, url)
        assert ("done", 1) == (done.state, done.credential_id)
        assert "ada" == subject.entrance.credential.email
        with pytest.raises(KeeperRefused, match="has ended: credential 1 is added"):
            await subject.welcome.bring(view.id, url)


async def test_a_sign_in_without_an_address_wants_none(tmp_path: Path):
    """It is told that there is nothing to bring."""
    async with door(tmp_path) as subject:
        view = await subject.welcome.begin(NewSignIn(method="builder-id"))
        with pytest.raises(KeeperRefused, match="ends by itself") as refused:
            await subject.welcome.bring(view.id, "http://localhost:3128/oauth/callback")
        assert 400 == refused.value.status


async def test_it_can_be_cancelled(tmp_path: Path):
    """And is shown as such."""
    async with door(tmp_path) as subject:
        view = await subject.welcome.begin(NewSignIn(method="social-browser"))
        assert "cancelled" == subject.welcome.cancel(view.id).state


async def test_refusals_have_true_statuses(tmp_path: Path):
    """A credential that is not there, too many at once, a service that does not want it."""
    async with door(tmp_path) as subject:
        missing = await subject.refused(method="builder-id", credential_id=9)
        subject.entrance.kiro.faults.add(Answer(status=500), operation="RegisterClient")
        unwanted = await subject.refused(method="builder-id")
        for _ in range(MAX_WAITING):
            await subject.welcome.begin(NewSignIn(method="social-browser"))
        crowded = await subject.refused(method="social-browser")
    assert (404, 502, 429) == (missing.status, unwanted.status, crowded.status)
    assert {"retry-after": "60"} == crowded.headers


async def test_what_is_not_there_is_told(tmp_path: Path):
    """Whatever is wanted of it."""
    async with door(tmp_path) as subject:
        with pytest.raises(KeeperRefused, match="no such sign-in"):
            subject.welcome.find("example")
