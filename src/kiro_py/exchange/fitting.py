"""I answer requests with attachments: once they fit, and once more if they were too heavy still."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from kiro_py.errors import UpstreamRefused
from kiro_py.exchange.ask import Ask
from kiro_py.exchange.attachments import Attachments
from kiro_py.exchange.ending import OneEnding
from kiro_py.translate.models import Model
from kiro_py.wire.anthropic.message import ReplyMessage
from kiro_py.wire.anthropic.stream import StreamEvent

Batches = AsyncGenerator[Sequence[StreamEvent]]


@dataclass(frozen=True, slots=True)
class Fitting:
    """Makes requests fit for the model that `model_of` finds for each."""

    attachments: Attachments
    model_of: Callable[[Ask], Model]

    async def events(
        self, ask: Ask, answer: Callable[[Ask], Batches], ending: OneEnding
    ) -> Batches:
        """Yield what `answer` yields for the request as it fits.

        `ending` is the journal of `answer`.  Raises `RequestRefused` before anything is yielded
        when the request cannot be made to fit.
        """
        with ending:
            ready = await self._ready(ask)
            batches = answer(ready)
            try:
                first = await anext(batches)
            except UpstreamRefused as refused:
                ready = await self._lighter(ready, refused)
                batches = answer(ready)
                first = await anext(batches)
            del ask, ready  # megabytes, which nobody needs any more while the answer streams
            async with aclosing(batches):
                yield first
                async for batch in batches:
                    yield batch

    async def whole(
        self, ask: Ask, answer: Callable[[Ask], Awaitable[ReplyMessage]], ending: OneEnding
    ) -> ReplyMessage:
        """Return what `answer` returns for the request as it fits; see `events`."""
        with ending:
            ready = await self._ready(ask)
            try:
                return await answer(ready)
            except UpstreamRefused as refused:
                ready = await self._lighter(ready, refused)
            return await answer(ready)

    async def _ready(self, ask: Ask) -> Ask:
        model = self.model_of(ask)
        return replace(ask, request=await self.attachments.ready(ask.request, model))

    async def _lighter(self, ask: Ask, refused: UpstreamRefused) -> Ask:
        """Return what may be asked instead, or raise `refused` when nothing would help."""
        model = self.model_of(ask)
        name = refused.refusal.name
        lighter = await self.attachments.lighter(ask.request, model, name)
        if lighter is None:
            raise refused
        return replace(ask, request=lighter)
