"""The models as the keeper sees them."""

from typing import Any

from fakes import FakeClock, FakeUpstream, Forgetful, Notes
from fakes_credentials import BOOK, NOW, MemoryStore, answer, social
from jumping_loop import run_jumping
from kiro_py.compose.model_shelf import model_list
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.book import Book
from kiro_py.exchange.catalogue import Catalogue
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.renew import Renewer
from kiro_py.wire.admin.settings import ModelList


def listed(*entries: dict[str, Any], aliases: dict[str, str] | None = None) -> ModelList:
    """Return the models of an account that lists these, none before it has been asked."""
    store, clock, notes = MemoryStore(social()), FakeClock(NOW), Notes()
    upstream = FakeUpstream([answer(200, {"models": list(entries)})])
    renewer = Renewer(store=store, upstream=upstream, clock=clock, journal=notes, book=BOOK)
    leases = Leases(store, renewer, Book(Forgetful(), clock, notes), clock)
    catalogue = Catalogue(upstream, Addressing(BOOK), clock, notes, aliases)

    async def run() -> ModelList:
        if entries:
            async with renewer:
                await catalogue.learn(store.credentials()[0], renewer.fresh)
        return model_list(catalogue, leases)

    return run_jumping(run())


def test_before_any_list_comes_those_are_shown_that_every_plan_has():
    """Whose they are is not known."""
    found = listed()
    assert (False, {()}) == (found.is_known, {item.credential_ids for item in found.items})
    assert "claude-sonnet-4-5" in [item.id for item in found.items]
    assert [("sonnet", "claude-sonnet-4.5")] == list(found.fallback[:1])


def test_a_model_is_shown_with_what_the_plan_says_of_it():
    """Under the name that clients are told."""
    limits = {"maxInputTokens": 1_000, "maxOutputTokens": 100}
    entry = {
        "modelId": "claude-opus-4.8",
        "modelName": "Opus",
        "tokenLimits": limits,
        "rateMultiplier": 2.2,
        "rateUnit": "Credit",
    }
    found = listed(entry, aliases={"best": "claude-opus-4-8"})
    opus, best = found.items
    assert (
        "claude-opus-4-8",
        "Opus",
        None,
        "claude-opus-4.8",
        1_000,
        100,
        2.2,
        "Credit",
        (1,),
    ) == (
        opus.id,
        opus.name,
        opus.alias_of,
        opus.upstream_id,
        opus.input_tokens,
        opus.output_tokens,
        opus.rate,
        opus.rate_unit,
        opus.credential_ids,
    )
    assert ("best", "claude-opus-4-8", "claude-opus-4.8") == (
        best.id,
        best.alias_of,
        best.upstream_id,
    )
