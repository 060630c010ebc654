"""What a client may have."""

import pytest

from kiro_py.clients.client import MAIN, Client
from kiro_py.exchange.permission import may_have, not_allowed, reach_of
from kiro_py.pool.reach import EVERYWHERE, Reach

SONNETS = Client(id=1, name="Ada", group="team", models=("claude-sonnet-*", "quick"))


def test_a_client_reaches_its_group():
    """Whoever has none reaches everybody, and a pass one credential."""
    assert EVERYWHERE == reach_of(MAIN)
    assert Reach("team") == reach_of(SONNETS)
    assert Reach(credential_id=7) == reach_of(Client(id=-1, credential_id=7))


@pytest.mark.parametrize(
    ("expected", "name", "model_id"),
    [
        (True, "claude-3-7-sonnet-latest", "claude-sonnet-4.5"),
        (False, "claude-sonnet-9-no-opus", "claude-opus-4.6"),
        (True, "quick", "claude-haiku-4.5"),
        (False, "slow", "claude-haiku-4.5"),
        (False, "claude-haiku-4-5", "claude-haiku-4.5"),
    ],
    ids=["another name", "a misleading name", "the owner's name", "another one", "the model"],
)
def test_the_model_counts_and_not_its_name(*, expected: bool, name: str, model_id: str):
    """No name of the client's own leads round the patterns; a name of the owner's is a model."""
    assert expected is may_have(SONNETS, name, model_id, {"quick", "slow"})


def test_whoever_has_no_patterns_may_have_all():
    """The settings' own key is such a one."""
    assert may_have(MAIN, "gpt", "gpt", ())


def test_a_refusal_says_what_may_be_had():
    """It is a fault of the key and not of the sign-in, and trying again is vain."""
    refused = not_allowed(SONNETS, "opus")
    assert (403, "permission_error", False) == (
        refused.status,
        refused.error_type,
        refused.should_retry,
    )
    assert (
        "this key may not use the model 'opus': it may use claude-sonnet-*, quick"
        == refused.message
    )
