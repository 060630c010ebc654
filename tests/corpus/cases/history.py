"""Conversations: who speaks when, and how calls and results are paired."""

from collections.abc import Iterator

from corpus.case import Case, case
from translate.asking import Json, assistant, call, result, text, thinking, tool, user

READ: Json = tool("Read", description="Reads a file.")
GO = user("Read both files.")
ONE = assistant([text("I read."), call("t1", path="a")])
BOTH = assistant([call("t1", path="a"), call("t2", path="b")])


def cases() -> Iterator[Case]:
    yield from _roles()
    yield from _pairs()
    yield from _ids()
    yield from _silence()


def _roles() -> Iterator[Case]:
    yield case("one word", "the smallest request there is", user("Hello."))
    yield case("text as blocks", "the same words in the other form", user([text("Hello.")]))
    yield case(
        "a plain conversation",
        "chats without tools",
        user("Name a fruit."),
        assistant("Apple."),
        user("Another."),
        assistant("Pear."),
        user("And a third."),
    )
    yield case(
        "the user twice", "an aborted turn leaves two messages", user("First."), user("Second.")
    )
    yield case(
        "the user five times", "prompts that were queued", *(user(f"Wish {n}.") for n in range(5))
    )
    yield case(
        "the assistant twice",
        "an answer that was carried on; two answers in a row were once refused",
        user("Tell."),
        assistant("It began"),
        assistant("and it ended."),
        user("Thanks."),
    )
    yield case(
        "the assistant first, after a system text",
        "a greeting that the client put there",
        assistant("Welcome."),
        user("Hello."),
        system="You greet.",
    )
    yield case(
        "the assistant thrice with calls",
        "a client that stores one message a block",
        GO,
        assistant([text("I read a.")]),
        assistant([call("t1", path="a")]),
        assistant([call("t2", path="b")]),
        user([result("t1", "alpha"), result("t2", "beta")]),
        tools=[READ],
    )
    yield case(
        "200 turns",
        "a long session",
        *(
            message
            for n in range(100)
            for message in (user(f"Question {n}."), assistant(f"Answer {n}."))
        ),
        user("The last question."),
    )
    yield case(
        "several texts in a message",
        "reminders stand beside the prompt",
        user([text("<system-reminder>Be brief.</system-reminder>"), text("What is it?")]),
    )
    yield case(
        "texts around a call",
        "a model that speaks after it has called",
        GO,
        assistant([text("I read."), call("t1"), text("Meanwhile: tea.")]),
        user([result("t1", "alpha")]),
        tools=[READ],
    )


def _pairs() -> Iterator[Case]:
    yield case(
        "a call and its result",
        "one step of an agent",
        GO,
        ONE,
        user([result("t1", "alpha")]),
        tools=[READ],
    )
    yield case(
        "parallel calls",
        "several calls in one answer, results in order",
        GO,
        BOTH,
        user([result("t1", "alpha"), result("t2", "beta")]),
        tools=[READ],
    )
    yield case(
        "parallel calls answered backwards",
        "results come as they are ready",
        GO,
        BOTH,
        user([result("t2", "beta"), result("t1", "alpha")]),
        tools=[READ],
    )
    yield case(
        "results in two messages",
        "a client that answers each call by itself",
        GO,
        BOTH,
        user([result("t1", "alpha")]),
        user([result("t2", "beta")]),
        tools=[READ],
    )
    yield case(
        "results on both sides of a text",
        "an interruption while tools ran",
        GO,
        BOTH,
        user([result("t1", "alpha"), text("Hurry."), result("t2", "beta")]),
        tools=[READ],
    )
    yield case(
        "a call without a result",
        "the session was aborted while a tool ran",
        GO,
        ONE,
        user("Never mind."),
        tools=[READ],
    )
    yield case(
        "one of two calls without a result",
        "a parallel call that was cancelled",
        GO,
        BOTH,
        user([result("t1", "alpha"), text("Leave b.")]),
        tools=[READ],
    )
    yield case(
        "every call without a result",
        "three aborted turns in a row",
        *(m for n in range(3) for m in (user(f"Try {n}."), assistant([call(f"t{n}")]))),
        user("Enough."),
        tools=[READ],
    )
    yield case(
        "a result without a call",
        "compaction cut the call away",
        user([result("t1", "alpha"), text("Go on.")]),
        tools=[READ],
    )
    yield case(
        "a result of an earlier call",
        "a result that comes a turn too late",
        GO,
        ONE,
        user("Wait."),
        assistant("I wait."),
        user([result("t1", "alpha")]),
        tools=[READ],
    )
    yield case(
        "a result twice",
        "a retry that repeats what is there",
        GO,
        ONE,
        user([result("t1", "alpha"), result("t1", "alpha")]),
        tools=[READ],
    )
    yield case(
        "two results of one call",
        "progress first, then the outcome",
        GO,
        ONE,
        user([result("t1", "half"), result("t1", "whole", is_error=True)]),
        tools=[READ],
    )
    yield case(
        "one result too many",
        "results of another conversation, too",
        GO,
        ONE,
        user([result("t1", "alpha"), result("t8", "gamma", is_error=True)]),
        tools=[READ],
    )
    yield case(
        "results after compaction",
        "a summary stands where the calls were",
        user("Summary: a was read."),
        assistant("I go on."),
        user([result("t1", "alpha"), text("Go on.")]),
        tools=[READ],
    )
    yield case(
        "a call in the first answer of a compacted history",
        "the history was cut in the middle of a pair",
        user("Summary."),
        ONE,
        user([result("t1", "alpha")]),
        assistant("Done."),
        user("And b?"),
    )
    yield case(
        "calls and no tools",
        "a later request that offers none: once the most frequent refusal of all",
        GO,
        ONE,
        user([result("t1", "alpha")]),
    )
    yield case(
        "calls and an empty list of tools",
        "the same, written otherwise",
        GO,
        ONE,
        user([result("t1", "alpha")]),
        tools=[],
    )
    yield case(
        "a call of a tool that is gone",
        "a server of tools was switched off",
        GO,
        assistant([call("t1", "mcp__gone__find", what="x")]),
        user([result("t1", "alpha")]),
        tools=[READ],
    )
    yield case(
        "a result that the assistant sends",
        "a server ran a tool itself",
        user("Search."),
        assistant(
            [
                {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {}},
                {"type": "web_search_tool_result", "tool_use_id": "s1", "content": []},
                text("Nothing found."),
            ]
        ),
        user("Thanks."),
    )
    yield case(
        "pieces of a result",
        "a tool that answers in several blocks",
        GO,
        ONE,
        user([result("t1", [text("alpha"), text("beta"), text("gamma")])]),
        tools=[READ],
    )
    yield case(
        "a failed call",
        "a tool that could not",
        GO,
        ONE,
        user([result("t1", "No such file.", is_error=True)]),
        tools=[READ],
    )
    yield case(
        "a call without an input",
        "a tool without arguments, from a client that writes null",
        user("What time is it?"),
        assistant([{"type": "tool_use", "id": "t1", "name": "Now", "input": None}]),
        user([result("t1", "noon")]),
        tools=[tool("Now")],
    )
    yield case(
        "a call whose input is missing",
        "the same, left out",
        user("What time is it?"),
        assistant([{"type": "tool_use", "id": "t1", "name": "Now"}]),
        user([result("t1", "noon")]),
        tools=[tool("Now")],
    )
    yield case(
        "a call with an empty input",
        "a tool without arguments",
        user("What time is it?"),
        assistant([call("t1", "Now")]),
        user([result("t1", "noon")]),
        tools=[tool("Now")],
    )
    yield case(
        "a call with a large input",
        "a file that is written whole",
        user("Write it."),
        assistant([call("t1", "Write", content="line\n" * 20_000)]),
        user([result("t1", "ok")]),
        tools=[tool("Write")],
    )
    yield case(
        "a call with a deep input",
        "lists in objects in lists",
        user("Plan."),
        assistant([call("t1", "Plan", steps=[{"steps": [{"a": "b"}], "n": 1.5, "x": None}])]),
        user([result("t1", "ok")]),
        tools=[tool("Plan")],
    )
    yield case(
        "the same call again and again",
        "a model that tries once more",
        GO,
        *(
            message
            for n in range(4)
            for message in (
                assistant([call(f"t{n}", path="a")]),
                user([result(f"t{n}", "busy", is_error=True)]),
            )
        ),
        tools=[READ],
    )


def _ids() -> Iterator[Case]:
    odd = {
        "with dots": "functions.Read:0",
        "with a bar": "call_1|fc_2",
        "of 65 characters": "x" * 65,
        "of 400 characters": "call_" + "y" * 395,
        "with blanks": "call 1",
        "of other letters": "appel-é",
        "that is empty": "",
        "of a number": "1",
        "with a quotation mark": 'a"b',
    }
    for what, call_id in odd.items():
        yield case(
            f"an id {what}",
            "ids of another provider, in a conversation that moved here",
            GO,
            assistant([call(call_id, path="a")]),
            user([result(call_id, "alpha")]),
            tools=[READ],
        )
    yield case(
        "an id of 64 characters",
        "as long as an id may be",
        GO,
        assistant([call("z" * 64, path="a")]),
        user([result("z" * 64, "alpha")]),
        tools=[READ],
    )
    yield case(
        "ids that differ after 64 characters",
        "cutting them would make them one",
        GO,
        assistant([call("z" * 64 + "1", path="a"), call("z" * 64 + "2", path="b")]),
        user([result("z" * 64 + "2", "beta"), result("z" * 64 + "1", "alpha")]),
        tools=[READ],
    )
    yield case(
        "one id for two calls of an answer",
        "a client that numbers by tool",
        GO,
        assistant([call("t1", path="a"), call("t1", path="b")]),
        user([result("t1", "alpha"), result("t1", "beta")]),
        tools=[READ],
    )
    yield case(
        "one id in two turns",
        "a client that counts anew in each turn",
        GO,
        ONE,
        user([result("t1", "alpha")]),
        assistant([call("t1", path="b")]),
        user([result("t1", "beta")]),
        tools=[READ],
    )


def _silence() -> Iterator[Case]:
    yield case(
        "an empty text", "a client that sends what is not there", user([text(""), text("Hi.")])
    )
    yield case("a blank text", "the same with a space", user([text(" \n"), text("Hi.")]))
    yield case(
        "an empty answer",
        "a turn that was stopped at once",
        user("Tell."),
        assistant(""),
        user("Well?"),
    )
    yield case(
        "an answer of blanks", "the same with a line", user("Tell."), assistant("\n"), user("Well?")
    )
    yield case(
        "an answer without blocks",
        "the same as a list",
        user("Tell."),
        assistant([]),
        user("Well?"),
    )
    yield case(
        "an answer of thoughts alone",
        "a turn that was stopped while the model thought",
        user("Tell."),
        assistant([thinking("Hm.", "")]),
        user("Well?"),
    )
    yield case(
        "an empty message in the middle",
        "a message whose parts were all removed",
        user("Tell."),
        assistant("So."),
        user([]),
        assistant("And so."),
        user("Well?"),
    )
    yield case(
        "an empty last message after another",
        "a prompt that was sent without words",
        user("Tell."),
        user(""),
    )
    yield case(
        "an empty result",
        "a command without output",
        GO,
        ONE,
        user([result("t1", "")]),
        tools=[READ],
    )
    yield case(
        "a result without content",
        "the same, left out",
        GO,
        ONE,
        user([{"type": "tool_result", "tool_use_id": "t1"}]),
        tools=[READ],
    )
    yield case(
        "a result of null",
        "the same, written out",
        GO,
        ONE,
        user([result("t1", None)]),
        tools=[READ],
    )
    yield case(
        "a result of no blocks",
        "the same as a list",
        GO,
        ONE,
        user([result("t1", [])]),
        tools=[READ],
    )
    yield case(
        "a result of blanks",
        "a tool that prints a line",
        GO,
        ONE,
        user([result("t1", "\n")]),
        tools=[READ],
    )
    yield case(
        "an empty failure",
        "a tool that failed without a word",
        GO,
        ONE,
        user([result("t1", "", is_error=True)]),
        tools=[READ],
    )
    yield case(
        "a call between empty texts",
        "blocks that a stream opened and never filled",
        GO,
        assistant([text(""), call("t1"), text("")]),
        user([result("t1", "alpha")]),
        tools=[READ],
    )
