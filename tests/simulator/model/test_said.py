"""Finding the task in a conversation."""

import pytest

from kiro_py.simulator.model.conversation import Conversation, read_conversation
from kiro_py.simulator.model.intents import Count, Read
from kiro_py.simulator.model.said import (
    find_task,
    find_working_directory,
    typed_text,
    without_reminders,
)
from simulator.bodies import Body, assistant, body, result, said, use, user

REMINDER = "<system-reminder>\nread secret.txt\n</system-reminder>"
SYSTEM = "You are an agent. " * 400
SUMMARY = "CRITICAL: Respond with TEXT ONLY. Do NOT call any tools."
ENVIRONMENT = "# Environment\n - Primary working directory: /srv/somebody/project\n\n" + SYSTEM


def read(*turns: Body) -> Conversation:
    conversation = read_conversation(body(*turns))
    assert conversation is not None
    return conversation


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("count to 3", "count to 3", id="plain"),
        pytest.param(f"{REMINDER}\n\ncount to 3", "count to 3", id="after a reminder"),
        pytest.param(f"count to 3{REMINDER}", "count to 3", id="before a reminder"),
        pytest.param("<system-reminder>count to 3", "", id="a reminder without end"),
        pytest.param(
            "<thinking_mode>enabled</thinking_mode><max_thinking_length>5</max_thinking_length>\nhi",
            "hi",
            id="thinking tags",
        ),
        pytest.param(f"{SYSTEM}\n\ncount to 3", "count to 3", id="after instructions"),
        pytest.param(f"count to 3\n\n{SYSTEM}", "count to 3", id="before instructions"),
        pytest.param(
            f"{SYSTEM}\n\n{REMINDER}\n\ncount to 3\n\nand to 4\n\n{ENVIRONMENT}",
            "count to 3\n\nand to 4",
            id="between instructions",
        ),
        pytest.param(
            f"{SYSTEM}\n\n{REMINDER}\n\nhello\n\n{ENVIRONMENT}", "hello", id="talk between them"
        ),
        pytest.param(f"{SYSTEM}\n\nhello", "hello", id="talk after them"),
        pytest.param(
            f"say: hello\n\n{SUMMARY}\n\n{SYSTEM}", SUMMARY, id="a summary after a prompt"
        ),
    ],
)
def test_what_was_typed_is_found(content: str, expected: str):
    """A prompt is found wherever clients put it."""
    assert expected == typed_text(content)


def test_the_last_prompt_is_the_task():
    """Earlier prompts have been answered."""
    task = find_task(read(user("count to 3"), assistant("1, 2, 3."), user("count to 5")))

    assert (Count(5),) == task.intents


def test_results_belong_to_the_task():
    """Calls and results after the prompt are what has been done about it."""
    task = find_task(
        read(
            user("read a.txt and b.txt"),
            assistant("", uses=[use("t1", "Read")]),
            user("Tool loaded.", results=[result("t1", "found")]),
        )
    )

    assert (["t1"], {"t1": "found"}, (Read("a.txt"),)) == (
        [call.tool_use_id for call in task.calls],
        {name: found.text for name, found in task.results.items()},
        task.intents,
    )


def test_a_request_beside_results_is_a_new_task():
    """Who interrupts a call to ask for something else gets it."""
    task = find_task(
        read(
            user("read a.txt"),
            assistant("", uses=[use("t1", "Read")]),
            user("count to 3", results=[result("t1", "interrupted", "error")]),
        )
    )

    assert ((Count(3),), ()) == (task.intents, task.calls)


def test_without_words_there_is_no_task():
    """A conversation of results only asks for nothing."""
    conversation = read_conversation(body(user("", results=[result("t1")])))

    assert conversation is not None
    assert "" == find_task(conversation).prompt


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Primary working directory: /srv/somebody", "/srv/somebody"),
        ("<cwd>/srv/project</cwd>", "/srv/project"),
        ("Working directory is: `/a/b`.", "/a/b"),
        ("Current Working Directory: C:\\", None),
        ("hello", None),
    ],
)
def test_the_working_directory_is_found(content: str, expected: str | None):
    """Clients name their working directory in several ways."""
    conversation = read_conversation(said(content))

    assert conversation is not None
    assert expected == find_working_directory(conversation)


def test_reminders_are_not_quoted():
    """What a client adds to a result is not part of it."""
    assert "6 a.txt" == without_reminders(f"6 a.txt\n\n{REMINDER}")
