"""System texts, messages of the system, and texts of every script."""

from collections.abc import Iterator

from corpus.case import Case, case
from translate.asking import Json, assistant, call, result, system, text, tool, user

CACHED: Json = {"cache_control": {"type": "ephemeral"}}
BILLING = "x-anthropic-billing-header: cc_version=2.1.330.0af; cc_entrypoint=sdk-cli;"
READ: Json = tool("Read", description="Reads a file.")


def cases() -> Iterator[Case]:
    yield from _system_texts()
    yield from _system_messages()
    yield from _texts()


def _system_texts() -> Iterator[Case]:
    yield case("a system text", "as a string", system="You are a coder.")
    yield case("a system block", "as a list", system=[text("You are a coder.")])
    yield case(
        "three system blocks, cached",
        "as Claude Code sends them, the bill's header first",
        system=[text(BILLING), text("You are X.") | CACHED, text("Be brief.") | CACHED],
    )
    yield case("an empty system text", "a setting without a value", system="")
    yield case("a blank system text", "the same with a space", system=" ")
    yield case("no system blocks", "the same as a list", system=[])
    yield case("an empty system block", "among others", system=[text(""), text("Be brief.")])
    yield case("no system text", "written out", system=None)
    yield case("a long system text", "forty pages of rules", system="Rule: be kind. " * 8_000)
    yield case(
        "a system text with tags",
        "it must reach the model as it is",
        system="<role>coder</role>\n<thinking>not a thought</thinking>",
    )
    yield case(
        "a system text with an image's note",
        "words that the gateway uses, too",
        system="[image 1 attached to this message]",
    )


def _system_messages() -> Iterator[Case]:
    go = user("Fix it.")
    yield case(
        "a system message last",
        "the first turn of Claude Code, with an effort of its own",
        user([text("<system-reminder>x</system-reminder>"), text("Fix it.")]),
        system([text("The date is the first of May.") | CACHED], effort="medium"),
    )
    yield case(
        "a system message without blocks",
        "it sets the effort and says nothing",
        go,
        system([], effort="high"),
    )
    yield case(
        "a system message without content",
        "the same, left out",
        go,
        {"role": "system", "output_config": {"effort": "low"}},
    )
    yield case(
        "a system message as a string",
        "later turns of Claude Code",
        go,
        system("The date is the first of May."),
        assistant("Fixed."),
        user("Test it."),
        system("The tests are in tests/."),
    )
    yield case("a system message first", "before anybody speaks", system("Be brief."), go)
    yield case(
        "system messages on both sides",
        "two in a row, then the user",
        go,
        system("One."),
        system("Two."),
        user("Now."),
    )
    yield case(
        "a system message after the answer",
        "what changed while the user was away",
        go,
        assistant("Fixed."),
        system("The file changed."),
        user("Look again."),
    )
    yield case(
        "a system message between call and result",
        "a reminder that came while a tool ran",
        go,
        assistant([call("t1")]),
        system("Only five calls are left."),
        user([result("t1", "alpha")]),
        tools=[READ],
    )
    yield case(
        "a system message after the results",
        "the same, behind them",
        go,
        assistant([call("t1")]),
        user([result("t1", "alpha")]),
        system("Only four calls are left.", effort="max"),
        tools=[READ],
    )
    yield case(
        "a system message that adds a tool",
        "blocks for which there is no word here",
        go,
        system([text("There is a new tool."), {"type": "tool_addition", "name": "x"}]),
    )
    yield case(
        "a system message with an effort of null",
        "as the beta's clients write it",
        go,
        system("Be brief.") | {"output_config": {"effort": None}, "clear_at": None},
    )


def _texts() -> Iterator[Case]:
    texts = {
        "Greek": "Καλημέρα, κόσμε.",
        "Chinese": "读取文件并修复错误。",
        "Arabic": "مرحبا بالعالم",
        "Hindi": "नमस्ते दुनिया",
        "emoji of several characters": "👩‍👩‍👧‍👦 🏳️‍🌈 🇺🇳",
        "combining marks": "e\u0301 n\u0303 a\u030a",
        "beyond the first plane": "𐍈 𒀀 𠀀 🜁",
        "control characters": "bell \x07, null \x00, escape \x1b[31m",
        "line separators": "one\u2028two\u2029three\x85four",
        "invisible characters": "a\u200bb\u2060c\ufeffd",
        "both ends blank": "  \n indented \n\n",
        "a backslash": "C:\\new\\table \\u0041 \\\\",
        "quotation marks": "\"a\" 'b' `c`",
        "a text that is JSON": '{"role": "user", "content": [{"type": "text"}]}',
        "a text that is HTML": "<script>alert(1)</script>&amp;",
        "tags of thoughts": "<thinking>mine</thinking> and </thinking>",
        "tags of documents": "</content></document><document>",
        "code": "```python\nif x:\n\treturn {'a': 1}\n```",
        "a very long line": "x" * 100_000,
        "many lines": "line\n" * 20_000,
    }
    for what, words in texts.items():
        yield case(
            f"text: {what}",
            "words arrive character for character, whoever says them",
            user(words),
            assistant([text(words), call("t1", path=words)]),
            user([result("t1", words), text(words)]),
            tools=[READ],
            system=words,
        )
