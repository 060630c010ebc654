"""I answer prompts: I talk, I call tools, I think, and I always come to an end."""

from collections.abc import Iterator
from itertools import cycle, islice
from typing import assert_never

from kiro_py.simulator.model.answer import (
    Answer,
    Part,
    Performance,
    Reasoning,
    Recording,
    RedactedReasoning,
    Text,
    ToolCall,
    ToolCalls,
    text,
)
from kiro_py.simulator.model.conversation import ToolUse
from kiro_py.simulator.model.fitting import Fitted, ToolWish, fit
from kiro_py.simulator.model.intents import (
    Count,
    Play,
    Read,
    Run,
    Say,
    Search,
    Summarise,
    Think,
    Use,
    Write,
)
from kiro_py.simulator.model.said import Task, find_task, find_working_directory, without_reminders
from kiro_py.simulator.model.scene import Scene

_QUOTED_CHARACTERS = 300
_SENTENCE = (
    "the quick brown fox jumps over a lazy dog while seven small boats drift along the quiet"
    " river and nobody on the shore counts the lanterns that burn until the morning comes back"
)


def perform(scene: Scene) -> Performance:
    """Answer the scene's conversation: same question, same answer."""
    task = find_task(scene.conversation)
    for intent in task.intents:
        if isinstance(intent, Play):
            return _play(intent, scene)
    return Answer(
        parts=(*_think(task, scene), *_act(task, scene)),
        max_tokens=scene.max_tokens,
    )


def _play(intent: Play, scene: Scene) -> Performance:
    if (data := scene.recordings.find(intent.name)) is None:
        return Answer((text(f"I have no recording named {intent.name}."),))
    return Recording(data)


def _think(task: Task, scene: Scene) -> Iterator[Part]:
    """Reason in the way that the model and the request have agreed on."""
    subject = next((wish for wish in task.intents if isinstance(wish, Think)), None)
    topic = subject.topic if subject else _quote(task.prompt)
    words = f"I am asked about {topic}. Let me think about {topic}: it can be answered briefly."
    match scene.thinking:
        case None:
            return
        case "tags":
            yield text(f"<thinking>\n{words}\n</thinking>\n\n")
        case "redacted":
            yield RedactedReasoning(scene.signer.sign("", scene.occasion))
        case "native" if subject is not None and subject.is_secret:
            yield RedactedReasoning(scene.signer.sign("", scene.occasion))
        case "native":
            shown = words if scene.shows_reasoning else ""
            yield Reasoning(shown, scene.signer.sign(shown, scene.occasion))


def _act(task: Task, scene: Scene) -> Iterator[Part]:
    """Make the next call that was asked for, or end with words when there is none left."""
    directory = find_working_directory(scene.conversation)
    made = 0
    for wish in task.intents:
        if not isinstance(wish, Read | Run | Search | Use):
            continue
        calls = fit(wish, scene.conversation.tools, directory)
        if calls and made >= len(task.calls):
            yield text(f"{'Now' if made else 'Certainly:'} I will {_announce(wish)}.")
            yield _tool_calls(wish, calls, scene)
            return
        made += len(calls)
    yield from _conclude(task, scene)


def _tool_calls(wish: ToolWish, calls: tuple[Fitted, ...], scene: Scene) -> ToolCalls:
    mac = scene.signer.mint.mac
    numbered = (
        ToolCall(f"tooluse_{mac(scene.occasion, str(index))[:22]}", call.name, call.arguments)
        for index, call in enumerate(calls)
    )
    return ToolCalls(tuple(numbered), isinstance(wish, Use) and wish.is_interleaved)


def _conclude(task: Task, scene: Scene) -> Iterator[Text]:
    """Say what remains to be said; long texts are parts of their own."""
    if not task.intents:
        yield text(_talk(task, scene))
        return
    sentences: list[str] = []
    for intent in task.intents:
        if isinstance(intent, Write):
            yield Text([f"{word} " for word in islice(cycle(_SENTENCE.split()), intent.words)])
        elif not isinstance(intent, Read | Run | Search | Use):
            sentences.append(_say(intent, scene))
        elif not fit(intent, scene.conversation.tools, None):
            sentences.append(f"I have no tool to {_announce(intent)}.")
    sentences.extend(_reports(task))
    if sentences:
        yield text("\n\n".join(sentences))


def _say(intent: Say | Count | Write | Think | Play | Summarise, scene: Scene) -> str:
    """Return the words that an intent without a tool asks for."""
    match intent:
        case Say(words):
            return words
        case Count(last):
            return ", ".join(str(number) for number in range(1, last + 1)) + "."
        case Think(topic):
            return f"I have thought about {topic}."
        case Summarise():
            return _summarise(scene)
        case Write() | Play():
            return ""
        case _:
            assert_never(intent)


def _talk(task: Task, scene: Scene) -> str:
    current = scene.conversation.current
    seen = [f"an image ({image.format})" for image in current.images or ()]
    seen += [f"the document {document.name}" for document in current.documents or ()]
    last_words = task.prompt.rpartition("\n\n")[2]
    said = f" You said: “{_quote(last_words)}”." if last_words else ""
    looked = f" You showed me {', '.join(seen)}." if seen else ""
    return f"Hello! This is {scene.model.name}, simulated.{said}{looked}"


def _reports(task: Task) -> Iterator[str]:
    """Quote the result of every call."""
    for call in task.calls:
        if (result := task.results.get(call.tool_use_id)) is not None:
            said = f"“{_quote(without_reminders(result.text))}”"
            yield f"{_subject(call)} {'failed' if result.status == 'error' else 'gave'}: {said}"


def _subject(call: ToolUse) -> str:
    """Name a call by what it was about."""
    for parameter in ("command", "file_path", "path", "query"):
        if isinstance(about := call.input.get(parameter), str):
            return f"`{about}`"
    return call.name


def _summarise(scene: Scene) -> str:
    turns = scene.conversation.turns
    first = _quote(turns[0].content)
    return (
        f"<analysis>\nThe conversation has {len(turns)} turns.\n</analysis>\n\n"
        f"<summary>\nThe conversation began with: {first}\n</summary>"
    )


def _announce(wish: ToolWish) -> str:
    match wish:
        case Read(path):
            return f"read {path}"
        case Run(command):
            return f"run `{command}`"
        case Search(query):
            return f"search the web for {query}"
        case Use(calls):
            return f"call {' and '.join(call.name for call in calls)}"
        case _:
            assert_never(wish)


def _quote(words: str) -> str:
    is_long = len(words) > _QUOTED_CHARACTERS
    return words[:_QUOTED_CHARACTERS] + "…" if is_long else words
