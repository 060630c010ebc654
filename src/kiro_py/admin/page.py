"""I serve the page as it was built: its own files and nothing else of the disk."""

import asyncio
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from litestar.types import HTTPScope, Receive, Scope, Send
from litestar.types.asgi_types import HTTPResponseStartEvent

from kiro_py.admin.headers import PAGE_HEADERS

BUILT: Final = Path(__file__).parent / "page"
"""Where `npm run build` in `ui/` puts it."""

_UNBUILT: Final = """\
The page is not part of this installation.

From a clone, build it with Node 20 or newer:

    cd ui
    npm ci
    npm run build

The admin API is served without it.
"""

_PACKED: Final = {".br": "br", ".gz": "gzip"}
"""Files that are another one's content already packed, the shortest first."""

_TEXTS: Final = ("text/", "application/json", "application/javascript", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class _File:
    """One file: what it is, and its content by how it is packed (`""` for not at all)."""

    media_type: str
    is_for_ever: bool
    tag: str
    contents: Mapping[str, bytes]


class Page:
    """An ASGI application for the paths below `path`; `index` is the file of `path` itself.

    Where `has_screens`, paths that name no file are screens of the page, and get the index too.
    """

    def __init__(self, path: str, index: str, *, has_screens: bool, folder: Path = BUILT) -> None:
        self._path, self._index, self._folder = path, index, folder
        self._has_screens = has_screens
        self._files: Mapping[str, _File] = {}
        self._built_at: int | None = None

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer one request."""
        asked = cast("HTTPScope", scope)
        if asked["method"] not in {"GET", "HEAD"}:
            await _tell(asked, send, 405, "only GET and HEAD\n", {"allow": "GET, HEAD"})
            return
        await self._refresh()
        if self._index not in self._files:
            await _tell(asked, send, 404, _UNBUILT)
            return
        found = self._find(asked["path"].removeprefix(self._path).strip("/"))
        if found is None:
            await _tell(asked, send, 404, "there is no such file\n")
            return
        await _send_file(asked, send, found)

    def _find(self, name: str) -> _File | None:
        """Return what is read already: no name leads to another file of the disk."""
        if name in self._files and not name.endswith(".html"):
            return self._files[name]
        is_screen = self._has_screens and "." not in name.rpartition("/")[2]
        return self._files[self._index] if not name or is_screen else None

    async def _refresh(self) -> None:
        """Read the page, and read it again when it has been built anew."""
        built_at = _built_at(self._folder / self._index)
        if built_at != self._built_at:
            self._files = await asyncio.to_thread(_read, self._folder)
            self._built_at = built_at


def _built_at(index: Path) -> int | None:
    try:
        return index.stat().st_mtime_ns
    except OSError:
        return None


def _read(folder: Path) -> dict[str, _File]:
    """Return the files of the page by their names."""
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    contents = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return {name: _file(name, contents) for name in contents if not name.endswith(tuple(_PACKED))}


def _file(name: str, contents: Mapping[str, bytes]) -> _File:
    packed = {
        packing: contents[name + ending]
        for ending, packing in _PACKED.items()
        if name + ending in contents
    }
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    is_text = media_type.startswith(_TEXTS)
    return _File(
        media_type=f"{media_type}; charset=utf-8" if is_text else media_type,
        is_for_ever=name.startswith("assets/"),  # their names change with their content
        tag=hashlib.sha256(contents[name]).hexdigest()[:32],
        contents={**packed, "": contents[name]},
    )


async def _send_file(asked: HTTPScope, send: Send, file: _File) -> None:
    headers = dict(asked["headers"])
    wanted = headers.get(b"accept-encoding", b"").decode("latin-1").lower()
    packing = next(each for each in file.contents if _takes(wanted, each))
    tag = f'"{file.tag}{packing and "-"}{packing}"'
    told = {
        "etag": tag,
        "vary": "accept-encoding",
        "cache-control": "public, max-age=31536000, immutable" if file.is_for_ever else "no-cache",
    }
    if tag in headers.get(b"if-none-match", b"").decode("latin-1"):
        await _send(asked, send, 304, b"", told)
        return
    told["content-type"] = file.media_type
    if packing:
        told["content-encoding"] = packing
    await _send(asked, send, 200, file.contents[packing], told)


def _takes(wanted: str, packing: str) -> bool:
    """Whether a browser that accepts `wanted` takes what is packed so."""
    if not packing:
        return True
    parts = [part.partition(";") for part in wanted.split(",")]
    return any(
        name.strip() == packing and value.replace(" ", "") not in {"q=0", "q=0.0"}
        for name, _, value in parts
    )


async def _tell(
    asked: HTTPScope, send: Send, status: int, text: str, told: Mapping[str, str] | None = None
) -> None:
    headers = {"content-type": "text/plain; charset=utf-8", "cache-control": "no-store"}
    await _send(asked, send, status, text.encode(), {**headers, **(told or {})})


async def _send(
    asked: HTTPScope, send: Send, status: int, body: bytes, told: Mapping[str, str]
) -> None:
    headers = [(name.encode(), value.encode()) for name, value in told.items()]
    if status != 304:  # noqa: PLR2004 -- which says nothing of a body
        headers.append((b"content-length", str(len(body)).encode()))
    start = {"type": "http.response.start", "status": status, "headers": [*headers, *PAGE_HEADERS]}
    await send(cast("HTTPResponseStartEvent", start))
    shown = b"" if asked["method"] == "HEAD" else body
    await send({"type": "http.response.body", "body": shown, "more_body": False})
