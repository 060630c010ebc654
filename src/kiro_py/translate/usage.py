"""What a turn has spent, from the best figures that came.

Exact figures of a `metadataEvent` first; then the share of the window that a
`contextUsageEvent` reports, which covers the whole context, the answer included, so that the
answer is subtracted and never counted twice; then our own estimate.  Input is never reported as
zero: clients keep their first estimate where they see one and would count caches on top of it.
"""

from dataclasses import dataclass, field
from math import ceil
from typing import Final

from kiro_py.translate.tokens import weigh
from kiro_py.wire.anthropic.message import Usage
from kiro_py.wire.kiro.events import ContextUsageEvent, MetadataEvent, MeteringEvent, TokenUsage

PIECES_AT_ONCE: Final = 64
"""Weighing a piece costs the same for a word as for a page, so pieces are weighed together."""

CLEAR_SHARE: Final = 0.25
"""How much of a percentage's tokens the answer may be, as we weigh it, for a clear input."""

FULL_PERCENTAGE: Final = 100.0
"""A window that is full says nothing about how much was in it."""


@dataclass(slots=True)
class Spending:
    """The running account of one turn.

    `input_estimate` is our count of the request in tokens, `window_tokens` the size of the
    model's context.
    """

    input_estimate: int
    window_tokens: int
    credits: float | None = None
    _output_weight: float = 0.0
    _unweighed: list[str] = field(default_factory=list[str])
    _percentage: float | None = None
    _exact: TokenUsage | None = None
    _counted: int | None = None

    def wrote(self, text: str) -> None:
        """Count a piece of the answer (text, thinking or tool input)."""
        self._unweighed.append(text)
        if len(self._unweighed) >= PIECES_AT_ONCE:
            self._weigh()

    def counted(self, output_tokens: int | None) -> None:
        """Take over the output of an answer that was ended by its count."""
        self._counted = output_tokens

    def metadata(self, event: MetadataEvent) -> None:
        """Take over exact figures, if there are any."""
        if event.token_usage is not None:
            self._exact = event.token_usage
            if event.token_usage.context_usage_percentage is not None:
                self._percentage = event.token_usage.context_usage_percentage

    def context(self, event: ContextUsageEvent) -> None:
        """Take over the share of the window that is used."""
        if event.context_usage_percentage is not None:
            self._percentage = event.context_usage_percentage

    def metering(self, event: MeteringEvent) -> None:
        """Add credits; they are money, not tokens."""
        if event.usage is not None:
            self.credits = (self.credits or 0.0) + event.usage

    @property
    def has_begun(self) -> bool:
        """Whether anything has come of the turn; what has not cost nothing, as far as we know."""
        has_words = bool(self._unweighed or self._output_weight or self._counted)
        has_figures = self._exact is not None or self._percentage is not None
        return has_words or has_figures or self.credits is not None

    def at_start(self) -> Usage:
        """Return what `message_start` can say before the model has spoken."""
        return Usage(input_tokens=max(1, self.input_estimate), output_tokens=1)

    def usage(self) -> Usage:
        """Return the final figures of the turn."""
        self._weigh()
        output = max(1, ceil(round(self._output_weight, 6)))
        if self._counted is not None:
            output = self._counted
        if self._exact is not None:
            exact = _from_exact(self._exact, output)
            if exact is not None:
                return exact
        if self._percentage is not None and self._percentage > 0:
            total = round(self._percentage / 100 * self.window_tokens)
            return Usage(input_tokens=max(1, total - output), output_tokens=output)
        return Usage(input_tokens=max(1, self.input_estimate), output_tokens=output)

    def reported_input(self) -> int | None:
        """Return what the upstream itself says about the whole input, caches included.

        `None` where it says nothing, or where our own weighing of a long answer would blur it.
        """
        exact = self._exact
        told = None if exact is None else exact.output_tokens
        if exact is not None and (exact.uncached_input_tokens is not None or told):
            usage = _from_exact(exact, 1)
            if usage is not None:
                cached = usage.cache_creation_input_tokens + usage.cache_read_input_tokens
                return usage.input_tokens + cached
        if self._percentage is None or not 0 < self._percentage < FULL_PERCENTAGE:
            return None
        total = round(self._percentage / 100 * self.window_tokens)
        output = int(told or self.usage().output_tokens)
        return None if output > total * CLEAR_SHARE else total - output

    def _weigh(self) -> None:
        self._output_weight += weigh("".join(self._unweighed))
        self._unweighed.clear()


def _from_exact(exact: TokenUsage, output_estimate: int) -> Usage | None:
    """Return exact usage, or `None` when the figures do not tell the input."""
    output = max(1, int(exact.output_tokens or output_estimate))
    read = int(exact.cache_read_input_tokens or 0)
    written = int(exact.cache_write_input_tokens or 0)
    if exact.uncached_input_tokens is not None:
        uncached = int(exact.uncached_input_tokens)
    elif exact.total_tokens:
        uncached = int(exact.total_tokens) - output - read - written
    else:
        return None
    return Usage(
        input_tokens=max(1, uncached),
        output_tokens=output,
        cache_creation_input_tokens=written,
        cache_read_input_tokens=read,
    )
