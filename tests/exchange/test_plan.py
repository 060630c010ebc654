"""What is going to be asked."""

from dataclasses import replace

import msgspec
import pytest

from kiro_py.clients.client import Client
from kiro_py.errors import (
    GatewayError,
    RequestRefused,
    UpstreamBroken,
    UpstreamRefused,
)
from kiro_py.exchange.again import Tries
from kiro_py.exchange.ask import Ask
from kiro_py.exchange.counting import Counting
from kiro_py.exchange.plan import Planner, told
from kiro_py.kiro.refusals import classify
from kiro_py.pool.reach import EVERYWHERE, Reach
from kiro_py.translate.models import known
from kiro_py.translate.reply import ThinkingShown
from kiro_py.wire.anthropic.content import Base64Source, ImageBlock, TextBlock, ThinkingBlock
from kiro_py.wire.anthropic.request import Message, MessagesRequest, Thinking, Tool

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
    "WjR9awAAAABJRU5ErkJggg=="
)
HELLO = MessagesRequest(
    model="claude-opus-4-6",
    max_tokens=100,
    messages=(Message("user", (TextBlock("hello"),)),),
    stream=True,
)
PLANNER = Planner({"fast": "claude-haiku-4.5"}, lambda _: None)


def ask(request: MessagesRequest = HELLO, **changes: object) -> Ask:
    return Ask(msgspec.structs.replace(request, **changes), "req_1", "msg_1")


def refused(body: bytes, status: int = 400) -> UpstreamRefused:
    return UpstreamRefused(classify(status, {}, body), upstream_status=status)


TOO_LONG = refused(b'{"message":"Input is too long."}')
TOO_LARGE = refused(b'{"message":"Failed to buffer the request body: length limit exceeded"}')
UNKNOWN = refused(b'{"message":"Invalid model.","reason":"INVALID_MODEL_ID"}')


@pytest.mark.parametrize(
    ("model", "expected"),
    [("claude-opus-4-6", "claude-opus-4.6"), ("fast", "claude-haiku-4.5")],
)
def test_a_name_becomes_a_model(model: str, expected: str):
    """Names and aliases are resolved, and the reply bears the name that was asked for."""
    plan = PLANNER.plan(ask(model=model))

    assert expected == plan.model.id
    assert model == plan.terms.model
    assert plan.input_tokens > 0


@pytest.mark.parametrize(
    ("thinking", "shown"),
    [
        (None, ThinkingShown.NOTHING),
        (Thinking("disabled"), ThinkingShown.NOTHING),
        (Thinking("adaptive"), ThinkingShown.WHOLE),
        (Thinking("adaptive", display="summarized"), ThinkingShown.WHOLE),
        (Thinking("adaptive", display="omitted"), ThinkingShown.SIGNATURE_ONLY),
    ],
)
def test_thinking_is_shown_as_asked(thinking: Thinking | None, shown: ThinkingShown):
    """A client sees as much of the reasoning as it wants."""
    assert shown is PLANNER.plan(ask(thinking=thinking)).terms.thinking


@pytest.mark.parametrize(
    ("extracts", "is_streamed", "reads"),
    [(True, True, True), (True, False, True), (False, True, True), (False, False, False)],
)
def test_tags_are_read_as_configured(*, extracts: bool, is_streamed: bool, reads: bool):
    """`extractThinking` decides about whole answers only."""
    planner = replace(PLANNER, extracts_thinking=extracts)
    request = ask(model="claude-sonnet-4-5", thinking=Thinking("enabled", 2000), stream=is_streamed)

    assert reads is planner.plan(request).terms.reads_tags


def test_what_was_refused_is_left_out():
    """A later try can do without reasoning and without its settings."""
    thought = Message("assistant", (ThinkingBlock("hm", "c2ln"), TextBlock("hi")))
    messages = (*HELLO.messages, thought, *HELLO.messages)
    plan = PLANNER.plan(ask(messages=messages, thinking=Thinking("adaptive")))

    whole = msgspec.json.encode(plan.body(Tries()))
    unreasoned = msgspec.json.encode(plan.body(Tries(is_without_reasoning=True)))
    unset = msgspec.json.encode(plan.body(Tries(is_without_settings=True)))

    assert b"reasoningContent" in whole
    assert b"additionalModelRequestFields" in whole
    assert b"reasoningContent" not in unreasoned
    assert b"additionalModelRequestFields" in unreasoned
    assert b"additionalModelRequestFields" not in unset


def test_a_new_conversation_has_one_id():
    """An id that the service has refused is left, for the same one each time."""
    plan = PLANNER.plan(ask())
    moved = Tries(is_in_new_conversation=True)

    ids = [plan.body(tries).conversation_state.conversation_id for tries in (Tries(), moved, moved)]

    assert plan.conversation_id == ids[0] != ids[1] == ids[2]


def test_a_forgotten_plan_is_not_sent_again():
    """Once the answer streams, nobody may ask twice."""
    plan = PLANNER.plan(ask()).forgotten()

    with pytest.raises(ValueError, match="forgotten"):
        plan.body(Tries())


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (TOO_LONG, "prompt is too long: 1000001 tokens > 1000000 maximum"),
        (TOO_LARGE, "prompt is too long: 1000001 tokens > 1000000 maximum"),
        (UNKNOWN, "model: claude-opus-4-6"),
    ],
    ids=["too long", "too large without media", "unknown model"],
)
def test_refusals_are_told_in_the_request_s_own_words(failure: UpstreamRefused, message: str):
    """Figures and names that only the request knows are filled in."""
    result = told(failure, PLANNER.plan(ask()))

    assert isinstance(result, UpstreamRefused)
    assert message == result.refusal.message


SCHEMA = "tools.{number}.custom.input_schema: input_schema does not support oneOf"


@pytest.mark.parametrize(
    ("number", "ending"),
    [(1, " (tool 'mcp__calendar__find an hour')"), (2, "at the top level")],
    ids=["there", "beyond the last one"],
)
def test_a_refused_tool_is_told_by_its_name(number: int, ending: str):
    """The service counts tools, and knows those with odd names by another one."""
    names = ("Read", "mcp__calendar__find an hour")
    plan = PLANNER.plan(ask(tools=tuple(Tool(name, input_schema={}) for name in names)))

    body = msgspec.json.encode({"message": SCHEMA.format(number=number)})
    result = told(refused(body), plan)

    assert isinstance(result, UpstreamRefused)
    assert result.refusal.message.startswith(f"tools.{number}.custom.input_schema: ")
    assert result.refusal.message.endswith(ending)


def test_a_body_heavy_with_pictures_is_too_large():
    """Clients drop pictures on a 413, and compact on a prompt that is too long."""
    picture = ImageBlock(Base64Source(PNG, "image/png"))
    plan = PLANNER.plan(ask(messages=(Message("user", (picture, TextBlock("see"))),)))

    result = told(TOO_LARGE, plan)

    assert isinstance(result, UpstreamRefused)
    assert 413 == result.refusal.status


@pytest.mark.parametrize(
    "failure",
    [UpstreamBroken("cut"), refused(b'{"message":"Improperly formed request."}')],
    ids=["broken", "improper"],
)
def test_other_failures_are_told_as_they_are(failure: GatewayError):
    """What needs nothing of the request is not touched."""
    assert failure is told(failure, PLANNER.plan(ask()))


def test_an_unknown_model_is_refused():
    """A name that means nothing is a 404 before anything is sent."""
    with pytest.raises(RequestRefused, match="model: gpt-9"):
        PLANNER.plan(ask(model="gpt-9"))


def test_the_account_s_list_is_asked_anew():
    """A model that has appeared is there for the next request."""
    listed = {"claude-opus-9": known("claude-opus-9")}
    planner = replace(PLANNER, available={EVERYWHERE: listed}.get)

    assert "claude-opus-9" == planner.plan(ask(model="claude-opus-9")).model.id


def test_a_client_that_may_not_have_a_model_is_told_so():
    """Whatever it calls the model; one that it may have is wanted of its own group."""
    client = Client(id=1, group="team", models=("claude-opus-*",))
    with pytest.raises(RequestRefused, match="it may use claude-opus-") as refusal:
        PLANNER.plan(replace(ask(model="sonnet"), client=client))
    assert 403 == refusal.value.status
    plan = PLANNER.plan(replace(ask(model="claude-opus-4-6"), client=client))
    assert Reach("team") == plan.errand(frozenset()).reach


def test_a_name_is_looked_up_among_what_its_client_can_have():
    """A model of another group's plan is not there."""
    listed = {Reach("team"): {"claude-opus-9": known("claude-opus-9")}}
    planner = replace(PLANNER, available=listed.get)
    team = Client(id=1, group="team")
    assert "claude-opus-4.6" == planner.plan(ask(model="claude-opus-9")).model.id
    found = planner.plan(replace(ask(model="claude-opus-9"), client=team))
    assert "claude-opus-9" == found.model.id


def test_what_was_learned_of_the_model_is_expected():
    """A plan knows our own count, and what the upstream will make of it."""
    counting = Counting()
    for _ in range(8):
        for weight in (10, 1_000, 100_000):
            counting.learn("claude-opus-4.6", weight, 2 * weight + 2_000)
    planner = replace(PLANNER, counting=counting)
    plan, other = planner.plan(ask()), planner.plan(ask(model="fast"))

    assert 2 * plan.estimate + 2_000 == pytest.approx(plan.input_tokens, abs=20)
    assert other.estimate == other.input_tokens
