"""Pictures and documents on real sockets, from a client to a Kiro as strict as the real one."""

import base64
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from PIL import Image

from adapters.test_web_fetch import Names, only, serving
from house import KEY_HEADERS
from kiro_py.adapters.web_fetch import WebFetch
from kiro_py.exchange.attachments import LIGHT_SIDE
from kiro_py.simulator.faults.effects import Answer
from papers import docx, locked_pdf, pdf, picture
from test_gateway_on_simulator import GENERATE, READ, Scene, ask, scene, whole

Json = dict[str, Any]

HERE = "127.0.0.1"
BLIND = "deepseek-3.2"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PNG = picture()


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def image(data: bytes, media_type: str = "image/png") -> Json:
    source = {"type": "base64", "media_type": media_type, "data": encoded(data)}
    return {"type": "image", "source": source}


def document(data: bytes, media_type: str = "application/pdf", **members: object) -> Json:
    source = {"type": "base64", "media_type": media_type, "data": encoded(data)}
    return {"type": "document", "source": source, **members}


def named(kind: str, url: str) -> Json:
    return {"type": kind, "source": {"type": "url", "url": url}}


def shown(*blocks: Json, **more: object) -> Json:
    """Return a request that shows `blocks`."""
    content = [{"type": "text", "text": "say: seen"}, *blocks]
    return ask([{"role": "user", "content": content}], **more)


def sent(subject: Scene, call: int = -1) -> Json:
    """Return the turn that the simulator was sent."""
    body = subject.kiro.calls.of(GENERATE)[call].body
    return body["conversationState"]["currentMessage"]["userInputMessage"]


def seen(turn: Json) -> list[bytes]:
    return [base64.b64decode(each["source"]["bytes"]) for each in turn["images"]]


async def answers(subject: Scene, bodies: Mapping[str, Json]) -> dict[str, tuple[int, str]]:
    """Return the status and the words of each refusal."""
    told: dict[str, tuple[int, str]] = {}
    for name, body in bodies.items():
        status, answer = await subject.post(body)
        told[name] = status, answer["error"]["message"]
    return told


@dataclass
class Place:
    """A server of files on this machine, and how to name them."""

    port: int

    def url(self, path: str, host: str = HERE) -> str:
        return f"http://{host}:{self.port}/{path}"


@asynccontextmanager
async def files(contents: Mapping[str, web.Response]) -> AsyncGenerator[Place]:
    async def handler(request: web.Request) -> web.StreamResponse:
        return contents[request.path[1:]]

    async with serving(handler) as port:
        yield Place(port)


def found(data: bytes, media_type: str) -> web.Response:
    return web.Response(body=data, content_type=media_type)


def moved(url: str) -> web.Response:
    return web.Response(status=302, headers={"location": url})


@pytest.mark.parametrize("is_streamed", [True, False], ids=["stream", "whole"])
async def test_a_picture_is_fetched(tmp_path: Path, *, is_streamed: bool):
    """A URL arrives as the bytes that stand there."""
    async with (
        files({"a.png": found(PNG, "image/png")}) as place,
        scene(tmp_path, web=WebFetch(is_allowed=only(HERE))) as subject,
    ):
        body = shown(named("image", place.url("a.png")))
        if is_streamed:
            message = whole(await subject.stream(body))
        else:
            _, message = await subject.post(body)

        assert [{"type": "text", "text": "seen"}] == message["content"]
        assert [PNG] == seen(sent(subject))


async def test_a_document_is_fetched_and_a_redirect_followed(tmp_path: Path):
    """The last address counts, and its type."""
    paper = pdf("Words")
    async with (
        files({"b.pdf": found(paper, "application/pdf")}) as last,
        files({"a": moved(last.url("b.pdf"))}) as first,
        scene(tmp_path, web=WebFetch(is_allowed=only(HERE))) as subject,
    ):
        status, _ = await subject.post(shown(named("document", first.url("a"))))

        assert 200 == status
        (arrived,) = sent(subject)["documents"]
        assert ("pdf", encoded(paper)) == (arrived["format"], arrived["source"]["bytes"])


BEHIND_THE_WALL = (
    "http://127.0.0.1/",
    "http://localhost/",
    "http://10.0.0.1/",
    "http://192.168.1.1/admin",
    "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://[::1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://0x7f000001/",
)


async def test_no_url_leads_behind_the_wall(tmp_path: Path):
    """A gateway as it is set up asks nobody who is not public, and names the place."""
    expected = (
        "messages.0.content.1.source.url: this URL cannot be used: it leads to an address that is"
        " not public"
    )
    async with scene(tmp_path) as subject:
        told = await answers(subject, {url: shown(named("image", url)) for url in BEHIND_THE_WALL})

        assert dict.fromkeys(BEHIND_THE_WALL, (400, expected)) == told
        assert 0 == subject.generated


async def test_no_redirect_leads_behind_the_wall(tmp_path: Path):
    """A public page that sends the gateway home is not obeyed."""
    asked: list[str] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        asked.append(request.host)
        return moved(f"http://127.0.0.2:{request.url.port}/secret")

    async with (
        serving(handler) as port,
        scene(tmp_path, web=WebFetch(is_allowed=only(HERE))) as subject,
    ):
        status, answer = await subject.post(shown(named("image", f"http://{HERE}:{port}/")))

        assert 400 == status
        assert answer["error"]["message"].endswith("leads to an address that is not public")
        assert [f"{HERE}:{port}"] == asked


async def test_no_name_leads_behind_the_wall(tmp_path: Path):
    """A name that is public once and private afterwards (DNS rebinding) reaches nobody."""
    names = Names([HERE], ["127.0.0.2"])
    async with (
        files({"a": moved("/b"), "b": found(PNG, "image/png")}) as place,
        scene(tmp_path, web=WebFetch(is_allowed=only(HERE), resolver=names)) as subject,
    ):
        url = place.url("a", "rebind.example")
        status, answer = await subject.post(shown(named("image", url)))

        assert 400 == status
        assert answer["error"]["message"].endswith("leads to an address that is not public")
        assert ["rebind.example"] * 2 == names.asked


async def test_a_page_is_no_picture(tmp_path: Path):
    """What a URL leads to must be what it is used as."""
    async with (
        files({"a": found(b"<html>", "text/html")}) as place,
        scene(tmp_path, web=WebFetch(is_allowed=only(HERE))) as subject,
    ):
        status, answer = await subject.post(shown(named("image", place.url("a"))))

        assert 400 == status
        assert answer["error"]["message"].endswith("its media type is 'text/html', expected image/")


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ({"fetch_urls": "false"}, "this gateway does not fetch URLs (`fetchUrls`)"),
        ({"proxy_url": "http://127.0.0.1:9"}, "a gateway with a `proxyUrl` does not fetch URLs"),
    ],
    ids=["turned off", "proxy"],
)
async def test_fetching_can_be_off(tmp_path: Path, setting: Json, expected: str):
    """The owner's word is told with the place, and nobody is asked."""
    async with (
        files({}) as place,
        scene(tmp_path, web=WebFetch(is_allowed=only(HERE)), **setting) as subject,
    ):
        status, answer = await subject.post(shown(named("image", place.url("a.png"))))

        assert 400 == status
        assert (
            f"messages.0.content.1.source.url: this URL cannot be used: {expected}: send the"
            " content as base64"
        ) == answer["error"]["message"]


async def test_a_picture_has_its_real_type(tmp_path: Path):
    """A wrong declaration is put right."""
    async with scene(tmp_path) as subject:
        status, _ = await subject.post(shown(image(picture("WEBP"), "image/png")))

        assert 200 == status
        assert ["webp"] == [each["format"] for each in sent(subject)["images"]]


async def test_a_large_picture_arrives_smaller(tmp_path: Path):
    """What the service would refuse is made to fit, by its sides and by its bytes."""
    wide, heavy = picture("PNG", (8_400, 40)), picture("PNG", (1_100, 1_100), is_noisy=True)
    body = BytesIO(json.dumps(shown(image(wide), image(heavy))).encode())
    async with scene(tmp_path) as subject:
        async with subject.client.post("/v1/messages", data=body, headers=KEY_HEADERS) as response:
            assert 200 == response.status

        first, second = seen(sent(subject))
        assert (2_000, 10) == Image.open(BytesIO(first)).size
        assert len(second) <= 2_800_000 < len(heavy)


async def test_a_picture_in_a_result_stands_beside_the_turn(tmp_path: Path):
    """Inside a result it would be dropped: it is taken out, and a note tells where it was."""
    call = {"type": "tool_use", "id": "toolu_1", "name": "Read", "input": {"file_path": "a.png"}}
    content = [{"type": "text", "text": "Here:"}, image(picture("PNG", (8_400, 40)))]
    messages = [
        {"role": "user", "content": "Look"},
        {"role": "assistant", "content": [call]},
        {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": content}],
        },
    ]
    async with scene(tmp_path) as subject:
        status, _ = await subject.post(ask(messages, tools=[READ]))

        assert 200 == status
        turn = sent(subject)
        (told,) = turn["userInputMessageContext"]["toolResults"]
        assert [{"text": "Here:"}, {"text": "[image 1 attached to this message]"}] == (
            told["content"]
        )
        (arrived,) = seen(turn)
        assert 2_000 == max(Image.open(BytesIO(arrived)).size)


@pytest.mark.parametrize("is_streamed", [True, False], ids=["stream", "whole"])
async def test_a_turn_of_too_many_pictures_does_not_end_the_session(
    tmp_path: Path, *, is_streamed: bool
):
    """Kiro takes ten in a turn: the rest share sheets, in the same bytes ever after."""
    pictures = [image(picture("PNG", (600 + number, 400))) for number in range(20)]
    first = shown(*pictures)
    said = [{"role": "assistant", "content": "seen"}, {"role": "user", "content": "say: and now"}]
    async with scene(tmp_path) as subject:
        for body in (first, first | {"messages": [*first["messages"], *said]}):
            if is_streamed:
                message = whole(await subject.stream(body))
            else:
                _, message = await subject.post(body)
            assert "end_turn" == message["stop_reason"]

        once = sent(subject, 0)
        state = subject.kiro.calls.of(GENERATE)[1].body["conversationState"]
        again = state["history"][0]["userInputMessage"]
        assert (once["images"], once["content"]) == (again["images"], again["content"])
        assert [encoded(data) for data in seen(once)[:6]] == [
            each["source"]["data"] for each in pictures[:6]
        ]
        sizes = [Image.open(BytesIO(data)).size for data in seen(once)[6:]]
        assert [(1226, 808), (1234, 808), (1242, 808), (1246, 400)] == sizes
        assert once["content"].endswith(
            "[picture 20 is shown in row 1, column 2 of image 10, a sheet of 2 x 2 pictures"
            " attached to this message]"
        )


async def test_a_blind_model_is_told_of_a_picture(tmp_path: Path):
    """A model that takes text only gets a note instead of a refusal."""
    async with scene(tmp_path) as subject:
        status, _ = await subject.post(shown(image(PNG), model=BLIND))

        assert 200 == status
        turn = sent(subject)
        assert "images" not in turn
        assert turn["content"].endswith("[image left out: this model does not see images]")


async def test_documents_arrive_as_such(tmp_path: Path):
    """A model that reads documents gets them whole."""
    papers = {
        "pdf": document(pdf("Words")),
        "docx": document(docx("Words"), WORD),
        "txt": document(b"Words", "text/plain"),
    }
    async with scene(tmp_path) as subject:
        status, _ = await subject.post(shown(*papers.values()))

        assert 200 == status
        assert [(kind, paper["source"]["data"]) for kind, paper in papers.items()] == [
            (each["format"], each["source"]["bytes"]) for each in sent(subject)["documents"]
        ]


async def test_documents_of_one_title_get_names_of_their_own(tmp_path: Path):
    """The service refuses a name that comes twice."""
    async with scene(tmp_path) as subject:
        blocks = [document(pdf(words), title="Report") for words in ("One", "Two")]
        status, _ = await subject.post(shown(*blocks))

        assert 200 == status
        assert ["Report", "Report-2"] == [each["name"] for each in sent(subject)["documents"]]


async def test_what_is_text_arrives_in_words(tmp_path: Path):
    """Texts, blocks and search results are part of what is said, with their borders."""
    text = {"type": "text", "text": "In blocks"}
    blocks: list[Json] = [
        {"type": "document", "source": {"type": "text", "data": "As text"}, "title": "A"},
        {"type": "document", "source": {"type": "content", "content": [text]}},
        {
            "type": "search_result",
            "source": "https://example.com/b",
            "title": "B",
            "content": [{"type": "text", "text": "As found"}],
        },
    ]
    async with scene(tmp_path) as subject:
        status, _ = await subject.post(shown(*blocks))

        assert 200 == status
        assert (
            "say: seen\n\n"
            "<document>\n<title>A</title>\n<content>\nAs text\n</content>\n</document>\n\n"
            "<document>\n<content>\nIn blocks\n</content>\n</document>\n\n"
            "<search_result>\n<title>B</title>\n<source>https://example.com/b</source>\n"
            "<content>\nAs found\n</content>\n</search_result>"
        ) == sent(subject)["content"]


async def test_documents_are_read_to_a_model_that_takes_none(tmp_path: Path):
    """A model of text only hears the words of a PDF and of a file of text."""
    papers = document(pdf("First", "Second"), title="Report"), document(b"a,b", "text/csv")
    async with scene(tmp_path) as subject:
        status, _ = await subject.post(shown(*papers, model=BLIND))

        assert 200 == status
        turn = sent(subject)
        assert "documents" not in turn
        assert (
            "say: seen\n\n"
            "<document>\n<title>Report</title>\n<content>\nFirst\n\nSecond\n</content>\n"
            "</document>\n\n<document>\n<content>\na,b\n</content>\n</document>"
        ) == turn["content"]


def refused() -> dict[str, tuple[Json, str]]:
    """Return requests that cannot be helped, and why."""
    of_a_file = {"type": "file", "file_id": "file_1"}
    return {
        "locked pdf, sent as it is": (
            shown(document(locked_pdf("Words"))),
            "a document cannot be read without its password",
        ),
        "locked pdf, to be read": (
            shown(document(locked_pdf("Words")), model=BLIND),
            "messages.0.content.1.source: this PDF cannot be read: it needs a password",
        ),
        "docx, to be read": (
            shown(document(docx("Words"), WORD), model=BLIND),
            (
                "messages.0.content.1.source: the model does not read documents, and the gateway"
                " can tell it the words of text and PDF only, not of docx"
            ),
        ),
        "picture by file": (
            shown({"type": "image", "source": of_a_file}),
            (
                "messages.0.content.1.source: this gateway has no Files API: send the content as"
                " base64"
            ),
        ),
        "document by file": (
            shown({"type": "document", "source": of_a_file}, model=BLIND),
            (
                "messages.0.content.1.source: this gateway has no Files API: send the content as"
                " base64"
            ),
        ),
        "upload": (
            shown({"type": "container_upload", "file_id": "file_1"}),
            (
                "messages.0.content.1: `container_upload` blocks cannot be sent to Kiro in `user`"
                " messages"
            ),
        ),
        "bomb": (
            shown(image(picture("PNG", (9_000, 5_600), "L"))),
            (
                "messages.0.content.1: Could not process image: it is too large, and cannot be made"
                " smaller"
            ),
        ),
    }


async def test_refusals(tmp_path: Path):
    """What cannot be helped is a 400 with its reason."""
    cases = refused()
    async with scene(tmp_path) as subject:
        told = await answers(subject, {name: body for name, (body, _) in cases.items()})

        assert {name: (400, why) for name, (_, why) in cases.items()} == told


TOO_LARGE = Answer(
    status=413,
    body={
        "error": {
            "code": "validation_error",
            "message": "Failed to buffer the request body: length limit exceeded",
        }
    },
)
TOO_LONG = Answer(
    status=400,
    body={"message": "Input is too long.", "reason": "CONTENT_LENGTH_EXCEEDS_THRESHOLD"},
)


@pytest.mark.parametrize("fault", [TOO_LARGE, TOO_LONG], ids=["bytes", "tokens"])
@pytest.mark.parametrize("is_streamed", [True, False], ids=["stream", "whole"])
async def test_pictures_that_weigh_too_much_are_made_light(
    tmp_path: Path, fault: Answer, *, is_streamed: bool
):
    """The client gets its answer, and never hears of the refusal."""
    body = shown(image(picture("PNG", (800, 300), is_noisy=True)))
    async with scene(tmp_path) as subject:
        subject.kiro.faults.add(fault, operation=GENERATE)
        message = (
            whole(await subject.stream(body)) if is_streamed else (await subject.post(body))[1]
        )

        assert [{"type": "text", "text": "seen"}] == message["content"]
        assert 2 == subject.generated
        sizes = [Image.open(BytesIO(seen(sent(subject, call))[0])).size for call in (0, 1)]
        assert (800, 300) == sizes[0]
        assert max(sizes[1]) <= LIGHT_SIDE


async def test_pictures_are_made_light_only_once(tmp_path: Path):
    """A second refusal is told as it is."""
    async with scene(tmp_path) as subject:
        subject.kiro.faults.add(TOO_LARGE, operation=GENERATE, times=None)
        body = shown(image(picture("PNG", (800, 300), is_noisy=True)))
        status, answer = await subject.post(body)

        assert (413, "request_too_large") == (status, answer["error"]["type"])
        assert 2 == subject.generated


async def test_documents_that_a_model_refuses_are_read_to_it(tmp_path: Path):
    """Which models take documents is in no list: the refusal tells."""
    refusal = Answer(
        status=400,
        body={
            "message": "The model does not support documents.",
            "reason": "DOCUMENT_MODEL_NOT_SUPPORTED",
        },
    )
    async with scene(tmp_path) as subject:
        subject.kiro.faults.add(refusal, operation=GENERATE)
        status, _ = await subject.post(shown(document(pdf("Words"))))

        assert 200 == status
        assert ["documents" in sent(subject, call) for call in (0, 1)] == [True, False]
        assert "Words" in sent(subject)["content"]
