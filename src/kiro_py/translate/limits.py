"""I hold an answer to what its client allows: so many tokens, and text up to a stop sequence.

Kiro takes no stop sequences, and `max_tokens` for some models only, so the gateway minds both.
Rule 1: what is let through depends on the text alone, never on how it was cut into pieces.
Rule 2: nothing is held back but what may be the beginning of a stop sequence.  Rule 3: tokens are
counted as the thriftiest tokenizer would, so that no answer is cut before it is due.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kiro_py.translate.models import Model
from kiro_py.translate.tokens import TOKENS_PER_ASCII, TOKENS_PER_FURTHER_BYTE, weigh
from kiro_py.wire.anthropic.request import MessagesRequest

LEAST_SHARE: Final = 0.75
"""What a text has of its weight at the least: fluent prose comes near that."""

BACKSTOP: Final = 2
"""How many times `max_tokens` an answer may have that the service itself holds to it."""

_MOST_PER_CHARACTER: Final = LEAST_SHARE * (TOKENS_PER_ASCII + 3 * TOKENS_PER_FURTHER_BYTE)
_ROUNDING: Final = 1e-6  # sums of weights differ by less than that, whatever their order
_RUN: Final = re.compile(r"(.)\1+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client allows.

    `max_tokens` is where the gateway ends an answer, `None` where it need not.  `has_one_call`:
    further tool calls of the answer are left out.
    """

    max_tokens: int | None = None
    stop_sequences: tuple[str, ...] = ()
    has_one_call: bool = False


def limits_of(request: MessagesRequest, model: Model) -> Limits:
    """Return the limits of an answer of `model` to `request`."""
    choice = request.tool_choice
    return Limits(
        max_tokens=_max_tokens(request.max_tokens, model),
        stop_sequences=request.stop_sequences,
        has_one_call=choice is not None and bool(choice.disable_parallel_tool_use),
    )


def _max_tokens(asked: int | None, model: Model) -> int | None:
    if asked is None or asked >= model.max_output_tokens:
        return None  # the model has no more to give
    is_told = model.output_bounds is not None and asked >= model.output_bounds.least
    return asked * BACKSTOP if is_told else asked


class Allowance:
    """Counts an answer against a number of tokens, `None` for any; `is_spent` once it is over.

    A run of one character counts once, since tokenizers have tokens for indentation and rules.
    """

    __slots__ = ("_characters", "_counted", "_last", "_uncounted", "is_spent", "tokens")

    def __init__(self, tokens: int | None) -> None:
        self.tokens = tokens
        self.is_spent = tokens == 0
        self._counted = 0.0
        self._last = ""
        self._uncounted: list[str] = []
        self._characters = 0

    def admit(self, text: str) -> str:
        """Count `text` and return as much of its beginning as is allowed."""
        if self.tokens is None:
            return text
        if self.is_spent:
            return ""
        self._characters += len(text)
        if self._counted + self._characters * _MOST_PER_CHARACTER <= self.tokens:
            self._uncounted.append(text)  # counting costs, and it cannot be too much yet
            return text
        self._count("".join(self._uncounted))
        self._uncounted.clear()
        left = self.tokens - self._counted + _ROUNDING
        if self._least(text) > left:
            self.is_spent = True
            lengths = range(len(text))
            text = text[: bisect_right(lengths, left, key=lambda end: self._least(text[:end])) - 1]
        self._count(text)
        self._characters = 0
        return text

    def _count(self, text: str) -> None:
        self._counted += self._least(text)
        self._last = text[-1:] or self._last

    def _least(self, text: str) -> float:
        """Return how many tokens `text` has at the least, coming after what was counted."""
        return LEAST_SHARE * weigh(_RUN.sub(r"\1", self._last + text)[len(self._last) :])


class StopSequences:
    """Lets text through up to the first sequence that is whole; `found` is that one.

    Of two that become whole at once, it is the one that began first.  `left_over` is how many
    characters came behind it.
    """

    __slots__ = ("_held", "_sequences", "found", "left_over")

    def __init__(self, sequences: Iterable[str]) -> None:
        self._sequences = tuple(sequences)
        self._held: str = ""
        self.found: str | None = None
        self.left_over: int = 0

    def receive(self, text: str) -> str:
        """Return what is certain to belong to the answer; the rest is held, or dropped."""
        if not self._sequences:
            return text
        if self.found is not None:
            self.left_over += len(text)
            return ""
        text = self._held + text
        starts = ((text.find(sequence), sequence) for sequence in self._sequences)
        ends = [(start + len(found), start, found) for start, found in starts if start >= 0]
        if ends:
            end, start, self.found = min(ends)
            self._held, self.left_over = "", len(text) - end
            return text[:start]
        certain = min(_beginning(text, sequence) for sequence in self._sequences)
        self._held = text[certain:]
        return text[:certain]

    def finish(self) -> str:
        """Return what was held: no sequence goes on in what comes next."""
        held, self._held = self._held, ""
        return held


def _beginning(text: str, sequence: str) -> int:
    """Return where the longest end of `text` begins that is a beginning of `sequence`."""
    start = max(0, len(text) - len(sequence) + 1)
    while (start := text.find(sequence[0], start)) >= 0:
        if sequence.startswith(text[start:]):
            return start
        start += 1
    return len(text)
