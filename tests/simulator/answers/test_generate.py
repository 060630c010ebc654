"""Generating: who pays, who answers."""

from kiro_py.simulator.accounts.account import Account, Kind
from kiro_py.simulator.answers.generate import generate
from kiro_py.simulator.model.answer import Answer, Recording, text
from kiro_py.simulator.model.scene import Scene
from kiro_py.simulator.replies import Refusal, Stream
from kiro_py.simulator.world import World
from simulator.bodies import said
from simulator.worlds import GENERATE, bearer, bytes_of, call_of, events, words_of, world_of


def streamed(world: World, prompt: str = "hello") -> Stream:
    reply = generate(call_of(GENERATE, said(prompt), headers=bearer(world)), world)
    assert isinstance(reply, Stream), reply
    return reply


def test_an_answer_is_charged_when_it_is_metered(world: World):
    """The account pays what the metering says, and nothing before it."""
    stream = streamed(world)
    before = world.accounts.credits_used("social")
    name, payload = events(bytes_of(stream.pieces))[-1]

    assert ("meteringEvent", 0.0, payload["usage"]) == (
        name,
        before,
        world.accounts.credits_used("social"),
    )


def test_a_broken_body_is_refused_before_its_sender(world: World):
    """A body that is no JSON is told so even without a token."""
    refusal = generate(call_of(GENERATE, []), world)

    assert isinstance(refusal, Refusal)
    assert "body-not-json" == refusal.rule


def test_a_stranger_is_refused_before_the_body_is_judged(world: World):
    """Without a token nobody learns what is wrong with a body."""
    refusal = generate(call_of(GENERATE, {}), world)

    assert isinstance(refusal, Refusal)
    assert "token-unknown" == refusal.rule


def test_a_script_answers_instead_of_the_model():
    """A script of one's own sees the scene and says what it likes."""

    def script(scene: Scene) -> Answer:
        return Answer((text(f"{scene.model.id} heard {scene.conversation.current.content}"),))

    found = events(bytes_of(streamed(world_of(script=script)).pieces))

    assert "claude-sonnet-4.5 heard hello" == words_of(found)


def test_a_script_may_replay_a_recording():
    """A recording is sent in pieces of the size that was asked for."""
    stream = streamed(world_of(script=lambda _: Recording(b"abcde", 2, 0.5)))

    assert ([b"ab", b"cd", b"e"], 0.5) == (
        [piece.data for piece in stream.pieces],
        stream.seconds_between,
    )


def test_the_pace_of_the_world_is_the_pace_of_the_stream():
    """A pace in tokens per second is a pause before each token."""
    assert 0.05 == streamed(world_of(pace=20)).seconds_between


def test_a_plan_is_kept_to():
    """A model that is not in the account's plan does not answer."""
    world = world_of(accounts=[Account(name="social", kind=Kind.SOCIAL, models=("auto",))])
    refusal = generate(call_of(GENERATE, said("hello"), headers=bearer(world)), world)

    assert isinstance(refusal, Refusal)
    assert "INVALID_MODEL_ID" == refusal.reason
