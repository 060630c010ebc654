"""The account's models, asked for now and then."""

import asyncio
from dataclasses import replace

import pytest

from fakes import FakeClock, FakeUpstream, Forgetful, Notes
from fakes_credentials import BOOK, MemoryStore, answer, api_key
from jumping_loop import run_jumping
from kiro_py.clients.client import Client
from kiro_py.errors import GatewayError, RenewalFailed, RequestRefused, UpstreamUnreachable
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.book import Book
from kiro_py.exchange.catalogue import (
    FIRST_SECONDS,
    FRESH_SECONDS,
    MOST_PARTS,
    RETRY_SECONDS,
    ROUND_SECONDS,
    Catalogue,
)
from kiro_py.exchange.lease import Errand, Leases
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.renew import Renewer
from kiro_py.pool.credential import Credential
from kiro_py.pool.reach import Reach
from kiro_py.ports.journal import ModelsUnlisted
from kiro_py.ports.upstream import HttpAnswer
from kiro_py.translate.model_list import listing

LISTED = answer(200, {"models": [{"modelId": "claude-opus-9"}]})
NEWER = answer(200, {"models": [{"modelId": "claude-opus-10"}]})
DOWN = UpstreamUnreachable("connect", host="management")
REFUSED = answer(403, {"message": "no"})


class World:
    """A catalogue, and everything around it."""

    def __init__(
        self, *answers: HttpAnswer | GatewayError, delay: float = 0.0, is_signed_in: bool = True
    ) -> None:
        self.upstream, self.notes = FakeUpstream(answers, delay=delay), Notes()
        self.store = store = MemoryStore(*([api_key(), api_key(id=2)] if is_signed_in else []))
        clock = FakeClock()
        renewer = Renewer(
            store=store, upstream=self.upstream, clock=clock, journal=self.notes, book=BOOK
        )
        self.catalogue = Catalogue(self.upstream, Addressing(BOOK), clock, self.notes)
        self.fresh = renewer.fresh
        self.leases = Leases(
            store,
            renewer,
            Book(Forgetful(), clock, self.notes),
            clock,
            models_of=self.catalogue.models_of,
        )

    @property
    def ids(self) -> list[str]:
        return [model.id for model in self.catalogue.models()]

    @property
    def hosts(self) -> list[str]:
        return [call.url.split("/")[2].partition(".")[0] for call in self.upstream.calls]

    async def refresh(self) -> None:
        await self.catalogue.refresh(self.leases, self.fresh)

    async def keep(self) -> None:
        await self.catalogue.keep(self.leases, self.fresh)

    async def use(self, credential_id: int, model: str = "") -> int:
        """Use a credential for a request; return which one it was."""
        others = {known.id for known in self.store.credentials()} - {credential_id}
        with await self.leases.take(Errand(model, excluded=frozenset(others))) as lease:
            return lease.credential.id


def refreshed(subject: World) -> bool:
    run_jumping(subject.refresh())
    return subject.catalogue.available is not None


def test_the_account_s_own_list_is_told():
    """What the service lists is what clients see."""
    subject = World(LISTED)
    assert refreshed(subject)
    assert ["claude-opus-9"] == subject.ids


def test_a_model_is_told_by_its_name():
    """Whatever name a client knows it by."""
    subject = World(LISTED)
    assert refreshed(subject)
    assert "claude-opus-9" == subject.catalogue.model("claude-opus-9").id
    assert "claude-opus-9[1m]" == subject.catalogue.model("claude-opus-9[1m]").id


def test_without_a_list_the_table_serves():
    """Before the first answer clients see the models of the fallback table."""
    assert [model.id for model in listing(None)] == World().ids


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(REFUSED, id="refused"),
        pytest.param(answer(200, {"models": []}), id="empty"),
        pytest.param(answer(200, {"models": None}), id="not a list"),
        pytest.param(answer(200, b"<html>"), id="not JSON"),
        pytest.param(answer(200, b"\xff"), id="not text"),
    ],
)
def test_a_host_that_does_not_list_is_passed_over(bad: HttpAnswer):
    """The next host of the list is asked."""
    subject = World(bad, LISTED)
    assert refreshed(subject)
    assert ["management", "q"] == subject.hosts
    assert ["claude-opus-9"] == subject.ids


@pytest.mark.parametrize(
    ("subject", "why"),
    [
        pytest.param(
            World(DOWN, DOWN), "no host lists models for this credential", id="unreachable"
        ),
        pytest.param(
            World(REFUSED, REFUSED), "no host lists models for this credential", id="refused"
        ),
        pytest.param(
            World(is_signed_in=False), "of 0 credentials none can be used", id="no credential"
        ),
    ],
)
def test_a_list_that_does_not_come_is_noted(subject: World, why: str):
    """The journal hears why, once."""
    assert not refreshed(subject)
    assert [ModelsUnlisted(why)] == subject.notes.happenings


def test_what_was_known_stays():
    """A failure does not take the models away."""
    subject = World(LISTED, REFUSED, REFUSED)

    async def main() -> None:
        await subject.refresh()
        await asyncio.sleep(FRESH_SECONDS)
        await subject.use(1)
        await subject.refresh()

    run_jumping(main())
    assert [] == subject.upstream.answers
    assert ["claude-opus-9"] == subject.ids


@pytest.mark.parametrize(
    ("answers", "seconds"),
    [
        pytest.param((LISTED, NEWER), FRESH_SECONDS, id="after a list"),
        pytest.param((REFUSED, REFUSED, NEWER), RETRY_SECONDS, id="after a failure"),
    ],
)
def test_the_list_is_asked_for_again(answers: tuple[HttpAnswer, ...], seconds: float):
    """Hourly while it comes, sooner when it did not."""
    subject = World(*answers)

    async def main() -> None:
        async with Pending(subject.keep()):
            await asyncio.sleep(seconds - 1)
            assert 1 == len(subject.upstream.answers)
            await subject.use(1)
            await asyncio.sleep(ROUND_SECONDS + 1)

    run_jumping(main())
    assert ["claude-opus-10"] == subject.ids


def test_an_idle_gateway_asks_nobody():
    """A list that nobody has used since is left alone."""
    subject = World(LISTED)

    async def main() -> None:
        async with Pending(subject.keep()):
            await asyncio.sleep(10 * FRESH_SECONDS)

    run_jumping(main())
    assert ["claude-opus-9"] == subject.ids


def test_every_credential_in_use_has_its_own_list():
    """Clients see what any plan has; a request goes to a plan that has its model."""
    subject = World(LISTED, NEWER)

    async def main() -> tuple[int, int]:
        await subject.refresh()
        await subject.use(2)
        await subject.refresh()
        with await subject.leases.take(Errand("claude-opus-10")) as newer:
            pass
        with await subject.leases.take(Errand("claude-opus-9")) as older:
            return newer.credential.id, older.credential.id

    assert (2, 1) == run_jumping(main())
    assert {"claude-opus-9", "claude-opus-10"} == set(subject.ids)


def test_a_credential_that_is_gone_takes_its_models_along():
    """What only its plan had is offered no longer."""
    subject = World(LISTED, NEWER)

    async def main() -> None:
        await subject.refresh()
        await subject.use(2)
        await subject.refresh()
        del subject.store.known[2]
        await subject.refresh()

    run_jumping(main())
    assert ["claude-opus-9"] == subject.ids


def grouped(subject: World) -> None:
    """Put the second credential into a group of its own."""
    subject.store.known[2] = replace(subject.store.known[2], groups=("team",))


def test_a_group_has_the_models_of_its_own_plans():
    """One of each group is asked at the start, and nobody sees what only others have."""
    subject = World(LISTED, NEWER)
    grouped(subject)
    assert refreshed(subject)
    within = subject.leases.within(Reach("team"))
    team = [model.id for model in subject.catalogue.models(within=within)]
    assert (["claude-opus-10"], {"claude-opus-9", "claude-opus-10"}) == (team, set(subject.ids))
    assert {"claude-opus-10"} == set(subject.catalogue.available_to(within) or ())
    with pytest.raises(RequestRefused, match="model: gpt-9"):
        subject.catalogue.model("gpt-9", within=within)


def test_a_group_whose_list_does_not_come_is_left_alone_for_a_while():
    """Until there is one it sees the table, and never the list of others."""
    subject = World(LISTED, REFUSED, REFUSED, NEWER)
    grouped(subject)

    async def main() -> list[str]:
        await subject.refresh()
        await subject.refresh()
        seen = subject.catalogue.models(within=subject.leases.within(Reach("team")))
        assert 1 == len(subject.upstream.answers)
        await asyncio.sleep(RETRY_SECONDS)
        await subject.refresh()
        return [model.id for model in seen]

    assert [model.id for model in listing(None)] == run_jumping(main())
    assert "claude-opus-10" in subject.ids


def test_a_change_of_a_plan_is_a_change_for_its_groups():
    """What was put together for a group does not outlive the lists that it is made of."""
    subject = World(LISTED, NEWER, NEWER)
    grouped(subject)

    async def main() -> None:
        await subject.refresh()
        assert subject.catalogue.available_to(frozenset({1}))
        del subject.store.known[1]
        await subject.refresh()

    run_jumping(main())
    assert None is subject.catalogue.available_to(frozenset({1}))


def test_only_so_many_groups_are_remembered():
    """Whoever makes up groups by the thousand costs time, and no memory."""
    subject = World(LISTED)
    assert refreshed(subject)
    for number in range(3 * MOST_PARTS):
        subject.catalogue.available_to(frozenset({1, number}))
    assert MOST_PARTS >= len(subject.catalogue._parts)


def test_a_client_sees_the_models_that_it_may_have():
    """The others are hidden, under any of their names; what the owner names can be allowed."""
    subject = World(answer(200, {"models": [{"modelId": "claude-opus-9"}, {"modelId": "glm-5"}]}))
    subject.catalogue.aliases = {"quick": "claude-opus-9", "slow": "claude-opus-9"}
    assert refreshed(subject)
    client = Client(id=1, models=("glm-*", "quick"))
    assert ["glm-5", "quick"] == [model.id for model in subject.catalogue.models(client)]
    assert "quick" == subject.catalogue.model("quick", client).id
    with pytest.raises(RequestRefused, match="model: claude-opus-9") as refused:
        subject.catalogue.model("claude-opus-9", client)
    assert 404 == refused.value.status


def test_one_whose_token_cannot_be_renewed_is_not_asked():
    """Its list stays unknown, and the journal hears why."""
    subject = World(LISTED)

    async def fresh(_: Credential) -> Credential:
        raise RenewalFailed("the service is down", is_final=False)

    async def main() -> None:
        await subject.refresh()
        await subject.use(2)
        await subject.catalogue.refresh(subject.leases, fresh)

    run_jumping(main())
    assert None is subject.catalogue.models_of(2)
    assert [ModelsUnlisted("the service is down")] == subject.notes.happenings


@pytest.mark.parametrize(
    ("delay", "expected"),
    [
        pytest.param(1.0, 1.0, id="until it is there"),
        pytest.param(60.0, FIRST_SECONDS, id="not for ever"),
    ],
)
def test_a_start_waits_for_the_list(delay: float, expected: float):
    """The first requests find the account's models, unless the service is slow."""
    subject = World(LISTED, delay=delay)

    async def main() -> float:
        async with Pending(subject.keep()):
            await subject.catalogue.wait_first()
            return asyncio.get_running_loop().time()

    assert expected == run_jumping(main())


def test_the_models_of_one_plan_are_asked_for():
    """Once; the next question is answered with what is known."""
    subject = World(LISTED)

    async def work() -> list[list[str]]:
        found = [await subject.catalogue.learn(api_key(), subject.fresh) for _ in range(2)]
        return [list(models or ()) for models in found]

    assert [["claude-opus-9"]] * 2 == run_jumping(work())
    assert ["management"] == subject.hosts


def test_a_plan_that_is_not_told_is_not_known():
    """It is not asked for again at once."""
    subject = World(DOWN, DOWN)

    async def work() -> list[object]:
        return [await subject.catalogue.learn(api_key(), subject.fresh) for _ in range(2)]

    assert [None, None] == run_jumping(work())
