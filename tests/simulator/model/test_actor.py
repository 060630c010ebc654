"""The scripted model's dialogues."""

from typing import Any

import pytest

from kiro_py.simulator.model.actor import perform
from kiro_py.simulator.model.answer import (
    Answer,
    Reasoning,
    Recording,
    RedactedReasoning,
    Text,
    ToolCalls,
)
from kiro_py.simulator.model.catalogue import MODELS
from kiro_py.simulator.model.conversation import read_conversation
from kiro_py.simulator.model.scene import Scene
from kiro_py.simulator.world import World
from simulator.bodies import (
    WEATHER,
    Body,
    assistant,
    body,
    document,
    image,
    result,
    said,
    tool,
    use,
    user,
)
from simulator.worlds import world_of

PATH = {
    "type": "object",
    "properties": {"file_path": {"type": "string"}},
    "required": ["file_path"],
}
COMMAND = {"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}
TOOLS = [tool("Read", PATH), tool("Bash", COMMAND), tool("weather", WEATHER), tool("now")]
ERRAND = "Read the file hello.txt and run `wc -c hello.txt`"
ADAPTIVE = {"thinking": {"type": "adaptive"}}
OPUS = "claude-opus-4.8"


def scene_of(request: Body, world: World) -> Scene:
    conversation = read_conversation(request)
    assert conversation is not None
    model = MODELS[conversation.current.model_id or "auto"]
    return Scene(conversation, model, world.signer("social", model.id), world.recordings)


def answer_to(request: Body) -> Answer:
    answer = perform(scene_of(request, world_of()))
    assert isinstance(answer, Answer)
    return answer


def spoken(answer: Answer) -> str:
    return "".join("".join(part.words) for part in answer.parts if isinstance(part, Text))


def called(answer: Answer) -> list[tuple[str, Any]]:
    return [
        (call.name, call.arguments)
        for part in answer.parts
        if isinstance(part, ToolCalls)
        for call in part.calls
    ]


def with_tools(*turns: Body) -> Body:
    return body(*turns, tools=TOOLS)


@pytest.mark.parametrize(
    ("request_body", "expected"),
    [
        pytest.param(
            said("How are you?"),
            "Hello! This is Claude Sonnet 4.5, simulated. You said: “How are you?”.",
            id="talk",
        ),
        pytest.param(
            body(user("", images=[image()], documents=[document("plan")]), model="auto"),
            "Hello! This is Auto, simulated. You showed me an image (png), the document plan.",
            id="media",
        ),
        pytest.param(said("say: <b>Hi</b>\n\nyou"), "<b>Hi</b>\n\nyou", id="say"),
        pytest.param(said("count to 4"), "1, 2, 3, 4.", id="count"),
        pytest.param(said("write 3 words"), "the quick brown ", id="write"),
        pytest.param(said("think about cats"), "I have thought about cats.", id="think"),
        pytest.param(said("read a.txt"), "I have no tool to read a.txt.", id="no tool to read"),
        pytest.param(
            said("call a and b in parallel"), "I have no tool to call a and b.", id="no such tools"
        ),
        pytest.param(
            said("search the web for cats"),
            "I have no tool to search the web for cats.",
            id="no tool to search",
        ),
        pytest.param(said("run `ls`"), "I have no tool to run `ls`.", id="no tool to run"),
        pytest.param(said("write 2 words, count to 2"), "the quick 1, 2.", id="two things"),
        pytest.param(said("play nothing"), "I have no recording named nothing.", id="no recording"),
    ],
)
def test_prompts_are_answered(request_body: Body, expected: str):
    """A prompt without tools is answered in words."""
    assert expected == spoken(answer_to(request_body))


def test_an_errand_is_run_step_by_step():
    """A file is read, a command is run, and the results are quoted; then it is over."""
    context = "# Environment\n - Primary working directory: /srv/task"
    turns = [user(f"{ERRAND}\n\n{context}")]
    first = answer_to(with_tools(*turns))
    turns += [assistant("", uses=[use("t1", "Read", {"file_path": "/srv/task/hello.txt"})])]
    turns += [user(results=[result("t1", "Hello")])]
    second = answer_to(with_tools(*turns))
    turns += [assistant("", uses=[use("t2", "Bash", {"command": "wc -c hello.txt"})])]
    turns += [user(results=[result("t2", "5 hello.txt")])]
    last = answer_to(with_tools(*turns))

    assert [
        [("Read", {"file_path": "/srv/task/hello.txt"})],
        [("Bash", {"command": "wc -c hello.txt"})],
        [],
    ] == [called(first), called(second), called(last)]
    assert [
        "Certainly: I will read hello.txt.",
        "Now I will run `wc -c hello.txt`.",
        "`/srv/task/hello.txt` gave: “Hello”\n\n`wc -c hello.txt` gave: “5 hello.txt”",
    ] == [spoken(first), spoken(second), spoken(last)]


def test_a_failure_is_told():
    """A call that failed is not made again."""
    failed = answer_to(
        with_tools(
            user("call tool now"),
            assistant("", uses=[use("t1", "now")]),
            user(results=[result("t1", "no clock", "error")]),
        )
    )

    assert ("now failed: “no clock”", []) == (spoken(failed), called(failed))


def test_a_search_is_made():
    """A tool that searches the web is called with the query."""
    searching = tool("WebSearch", {"type": "object", "properties": {"query": {}}})
    answer = answer_to(body(user("search the web for cats"), tools=[searching]))

    assert ([("WebSearch", {"query": "cats"})], "Certainly: I will search the web for cats.") == (
        called(answer),
        spoken(answer),
    )


def test_calls_can_be_made_together():
    """Calls in parallel are made in one turn, with ids of their own."""
    prompt = 'call weather with {"city": "Oslo"} and now in parallel, interleaved'
    (_, calls) = answer_to(with_tools(user(prompt))).parts

    assert isinstance(calls, ToolCalls)
    assert ([("weather", {"city": "Oslo"}), ("now", {})], 2, True) == (
        [(call.name, call.arguments) for call in calls.calls],
        len({call.id for call in calls.calls}),
        calls.is_interleaved,
    )


def test_ids_differ_from_turn_to_turn():
    """The same call later in a conversation has another id."""
    later = [assistant("b"), user("call tool now")]

    def id_of(request: Body) -> str:
        (_, calls) = answer_to(request).parts
        assert isinstance(calls, ToolCalls)
        return calls.calls[0].id

    assert id_of(with_tools(user("call tool now"))) != id_of(
        with_tools(user("call tool now"), *later)
    )


def test_the_same_question_has_the_same_answer():
    """Nothing about an answer is left to chance."""
    assert answer_to(with_tools(user(ERRAND))) == answer_to(with_tools(user(ERRAND)))


def test_native_reasoning_is_signed():
    """Reasoning comes first, and its signature is genuine."""
    world = world_of()
    scene = scene_of(said("think about cats", model=OPUS, fields=ADAPTIVE), world)
    answer = perform(scene)

    assert isinstance(answer, Answer)
    reasoning = answer.parts[0]
    assert isinstance(reasoning, Reasoning)
    assert ("genuine", True) == (
        scene.signer.check(reasoning.signature, reasoning.text, ()).value,
        "cats" in reasoning.text,
    )


def test_omitted_reasoning_has_a_signature_only():
    """With the display omitted the words stay inside."""
    fields = {"thinking": {"type": "adaptive", "display": "omitted"}}
    reasoning = answer_to(said("a", model=OPUS, fields=fields)).parts[0]

    assert isinstance(reasoning, Reasoning)
    assert ("", True) == (reasoning.text, bool(reasoning.signature))


@pytest.mark.parametrize(
    ("model", "prompt", "fields"),
    [
        (OPUS, "think secretly about cats", ADAPTIVE),
        ("gpt-5.6-sol", "hello", {"reasoning": {"effort": "low"}}),
    ],
)
def test_reasoning_can_be_redacted(model: str, prompt: str, fields: Body):
    """A secret, and everything that GPT thinks, comes as data."""
    part = answer_to(said(prompt, model=model, fields=fields)).parts[0]

    assert isinstance(part, RedactedReasoning)


def test_older_models_think_in_tags():
    """Thinking in tags is text, followed by an empty line."""
    tags = "<thinking_mode>enabled</thinking_mode>\n"
    words = spoken(answer_to(said(f"{tags}think about cats")))

    assert (
        "<thinking>\nI am asked about cats.",
        "\n</thinking>\n\nI have thought about cats.",
    ) == (
        words[:33],
        words[words.index("\n</thinking>") :],
    )


def test_a_recording_is_played():
    """A recorded stream takes the place of an answer."""
    world = world_of()
    world.recordings.add("mine", b"frames")

    assert Recording(b"frames") == perform(scene_of(said("play mine"), world))


def test_a_summary_is_given_in_text():
    """A client that compacts gets its summary and no tool call."""
    prompt = "CRITICAL: Respond with TEXT ONLY. Do NOT call any tools."
    summary = answer_to(with_tools(user("read a.txt"), assistant("b"), user(prompt)))

    assert ([], True) == (called(summary), "<summary>" in spoken(summary))


def test_long_results_are_quoted_in_part():
    """Of a long result the beginning is quoted."""
    words = spoken(
        answer_to(
            with_tools(
                user("call tool now"),
                assistant("", uses=[use("t1", "now")]),
                user(results=[result("t1", "x" * 1_000)]),
            )
        )
    )

    assert f"now gave: “{'x' * 300}…”" == words
