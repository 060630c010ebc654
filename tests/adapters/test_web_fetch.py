"""The web over real sockets, on this machine; what is allowed is the test's to say."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from ipaddress import IPv4Address
from ssl import SSLContext

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from kiro_py.adapters.public_address import Address, is_public
from kiro_py.adapters.web_fetch import WebFetch, WebLimits
from kiro_py.ports.web import Resource, Unfetched
from proxies.trust import server_tls

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PICTURE = b"\x89PNG\r\n\x1a\n and more"
NOT_PUBLIC = Unfetched("it leads to an address that is not public")
UNREACHABLE = Unfetched("its server cannot be reached")
IMAGES = ("image/",)


class Names(AbstractResolver):
    """A name server that gives the answers it was told, one after the other, the last for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        self.asked.append(host)
        addresses = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        return


def only(*allowed: str) -> Callable[[Address], bool]:
    """Return a judge who lets through what is public, and these addresses of this machine."""
    return lambda address: is_public(address) or str(address) in allowed


@asynccontextmanager
async def serving(handler: Handler, tls: SSLContext | None = None) -> AsyncGenerator[int]:
    """Yield the port of a server on every address of this machine's own network."""
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "0.0.0.0", 0, ssl_context=tls)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def picture(_: web.Request) -> web.Response:
    return web.Response(body=PICTURE, content_type="image/png")


async def fetched(
    handler: Handler,
    url: str = "http://127.0.0.1:{port}/a.png",
    limits: WebLimits | None = None,
    *,
    names: AbstractResolver | None = None,
    kinds: Sequence[str] = IMAGES,
) -> Resource | Unfetched:
    """Fetch from a server that runs at 127.0.0.1, where going is allowed."""
    async with (
        serving(handler) as port,
        WebFetch("rustls", limits, is_allowed=only("127.0.0.1"), resolver=names) as subject,
    ):
        return await subject.fetch(url.format(port=port), kinds)


async def test_a_picture_comes_with_its_type():
    """The bytes and the bare media type are handed over."""

    async def handler(_: web.Request) -> web.Response:
        return web.Response(body=PICTURE, headers={"content-type": "Image/PNG; x=1"})

    assert Resource("image/png", PICTURE) == await fetched(handler)


async def test_nothing_of_ours_is_sent():
    """A stranger's server sees a plain GET with no cookie, even after it set one."""
    seen: list[web.Request] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request)
        if request.path == "/a.png":
            return web.Response(
                status=302, headers={"location": "/b.png", "set-cookie": "a=b; Path=/"}
            )
        return web.Response(body=PICTURE, content_type="image/png")

    assert Resource("image/png", PICTURE) == await fetched(handler)
    expected = {"host", "accept", "accept-encoding", "user-agent", "connection"}
    assert [expected, expected] == [{name.lower() for name in each.headers} for each in seen]


PRIVATE_URLS = [
    "http://127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.0.0.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://017700000001:{port}/",
    "http://127.0.0.2:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0:{port}/",
    "http://localhost:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::]:{port}/",
    "http://[::1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[fe80::1]:{port}/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0xa9fea9fe/latest/meta-data/",
    "http://2852039166/latest/meta-data/",
    "http://10.0.0.1/",
    "http://192.168.0.1/",
    "https://172.16.0.1/",
    "http://\uff11\uff12\uff17.0.0.1:{port}/",
]


@pytest.mark.parametrize("url", PRIVATE_URLS)
async def test_no_spelling_leads_behind_the_wall(url: str):
    """However an address that is not public is written, nobody is asked there."""
    seen: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.path)
        return await picture(request)

    async with serving(handler) as port, WebFetch() as subject:
        answer = await subject.fetch(url.format(port=port), IMAGES)

    assert answer in (NOT_PUBLIC, Unfetched("it is no URL"))
    assert [] == seen


@pytest.mark.parametrize(
    "address",
    ["127.0.0.2", "10.0.0.1", "169.254.169.254", "::1", "fd00:ec2::254", "::ffff:127.0.0.2"],
)
async def test_a_name_may_not_stand_for_a_private_address(address: str):
    """What a name server says is judged like what a client writes."""
    names = Names([address])
    assert NOT_PUBLIC == await fetched(picture, "http://a.example:{port}/", names=names)
    assert ["a.example"] == names.asked


async def test_a_name_may_stand_for_an_allowed_address():
    """The guard lets through what it shall."""
    answer = await fetched(picture, "http://a.example:{port}/", names=Names(["127.0.0.1"]))
    assert Resource("image/png", PICTURE) == answer


async def test_of_several_addresses_only_the_allowed_are_used():
    """A private address among public ones is passed over, never connected to."""
    seen: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        assert request.transport is not None
        seen.append(request.transport.get_extra_info("sockname")[0])
        return await picture(request)

    names = Names(["127.0.0.2", "127.0.0.1", "127.0.0.3"])
    assert Resource("image/png", PICTURE) == await fetched(
        handler, "http://a.example:{port}/", names=names
    )
    assert ["127.0.0.1"] == seen


async def test_a_name_that_changes_its_mind_is_judged_again():
    """DNS rebinding: each connection goes to the very address that was judged for it."""
    names = Names(["127.0.0.1"], ["127.0.0.2"])

    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=307, headers={"location": "/again"})

    assert NOT_PUBLIC == await fetched(handler, "http://a.example:{port}/", names=names)
    assert ["a.example", "a.example"] == names.asked


async def test_between_judgement_and_connection_nobody_is_asked():
    """DNS rebinding: a name is looked up once for a connection, so nothing can differ."""
    judged: list[Address] = []

    def judge(address: Address) -> bool:
        judged.append(address)
        return True

    names = Names(["127.0.0.1"], ["127.0.0.2"])
    async with serving(picture) as port, WebFetch(is_allowed=judge, resolver=names) as subject:
        answer = await subject.fetch(f"http://a.example:{port}/", IMAGES)

    assert Resource("image/png", PICTURE) == answer
    assert [IPv4Address("127.0.0.1")] == judged
    assert ["a.example"] == names.asked


@pytest.mark.parametrize(
    ("status", "location"),
    [
        (301, "http://127.0.0.2:{port}/"),
        (302, "//127.0.0.2:{port}/"),
        (303, "http://169.254.169.254/latest/meta-data/"),
        (307, "http://[::1]:{port}/"),
        (308, "http://0x7f000002:{port}/"),
    ],
)
async def test_no_redirect_leads_behind_the_wall(status: int, location: str):
    """Each hop is judged like the first one."""
    seen: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.host)
        target = location.format(port=request.url.port)
        return web.Response(status=status, headers={"location": target})

    assert NOT_PUBLIC == await fetched(handler)
    assert 1 == len(seen)


async def test_redirects_come_to_an_end():
    """Five are followed, and not a sixth."""
    seen: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.path)
        return web.Response(status=302, headers={"location": "/on"})

    assert Unfetched("it redirects more than 5 times") == await fetched(handler)
    assert ["/a.png", *["/on"] * 5] == seen


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ftp://example.com/a.png", "it does not begin with http:// or https://"),
        ("file:///etc/passwd", "it does not begin with http:// or https://"),
        ("gopher://example.com/", "it does not begin with http:// or https://"),
        ("//example.com/a.png", "it does not begin with http:// or https://"),
        ("a.png", "it does not begin with http:// or https://"),
        ("http://", "it does not begin with http:// or https://"),
        ("http://[::1", "it is no URL"),
        ("http://example.com:99999/", "it is no URL"),
        ("http://a..example/", "it is no URL"),
        (f"http://{'a' * 64}.example/", "it is no URL"),
        ("http://\u2024/", "it is no URL"),
        ("http://\ud800/", "it is no URL"),
        ("http://user:secret@example.com/", "it holds a sign-in"),
    ],
)
async def test_what_is_no_public_url_is_refused(url: str, expected: str):
    """Other schemes, half URLs and sign-ins are not tried."""
    assert Unfetched(expected) == await fetched(picture, url)


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("file:///etc/passwd", "it does not begin with http:// or https://"),
        ("http://[::1", "it is no URL"),
        ("http://a..example/", "it is no URL"),
    ],
)
async def test_a_redirect_to_no_public_url_is_refused(location: str, expected: str):
    """A server cannot choose what the client may not."""

    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"location": location})

    assert Unfetched(expected) == await fetched(handler)


async def test_a_server_must_show_who_it_is():
    """A certificate that nobody has vouched for is not trusted."""
    async with (
        serving(picture, server_tls()) as port,
        WebFetch(is_allowed=only("127.0.0.1")) as subject,
    ):
        answer = await subject.fetch(f"https://127.0.0.1:{port}/", IMAGES)

    assert Unfetched("its server's certificate is not trusted") == answer


@pytest.mark.parametrize("status", [204, 206, 304, 401, 404, 500])
async def test_only_success_counts(status: int):
    """Anything but 200 is told by its number."""

    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=status)

    assert Unfetched(f"its server answers HTTP {status}") == await fetched(handler)


@pytest.mark.parametrize("is_declared", [True, False])
async def test_what_is_too_large_is_given_up(*, is_declared: bool):
    """Neither a declared size nor an undeclared one gets over the limit."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "image/png"})
        if is_declared:
            response.content_length = 1001
        await response.prepare(request)
        await response.write(bytes(1001))
        return response

    answer = await fetched(handler, limits=WebLimits(max_bytes=1000))
    assert Unfetched("it is larger than 1000 bytes") == answer


async def test_what_fits_exactly_is_taken():
    """The limit itself is allowed."""

    async def handler(_: web.Request) -> web.Response:
        return web.Response(body=bytes(1000), content_type="image/png")

    answer = await fetched(handler, limits=WebLimits(max_bytes=1000))
    assert Resource("image/png", bytes(1000)) == answer


async def test_what_never_ends_is_given_up():
    """An endless body is read up to the limit and not further."""
    has_left = asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "image/png"})
        await response.prepare(request)
        try:
            while True:
                await response.write(bytes(65_536))
        except ConnectionError:
            has_left.set()
            raise

    async with (
        serving(handler) as port,
        WebFetch(limits=WebLimits(max_bytes=200_000), is_allowed=only("127.0.0.1")) as subject,
    ):
        answer = await subject.fetch(f"http://127.0.0.1:{port}/", IMAGES)
        async with asyncio.timeout(10):
            await has_left.wait()

    assert Unfetched("it is larger than 200000 bytes") == answer


@pytest.mark.parametrize("is_begun", [True, False])
async def test_what_is_slow_is_given_up(*, is_begun: bool):
    """The time is for everything together, so that dribbling does not help."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "image/png"})
        if is_begun:
            await response.prepare(request)
        while True:
            await asyncio.sleep(0.05)
            if is_begun:
                await response.write(b".")

    answer = await fetched(handler, limits=WebLimits(seconds=0.3))
    assert Unfetched("it took more than 0.3 seconds") == answer


@pytest.mark.parametrize("media_type", ["text/html", "application/json", "video/mp4"])
async def test_another_type_is_refused(media_type: str):
    """A page instead of a picture is told, and not read."""

    async def handler(_: web.Request) -> web.Response:
        return web.Response(body=b"<html>", content_type=media_type)

    expected = Unfetched(f"its media type is {media_type!r}, expected image/, application/pdf")
    assert expected == await fetched(handler, kinds=("image/", "application/pdf"))


async def test_a_type_that_says_nothing_is_left_open():
    """Stores of files say `octet-stream` for everything: the bytes will tell."""

    async def handler(_: web.Request) -> web.Response:
        return web.Response(body=PICTURE, content_type="application/octet-stream")

    assert Resource("", PICTURE) == await fetched(handler)


async def test_what_is_compressed_is_refused():
    """Nothing is unpacked here, so that no small answer becomes a large one."""

    async def handler(_: web.Request) -> web.Response:
        headers = {"content-type": "image/png", "content-encoding": "gzip"}
        return web.Response(body=b"\x1f\x8b", headers=headers)

    expected = Unfetched("its server compresses what it was asked to send as it is")
    assert expected == await fetched(handler)


async def test_a_server_that_breaks_off_is_told():
    """Half a picture is none."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "image/png"})
        response.content_length = 100
        await response.prepare(request)
        await response.write(b"half")
        assert request.transport is not None
        request.transport.abort()
        return response

    assert Unfetched("its server broke off") == await fetched(handler)


async def test_nobody_there_is_told():
    """A port where nobody listens is not the same as one behind the wall."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert UNREACHABLE == await fetched(picture, f"http://127.0.0.1:{port}/")


async def test_a_name_that_nobody_knows_is_told():
    """A name server's refusal is no reason to stop the gateway."""

    class NoNames(Names):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
        ) -> list[ResolveResult]:
            raise OSError(f"no such name: {host}")

    assert UNREACHABLE == await fetched(picture, "http://a.example/", names=NoNames([]))
