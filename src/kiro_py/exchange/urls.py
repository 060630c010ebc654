"""I bring what a request only names by URL, each URL once."""

import asyncio
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from kiro_py.errors import RequestRefused
from kiro_py.exchange.kept import Kept
from kiro_py.ports.web import Resource, Unfetched, Web
from kiro_py.translate.attached import Attached, Attachment
from kiro_py.translate.media import DOCUMENT_TYPES
from kiro_py.wire.anthropic.content import Base64Source, ImageBlock, UrlSource

MAX_URLS: Final = 20
"""What one request may name."""

MAX_FETCHED_BYTES: Final = 50 * 1024 * 1024
"""What one request may make the gateway hold, as much as it could have brought itself."""

_IMAGES: Final = ("image/",)
_DOCUMENTS: Final = tuple(DOCUMENT_TYPES)

_Wanted = tuple[str, tuple[str, ...]]


class NoWeb:
    """Implements the `Web` port for a gateway that fetches nothing; `why` tells."""

    def __init__(self, why: str) -> None:
        self._why = why

    async def fetch(self, url: str, kinds: Sequence[str]) -> Unfetched:  # noqa: ARG002 -- the port's
        """Say why nothing is fetched."""
        return Unfetched(self._why)


class Urls:
    """Fetches from `web`, which may change, and keeps what came in `kept`."""

    def __init__(self, web: Web, kept: Kept[Resource]) -> None:
        self.web = web
        self._kept = kept

    async def fetched(self, found: Iterable[Attached]) -> Mapping[str, Attachment]:
        """Return the blocks that name a URL with what stands there, by path.

        Raises `RequestRefused`, naming the path, for what cannot be fetched.
        """
        named = [(each, wanted) for each in found if (wanted := _wanted(each.block)) is not None]
        if len(named) > MAX_URLS:
            path = named[MAX_URLS][0].path
            raise RequestRefused(f"{path}.source.url: a request may name {MAX_URLS} URLs at most")
        got = await self._all({wanted for _, wanted in named})
        others: dict[str, Attachment] = {}
        size = 0
        for each, wanted in named:
            resource = got[wanted]
            if isinstance(resource, Unfetched):
                raise _refused(each, f"this URL cannot be used: {resource.why}")
            size += len(resource.data)
            if size > MAX_FETCHED_BYTES:
                raise _refused(
                    each, f"with this one, a request's URLs lead to over {MAX_FETCHED_BYTES} bytes"
                )
            data = b64encode(resource.data).decode()
            source = Base64Source(data, resource.media_type or None)
            others[each.path] = replace(each.block, source=source)
        return others

    async def _all(self, wanted: set[_Wanted]) -> Mapping[_Wanted, Resource | Unfetched]:
        if not wanted:
            return {}
        async with asyncio.TaskGroup() as fetching:
            tasks = {each: fetching.create_task(self._one(each)) for each in wanted}
        return {each: task.result() for each, task in tasks.items()}

    async def _one(self, wanted: _Wanted) -> Resource | Unfetched:
        kept = self._kept.find(wanted)
        if kept is not None:
            return kept
        got = await self.web.fetch(*wanted)
        if isinstance(got, Resource):
            self._kept.keep(wanted, got, len(got.data))
        return got


def _wanted(block: Attachment) -> _Wanted | None:
    if not isinstance(block.source, UrlSource):
        return None
    return block.source.url, _IMAGES if isinstance(block, ImageBlock) else _DOCUMENTS


def _refused(each: Attached, why: str) -> RequestRefused:
    return RequestRefused(f"{each.path}.source.url: {why}")
