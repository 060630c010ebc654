"""I see to it that every tool call is answered exactly once, right after it was made.

The service takes results in the turn after their calls only, one for each, under ids of at most
64 letters, digits, `_` and `-` that occur once in a conversation.  Clients keep to less: results
come in any order, twice, late, or never.
"""

import re
from collections import deque
from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from kiro_py.wire.kiro.request import ResultText, ToolResult

NEVER_ANSWERED: Final = "This tool call was never answered."
"""The result of a call that the conversation went past; without it the model would call again."""

NO_OUTPUT: Final = "(no output)"
"""The result of a tool that answered with nothing, since an empty text may be refused."""

_ACCEPTED_ID: Final = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class CallIds:
    """The ids of a conversation's tool calls, no two alike."""

    __slots__ = ("_given", "_uses")

    def __init__(self) -> None:
        self._uses: dict[str, int] = {}
        self._given: set[str] = set()

    def take(self, client_id: str) -> str:
        """Return the id for the next call that the client knows as `client_id`.

        Ids that fit stay as they are; the same calls in the same order get the same ids.
        """
        chosen = client_id
        while chosen in self._given or not _ACCEPTED_ID.fullmatch(chosen):
            uses = self._uses[client_id] = self._uses.get(client_id, 0) + 1
            digest = sha256(f"{client_id}\n{uses}".encode("utf-8", "surrogatepass")).hexdigest()
            chosen = f"tooluse_{digest[:32]}"
        self._given.add(chosen)
        return chosen


class Answers:
    """The calls of one assistant's turn, and the answers that the next turn gives."""

    __slots__ = ("_calls", "_failed", "_pieces")

    def __init__(self) -> None:
        self._calls: dict[str, deque[str]] = {}
        self._pieces: dict[str, list[str] | None] = {}
        self._failed: set[str] = set()

    def expect(self, client_id: str, upstream_id: str) -> None:
        """Expect an answer to a call."""
        self._calls.setdefault(client_id, deque()).append(upstream_id)
        self._pieces[upstream_id] = None

    def take(self, client_id: str, pieces: list[str], *, is_error: bool) -> bool:
        """Take a result, and tell whether it answers a call of this turn.

        Of several calls under one id the first is answered first.  A further result for a call
        adds what it says anew; one error makes the whole an error.
        """
        calls = self._calls.get(client_id)
        if calls is None:
            return False
        upstream_id = calls.popleft() if len(calls) > 1 else calls[0]
        present = self._pieces[upstream_id]
        if present is None:
            self._pieces[upstream_id] = pieces
        else:
            present.extend(piece for piece in pieces if piece not in present)
        if is_error:
            self._failed.add(upstream_id)
        return True

    def results(self) -> Iterator[ToolResult]:
        """Yield one result for each call, in the order of the calls."""
        for upstream_id, pieces in self._pieces.items():
            if pieces is None:
                yield ToolResult(upstream_id, (ResultText(NEVER_ANSWERED),), "error")
            else:
                texts = tuple(ResultText(piece) for piece in pieces or (NO_OUTPUT,))
                status = "error" if upstream_id in self._failed else "success"
                yield ToolResult(upstream_id, texts, status)


def orphan(client_id: str, pieces: list[str], *, is_error: bool) -> str:
    """Return a result that answers no call here as text, so that nothing it says is lost."""
    what = "Error" if is_error else "Result"
    text = "\n".join(pieces or (NO_OUTPUT,))
    return f"{what} of tool call {client_id}, which is not in this conversation:\n{text}"
