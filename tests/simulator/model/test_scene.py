"""What the model knows when it answers."""

from dataclasses import replace
from typing import Any

import pytest

from kiro_py.simulator.model.catalogue import MODELS
from kiro_py.simulator.model.conversation import read_conversation
from kiro_py.simulator.model.scene import Scene
from simulator.bodies import Body, assistant, body, said, user
from simulator.worlds import world_of

TAGS = "<thinking_mode>enabled</thinking_mode>"


def scene_of(request: Body) -> Scene:
    world, conversation = world_of(), read_conversation(request)
    assert conversation is not None
    model = MODELS[conversation.current.model_id or "auto"]
    return Scene(conversation, model, world.signer("social", model.id), world.recordings)


@pytest.mark.parametrize(
    ("model", "fields", "expected"),
    [
        ("claude-opus-4.8", None, None),
        ("claude-opus-4.8", {"thinking": {"type": "adaptive"}}, "native"),
        ("claude-opus-4.8", {"thinking": {"type": "disabled"}}, None),
        ("claude-opus-5", None, "native"),
        ("claude-opus-5", {"thinking": {"type": "disabled"}}, None),
        ("gpt-5.6-sol", None, None),
        ("gpt-5.6-sol", {"reasoning": {"effort": "high"}}, "redacted"),
        ("gpt-5.6-sol", {"reasoning": {"effort": "none"}}, None),
        ("claude-sonnet-4.5", None, None),
    ],
)
def test_models_think_when_asked(model: str, fields: Any, expected: str | None):
    """A model with native reasoning thinks when its fields say so; some think unasked."""
    assert expected == scene_of(said("a", model=model, fields=fields)).thinking


@pytest.mark.parametrize(
    ("request_body", "expected"),
    [
        (said(f"{TAGS}\na"), "tags"),
        (body(user(f"{TAGS}\na"), assistant("b"), user("c")), "tags"),
        (said("<thinking_mode>disabled</thinking_mode>\na"), None),
        (body(user("a"), assistant("b"), user(f"{TAGS}c")), None),
    ],
    ids=["prompt", "first turn", "disabled", "a later turn"],
)
def test_older_models_think_in_tags(request_body: Body, expected: str | None):
    """The tag in the first turn makes an older model think in tags."""
    assert expected == scene_of(request_body).thinking


@pytest.mark.parametrize(("fields", "expected"), [(None, 128_000), ({"max_tokens": 2_000}, 2_000)])
def test_an_answer_has_a_limit(fields: Any, expected: int):
    """Without a limit of the request the model's own counts."""
    assert expected == scene_of(said("a", model="claude-opus-5", fields=fields)).max_tokens


def test_omitted_reasoning_is_not_shown():
    """The display of reasoning can be switched off."""
    omitted = {"thinking": {"type": "adaptive", "display": "omitted"}}
    shown = [
        scene_of(said("a", model="claude-opus-5", fields=fields)).shows_reasoning
        for fields in (omitted, None)
    ]

    assert [False, True] == shown


def test_the_model_counts_the_question():
    """What a question takes depends on the model that is asked."""
    scene = scene_of(said("a"))
    doubled = replace(scene, model=replace(scene.model, factor=2.0, offset=1))

    assert 2 * scene.input_tokens + 1 == doubled.input_tokens
