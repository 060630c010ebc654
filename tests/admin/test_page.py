"""The page's files: only its own, and none of them may load anything from elsewhere."""

import gzip
import os
from pathlib import Path
from typing import Any

import pytest

from kiro_py.admin.page import Page

SCRIPT = b"export const page = 'admin';" * 10


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A page as it is built, and a secret beside it."""
    (tmp_path / "secret.json").write_text("secret")
    built = tmp_path / "page"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<title>admin</title>")
    (built / "usage.html").write_text("<title>usage</title>")
    (built / "theme.js").write_bytes(SCRIPT)
    (built / "assets" / "main-1a2b.js").write_bytes(SCRIPT)
    (built / "assets" / "main-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (built / "assets" / "main-1a2b.js.br").write_bytes(b"brotli")
    (built / "assets" / "link.js").symlink_to(tmp_path / "secret.json")
    return built


class Got:
    """An answer."""

    def __init__(self, sent: list[Any]) -> None:
        self.status: int = sent[0]["status"]
        self.headers = {name.decode(): text.decode() for name, text in sent[0]["headers"]}
        self.body: bytes = sent[1]["body"]


async def get(folder: Path, path: str, method: str = "GET", **headers: str) -> Got:
    """Ask for a path of the page in `folder`."""
    return await ask(
        Page("/admin", "index.html", has_screens=True, folder=folder), path, method, **headers
    )


async def ask(subject: Page, path: str, method: str = "GET", **headers: str) -> Got:
    raw = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("nobody reads a body")

    scope: Any = {"type": "http", "method": method, "path": path, "headers": raw}
    await subject(scope, receive, send)
    return Got(sent)


@pytest.mark.parametrize(
    "path", ["/admin", "/admin/", "/admin/credentials", "/admin/credentials/3", "/admin/index"]
)
async def test_a_screen_is_the_index(folder: Path, path: str):
    """The page itself knows what to show; it is asked for anew each time."""
    found = await get(folder, path)
    assert (200, b"<title>admin</title>") == (found.status, found.body)
    assert "text/html; charset=utf-8" == found.headers["content-type"]
    assert "no-cache" == found.headers["cache-control"]


async def test_what_is_named_after_its_content_stays(folder: Path):
    """A browser asks for it once; other files are compared each time."""
    found = await get(folder, "/admin/assets/main-1a2b.js")
    assert (200, SCRIPT) == (found.status, found.body)
    assert "public, max-age=31536000, immutable" == found.headers["cache-control"]
    assert found.headers["content-type"].startswith("text/javascript")
    assert "no-cache" == (await get(folder, "/admin/theme.js")).headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/admin/../secret.json",
        "/admin/assets/../../secret.json",
        "/admin/..%2fsecret.json",
        "/admin/assets/link.js",
        "/admin//etc/hosts.txt",
        "/admin/assets/main-1a2b.js.gz",
        "/admin/usage.html",
        "/admin/missing.js",
    ],
)
async def test_no_path_leads_elsewhere(folder: Path, path: str):
    """Only files that were read from the page are found."""
    found = await get(folder, path)
    assert (404, b"there is no such file\n") == (found.status, found.body)


async def test_the_other_page_has_no_screens(folder: Path):
    """A holder of a key sees one page, and the files that belong to it."""
    subject = Page("/usage", "usage.html", has_screens=False, folder=folder)
    assert b"<title>usage</title>" == (await ask(subject, "/usage")).body
    assert SCRIPT == (await ask(subject, "/usage/theme.js")).body
    assert 404 == (await ask(subject, "/usage/credentials")).status
    assert 404 == (await ask(subject, "/usage/index.html")).status


@pytest.mark.parametrize(
    ("expected", "accepted"),
    [
        ("br", "gzip, deflate, br"),
        ("gzip", "gzip;q=0.8, br;q=0"),
        (None, "identity"),
        (None, ""),
    ],
)
async def test_what_is_packed_already_is_sent_so(folder: Path, expected: str | None, accepted: str):
    """To browsers that take it."""
    found = await get(folder, "/admin/assets/main-1a2b.js", accept_encoding=accepted)
    assert expected == found.headers.get("content-encoding")
    assert "accept-encoding" == found.headers["vary"]
    contents = {"br": b"brotli", "gzip": gzip.compress(SCRIPT), None: SCRIPT}
    assert len(contents[expected]) == int(found.headers["content-length"])


async def test_what_a_browser_has_is_not_sent_again(folder: Path):
    """Its tag is enough."""
    tag = (await get(folder, "/admin")).headers["etag"]
    found = await get(folder, "/admin", if_none_match=f'"other", {tag}')
    assert (304, b"", tag) == (found.status, found.body, found.headers["etag"])


async def test_a_head_has_no_body(folder: Path):
    """It has the headers of a `GET`."""
    found = await get(folder, "/admin", "HEAD")
    assert (200, b"", "20") == (found.status, found.body, found.headers["content-length"])


async def test_a_page_takes_nothing(folder: Path):
    """It is read only."""
    found = await get(folder, "/admin", "POST")
    assert (405, "GET, HEAD") == (found.status, found.headers["allow"])


@pytest.mark.parametrize("path", ["/admin", "/admin/missing.js", "/admin/assets/main-1a2b.js"])
async def test_nothing_from_elsewhere_is_let_in(folder: Path, path: str):
    """The browser is told so with every answer."""
    found = await get(folder, path)
    policy = found.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert ("nosniff", "no-referrer") == (
        found.headers["x-content-type-options"],
        found.headers["referrer-policy"],
    )


async def test_what_is_not_built_says_how(tmp_path: Path):
    """A clone without Node serves everything else."""
    found = await get(tmp_path / "nothing", "/admin")
    assert (404, "text/plain; charset=utf-8") == (found.status, found.headers["content-type"])
    assert b"npm run build" in found.body


async def test_a_new_build_is_seen(folder: Path):
    """Whoever works on the page need not start the gateway again."""
    subject = Page("/admin", "index.html", has_screens=True, folder=folder)
    await ask(subject, "/admin")
    index = folder / "index.html"
    index.write_text("<title>new</title>")
    os.utime(index, (2_000_000_000, 2_000_000_000))
    assert b"<title>new</title>" == (await ask(subject, "/admin")).body
