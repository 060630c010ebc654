"""nginx and Caddy in front of the gateway, set up as the documentation says."""

import asyncio
import json
import shutil
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web

from house import KEY_HEADERS, api_key, running_gateway
from kiro_py.simulator.faults.effects import Silence
from kiro_py.simulator.ledger import Ending
from kiro_py.simulator.server import Simulator
from pages import blocks

PATIENCE_SECONDS = 20
MEGABYTE = 1_000_000
GENERATE = "GenerateAssistantResponse"

NGINX = """
daemon off; worker_processes 1; pid nginx.pid; error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy;
    fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    {server}
}}
"""


@dataclass(frozen=True, slots=True)
class Front:
    """A web server: how its settings are made for a port and a gateway, and how it is started."""

    program: str
    settings: Callable[[int, str], str]
    options: tuple[str, ...]


def kiro_key(kiro: Simulator) -> str:
    return str(kiro.accounts.credential("api-key")["kiroApiKey"])


def example(mark: str) -> str:
    """Return the one block of the documentation that has this mark."""
    (found,) = {block.body for block in blocks(mark)}
    return found


def for_nginx(port: int, gateway: str) -> str:
    """Return the documented server, on a port without a certificate."""
    lines = [line for line in example("nginx.conf").splitlines() if "ssl_" not in line]
    server = "\n".join(lines).replace("127.0.0.1:8080", gateway)
    part = example("nginx.location")
    return NGINX.format(
        server=server.replace("listen 443 ssl", f"listen 127.0.0.1:{port}").replace(
            "    location / {", f"{part}    location / {{"
        )
    )


def for_caddy(port: int, gateway: str) -> str:
    part = example("Caddyfile.part")
    site = example("Caddyfile").replace("127.0.0.1:8080", gateway)
    address = f"http://127.0.0.1:{port} {{\n{part}"
    return f"{{\nadmin off\n}}\n{site.replace('kiro.example.com {', address)}"


FRONTS = [
    pytest.param(Front("nginx", for_nginx, ("-p", ".", "-c", "settings")), id="nginx"),
    pytest.param(
        Front("caddy", for_caddy, ("run", "--config", "settings", "--adapter", "caddyfile")),
        id="Caddy",
    ),
]

every_front = pytest.mark.parametrize("front", FRONTS)


@asynccontextmanager
async def in_front(front: Front, gateway: str, folder: Path) -> AsyncGenerator[str]:
    """Run a web server in front of `gateway`; yield its URL."""
    program = shutil.which(front.program, path="/usr/local/bin:/usr/bin:/usr/sbin")
    if program is None:
        pytest.skip(f"{front.program} is not installed")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    settings = front.settings(port, urlsplit(gateway).netloc)
    await asyncio.to_thread((folder / "settings").write_text, settings, "utf-8")
    running = await asyncio.create_subprocess_exec(
        program,
        *front.options,
        cwd=folder,
        env={"HOME": str(folder)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await _answers(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        await running.wait()


async def _answers(port: int) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return


@every_front
async def test_the_first_words_arrive_at_once(front: Front, tmp_path: Path):
    """Words arrive while Kiro is silent, and Kiro is cut off when the client leaves."""
    async with Simulator() as kiro:
        kiro.faults.add(Silence(at="after-frames", frames=3), operation=GENERATE)
        question = {
            "model": "claude-sonnet-4-5",
            "max_tokens": 500,
            "stream": True,
            "messages": [{"role": "user", "content": "count to 50"}],
        }
        async with (
            running_gateway(kiro.url, api_key(kiro_key(kiro))) as gateway,
            in_front(front, gateway, tmp_path) as url,
            asyncio.timeout(PATIENCE_SECONDS),
            aiohttp.ClientSession(url, headers=KEY_HEADERS) as client,
        ):
            async with client.post("/v1/messages", json=question) as response:
                assert 200 == response.status, await response.text()
                await response.content.readuntil(b"event: content_block_delta")
            await kiro.calls.until(
                lambda calls: calls.of(GENERATE)[-1].ending is Ending.CLIENT_LEFT
            )


@every_front
async def test_a_large_request_passes(front: Front, tmp_path: Path):
    """20 MB reach the gateway, and are counted."""
    words = "words " * (20 * MEGABYTE // 6)
    message = {"role": "user", "content": words}
    body = json.dumps({"model": "claude-sonnet-4-5", "messages": [message]}).encode()
    async with (
        Simulator() as kiro,
        running_gateway(kiro.url, api_key(kiro_key(kiro))) as gateway,
        in_front(front, gateway, tmp_path) as url,
        aiohttp.ClientSession(url, headers=KEY_HEADERS) as client,
        client.post("/v1/messages/count_tokens", data=BytesIO(body)) as response,
    ):
        counted: dict[str, int] = await response.json()
        assert 200 == response.status, counted
        assert MEGABYTE < counted["input_tokens"]


@every_front
async def test_addresses_are_told(front: Front, tmp_path: Path):
    """The last address is the client's own, whatever the client says."""
    seen: list[str] = []

    async def note(request: web.Request) -> web.Response:
        seen.extend(request.headers.getall("x-forwarded-for"))
        seen.append(request.headers["x-forwarded-proto"])
        return web.Response()

    noting = web.Application()
    noting.router.add_get("/", note)
    runner = web.AppRunner(noting)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        gateway = f"http://127.0.0.1:{runner.addresses[0][1]}"
        invented = {"x-forwarded-for": "203.0.113.9"}
        async with (
            in_front(front, gateway, tmp_path) as url,
            aiohttp.ClientSession(url, headers=invented) as client,
            client.get("/"),
        ):
            assert ["127.0.0.1", "http"] == [seen[-2].rpartition(",")[2].strip(), seen[-1]]
    finally:
        await runner.cleanup()


@every_front
async def test_the_admin_side_stays_in(front: Front, tmp_path: Path):
    """What the page advises to leave out is 404 outside; the clients' routes are not."""
    paths = ("/admin", "/admin/keys", "/api/admin/v1/keys", "/metrics", "/healthz")
    async with (
        Simulator() as kiro,
        running_gateway(kiro.url, api_key(kiro_key(kiro)), admin_api_key="admin-key") as gateway,
        in_front(front, gateway, tmp_path) as url,
        aiohttp.ClientSession(url, headers=KEY_HEADERS) as client,
    ):
        statuses = [await status(client, path) for path in paths]
    assert [404, 404, 404, 404, 200] == statuses


async def status(client: aiohttp.ClientSession, path: str) -> int:
    async with client.get(path) as response:
        await response.read()
        return response.status
