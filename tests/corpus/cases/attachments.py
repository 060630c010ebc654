"""Pictures, documents and search results, wherever they stand."""

from collections.abc import Iterator
from typing import Final

from corpus.attachments import (
    block_document,
    document,
    gif,
    image,
    jpeg,
    pdf,
    png,
    text_document,
    webp,
)
from corpus.case import Case, case
from translate.asking import Json, assistant, call, result, text, tool, user

CALLED: Final = (user("Look."), assistant([call("t1", "Shot")]))
TOOLS: Final = [tool("Shot", description="Takes a picture.")]
OFFICE: Final = "application/vnd.openxmlformats-officedocument"


def cases() -> Iterator[Case]:
    yield from _pictures()
    yield from _documents()
    yield from _found()


def _pictures() -> Iterator[Case]:
    pictures = {
        "PNG": image(png(1)),
        "JPEG": image(jpeg(1), "image/jpeg"),
        "GIF": image(gif(1), "image/gif"),
        "WebP": image(webp(1), "image/webp"),
        "JPEG that says PNG": image(jpeg(1)),
        "WebP that says jpg": image(webp(1), "image/jpg"),
        "PNG without a type": image(png(1), None),
        "PNG as an address": image(f"data:image/png;base64,{png(1)}"),
        "PNG with line breaks": image("\n".join((png(1)[:40], png(1)[40:])) + "\n"),
    }
    for what, picture in pictures.items():
        yield case(
            f"a picture: {what}",
            "the service compares the format with the bytes",
            user([text("What is it?"), picture]),
        )
    yield case("a picture alone", "a message without words", user([image(png(1))]))
    yield case(
        "pictures between texts",
        "their order is the order of the texts",
        user([text("Before:"), image(png(1)), text("After:"), image(png(2)), text("Compare.")]),
    )
    yield case(
        "ten pictures", "as many as a turn may have", user([*map(image, map(png, range(10)))])
    )
    yield from _more_than_ten()
    yield case(
        "a picture in every turn",
        "a session of screenshots",
        *(m for n in range(12) for m in (user([image(png(n))]), assistant(f"Picture {n}."))),
        user("Which was darkest?"),
    )
    yield case(
        "a picture in a result",
        "the service drops it there without a word",
        *CALLED,
        user([result("t1", [image(png(1))])]),
        tools=TOOLS,
    )
    yield case(
        "a picture and words in a result",
        "a screenshot with a note",
        *CALLED,
        user([result("t1", [text("The page:"), image(png(1)), text("as it is now")])]),
        tools=TOOLS,
    )
    yield case(
        "pictures in results and beside them",
        "the user pastes one, too",
        *CALLED,
        user([result("t1", [image(png(1)), image(png(2))]), image(png(3)), text("Compare.")]),
        tools=TOOLS,
    )
    yield case(
        "a picture in a failed result",
        "a screenshot of the failure",
        *CALLED,
        user([result("t1", [image(png(1)), text("It broke.")], is_error=True)]),
        tools=TOOLS,
    )
    yield case(
        "a picture in a result without a call",
        "compaction cut the call away",
        user([result("t9", [image(png(1)), text("seen")]), text("Go on.")]),
    )
    yield case(
        "the same picture twice",
        "pasted again",
        user([image(png(1)), image(png(1)), text("Spot the difference.")]),
    )


def _more_than_ten() -> Iterator[Case]:
    for count in (11, 20, 41, 90):
        pictures = [image(png(number)) for number in range(count)]
        why = "a turn takes ten, and a history keeps what was refused"
        yield case(f"{count} pictures", why, user([*pictures, text("Compare.")]))
        yield case(f"{count} pictures alone", why, user(pictures))
        yield case(
            f"{count} pictures in results",
            "a tool that takes many screenshots",
            user("Look."),
            assistant([call("t1", "Shot"), call("t2", "Shot")]),
            user([result("t1", pictures[:7]), result("t2", [text("More:"), *pictures[7:]])]),
            tools=TOOLS,
        )
        yield case(
            f"{count} pictures over two messages",
            "messages in a row become one turn",
            user([*pictures[:7], text("These first.")]),
            user([text("Then these:"), *pictures[7:]]),
        )
        yield case(
            f"{count} pictures in an earlier turn",
            "the session goes on",
            user([*pictures, text("Compare.")]),
            assistant("The last one is bright."),
            user([text("And this?"), image(png(99))]),
        )
    yield case(
        "11 pictures around a message that says nothing",
        "the turns around it become one",
        user([*(image(png(number)) for number in range(6)), text("First.")]),
        assistant([text("")]),
        user([*(image(png(number)) for number in range(6, 11)), text("Second.")]),
    )
    inside = block_document([text("Figures:"), *(image(png(number)) for number in range(12))])
    yield case("12 pictures in a document", "blocks of both kinds", user([inside, text("Go.")]))


def _documents() -> Iterator[Case]:
    kinds = {
        "PDF": document(pdf(1)),
        "CSV": document("YSxi", "text/csv"),
        "HTML": document("PHA+", "text/html"),
        "Markdown": document("IyBh", "text/markdown"),
        "plain text": document("aGk=", "text/plain"),
        "Word": document("UEsD", f"{OFFICE}.wordprocessingml.document"),
        "Excel": document("UEsD", f"{OFFICE}.spreadsheetml.sheet"),
        "PDF that says otherwise": document(pdf(1), "application/octet-stream"),
        "PDF as an address": document(f"data:application/pdf;base64,{pdf(1)}"),
    }
    for what, paper in kinds.items():
        yield case(
            f"a document: {what}", "what the service can read", user([paper, text("Sum it up.")])
        )
    titles = {
        "with a title": "Report.pdf",
        "with a title of other letters": "报告",
        "with a title of 300 characters": "t" * 300,
        "with an empty title": "",
        "without a title": None,
    }
    for what, title in titles.items():
        yield case(
            f"a document {what}",
            "names have rules of their own",
            user([document(pdf(1), title=title), text("Sum it up.")]),
        )
    yield case("a document alone", "a message without words", user([document(pdf(1), title="P")]))
    yield case(
        "documents of one name",
        "names must be unique in a conversation",
        user([document(pdf(1), title="Report"), document(pdf(2), title="report")]),
        assistant("Two reports."),
        user([document(pdf(3), title="Report"), text("And a third.")]),
    )
    yield case(
        "a document with a context",
        "what the client says about it",
        user([document(pdf(1), title="P", context="From the archive."), text("Sum it up.")]),
    )
    yield case(
        "a document with citations",
        "a wish that has no word in Kiro",
        user([document(pdf(1), citations={"enabled": True}), text("Cite it.")]),
    )
    yield case(
        "a text document",
        "it is text already",
        user(
            [text_document("Once upon a time.", title="Tale", context="A draft."), text("Go on.")]
        ),
    )
    yield case(
        "a document of blocks",
        "texts in a document",
        user([block_document([text("Chapter one."), text("Chapter two.")], title="Book")]),
    )
    yield case("a document of a string", "the short form", user([block_document("All of it.")]))
    yield case(
        "a picture in a document",
        "blocks of both kinds",
        user([block_document([text("Figure:"), image(png(1))]), text("Describe it.")]),
    )
    yield case(
        "a document in a result",
        "a tool that reads a PDF",
        *CALLED,
        user([result("t1", [document(pdf(1), title="P"), text("one page")])]),
        tools=TOOLS,
    )
    yield case(
        "a text document in a result",
        "a tool that reads a text",
        *CALLED,
        user([result("t1", [text_document("Inner words.", title="T")])]),
        tools=TOOLS,
    )


def _found() -> Iterator[Case]:
    found: Json = {
        "type": "search_result",
        "source": "https://example.com/a",
        "title": "A page",
        "content": [text("It says so."), text("And more.")],
        "citations": {"enabled": True},
    }
    yield case("a search result", "found by the client", user([found, text("Is it true?")]))
    yield case(
        "search results of a tool",
        "found by its tool",
        *CALLED,
        user([result("t1", [found, found | {"title": "Another"}])]),
        tools=TOOLS,
    )
    yield case(
        "a block that nobody knows",
        "newer clients are never an error",
        user([{"type": "browser_state", "url": "https://example.com"}, text("Go.")]),
    )
    yield case(
        "a block that nobody knows in a result",
        "the same within",
        *CALLED,
        user([result("t1", [{"type": "browser_state"}, text("a page")])]),
        tools=TOOLS,
    )
