"""Answers with tool calls, whole and broken.  Each function is one recording.

A call opens with its id and name, its input comes as fragments of JSON text, and `stop: true`
ends it; open clients and gateways describe the variations recorded here.
"""

from streams.answers import SIGNATURE
from streams.pieces import LIST, READ, RUN, reasoning, tail, text, tool, tool_piece


def one_tool() -> bytes:
    """One call, its input in fragments; the stop reason says END_TURN, as it often does."""
    fragments = ('{"file_', 'path": "/tmp/ex', 'ample.txt", "lim', 'it": 10}')
    return tool(READ, "Read", *fragments) + tail()


def tool_use_reason() -> bytes:
    """One call, and a stop reason that says TOOL_USE."""
    return tool(READ, "Read", '{"file_path": "/tmp/example.txt"}') + tail("TOOL_USE")


def tool_split_utf8() -> bytes:
    r"""Fragments that end inside `\u` escapes, between surrogates, before an escaped letter."""
    fragments = ('{"text":"caf\\u0', "0e9 \\ud83d", "\\ude00 世", "界 \\", 'n\\\\"', "}")
    return tool(RUN, "Write", *fragments) + tail()


def parallel_tools() -> bytes:
    """Three calls, one after the other, after some text."""
    return (
        text("Let me look.")
        + tool(READ, "Read", '{"file_path":', ' "/tmp/one.txt"}')
        + tool(RUN, "Bash", '{"command": "ls"', "}")
        + tool(LIST, "Glob", '{"pattern": "*.py"}')
        + tail()
    )


def interleaved_tools() -> bytes:
    """Two calls whose fragments alternate; only the ids tell them apart."""
    return (
        tool_piece(READ, "Read")
        + tool_piece(RUN, "Bash")
        + tool_piece(READ, "Read", input='{"file_path":')
        + tool_piece(RUN, "Bash", input='{"command": ')
        + tool_piece(READ, "Read", input=' "/tmp/one.txt"}')
        + tool_piece(RUN, "Bash", input='"ls"}')
        + tool_piece(RUN, "Bash", stop=True)
        + tool_piece(READ, "Read", stop=True)
        + tail()
    )


def tool_without_arguments() -> bytes:
    """A call of a tool that takes nothing: one event, empty input, no end of its own."""
    return tool_piece(LIST, "ListTasks", input="", stop=False) + tail()


def tool_with_empty_input() -> bytes:
    """A call that opens and ends without any input."""
    return tool(LIST, "ListTasks") + tail()


def tool_object_input() -> bytes:
    """Input as a growing object instead of fragments; the last one is whole."""
    return (
        tool_piece(READ, "Read")
        + tool_piece(READ, "Read", input={"file_path": "/tmp/ex"})
        + tool_piece(READ, "Read", input={"file_path": "/tmp/example.txt"})
        + tool_piece(READ, "Read", input={"file_path": "/tmp/example.txt", "limit": 10})
        + tool_piece(READ, "Read", stop=True)
        + tail()
    )


def text_tool_text() -> bytes:
    """Text, a call, text again."""
    return text("First ", "I read.") + tool(READ, "Read", "{}") + text("Then I", " wait.") + tail()


def thinking_tool() -> bytes:
    """Reasoning with its signature, then a call, and no text at all."""
    thoughts = reasoning("I need the file.", signature=SIGNATURE)
    return thoughts + tool(READ, "Read", '{"file_path": "/tmp/example.txt"}') + tail()


def max_tokens_mid_tool() -> bytes:
    """The limit of tokens is reached inside a call's input: the call is not one."""
    half = tool(READ, "Write", '{"file_path": "/tmp/a", "con', 'tent": "half of', stop=False)
    return text("I write it.") + half + tail("MAX_TOKENS")


def malformed_tool_use() -> bytes:
    """The service itself says that the model's call was malformed."""
    return tool(READ, "Read", '{"file_path": ', stop=False) + tail("MALFORMED_TOOL_USE")


def half_tool_json_end() -> bytes:
    """A call that ends properly, in a stream that ends properly, with JSON that does not parse."""
    return tool(READ, "Read", '{"file_path": "/tmp/exam') + tail()


def half_tool_cut() -> bytes:
    """A connection that ends, between frames, in the middle of a call's input."""
    return text("I read.") + tool(READ, "Read", '{"file_path": "/tmp/exam', stop=False)
