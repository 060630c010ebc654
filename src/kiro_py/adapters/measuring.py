"""I say what is counted of what happens, to whoever counts.

What makes a series comes from lists of our own or of the owner's: a name that a client invents
makes none.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from kiro_py.adapters import gen_ai
from kiro_py.adapters import metric_table as table
from kiro_py.exchange.record import LEFT, SERVED
from kiro_py.ports.journal import (
    FileUnread,
    Happening,
    KeysUnread,
    ModelsUnlisted,
    QuotaUnread,
    RenewalMissed,
    SettingsUnread,
    StandingChanged,
    TokensRenewed,
    TokensUnsaved,
    UnknownEventSeen,
    WarningUntold,
)
from kiro_py.ports.usage import NOBODY, Entry, Request, Try

MOST_MODELS: Final = 200
"""How many models have series of their own, whatever Kiro lists; the rest is `other`."""

PATHS: Final = frozenset({"/v1/messages", "/messages", "/v1/v1/messages", "/cc/v1/messages"})
"""The paths of messages."""

OTHER: Final = "other"

_RENEWALS: Final = ("renewed", "failed", "ended")

_TROUBLES: Final[Mapping[type[Happening], str]] = {
    FileUnread: "credentials file unread",
    KeysUnread: "keys unread",
    ModelsUnlisted: "models unlisted",
    QuotaUnread: "quota unread",
    SettingsUnread: "settings unread",
    TokensUnsaved: "tokens unsaved",
    WarningUntold: "warnings untold",
}

Labels = tuple[str | int, ...]


class Tally(Protocol):
    """Somebody who counts; never raises, never waits."""

    def add(self, family: table.Family, labels: Labels, amount: float) -> None:
        """Add to a counter."""
        ...

    def observe(self, family: table.Family, labels: Labels, value: float) -> None:
        """Put a value into its bucket."""
        ...


class Measuring:
    """Implements the `Journal` port, and `UsageBook` for what is known of whole requests.

    Each of `tallies` counts.
    """

    def __init__(self, tallies: Sequence[Tally]) -> None:
        self._tallies = tallies
        self._models: set[str] = set()
        # Before the first one there is a zero, without which no rise from it could be seen.
        for family, kinds in ((table.REFRESHES, _RENEWALS), (table.TROUBLES, _TROUBLES.values())):
            for kind in kinds:
                self._add(family, kind, amount=0)

    def note(self, happening: Happening) -> None:
        """Count what happens beside requests; see the port."""
        match happening:
            case TokensRenewed():
                self._add(table.REFRESHES, "renewed")
            case RenewalMissed(is_final=is_final):
                self._add(table.REFRESHES, "ended" if is_final else "failed")
            case StandingChanged(state=state, is_heard=False):  # the sum over processes is right
                self._add(table.CHANGES, state)
            case UnknownEventSeen():
                self._add(table.UNKNOWN)
            case _ if (kind := _TROUBLES.get(type(happening))) is not None:
                self._add(table.TROUBLES, kind)
            case _:
                pass

    def keep(self, entry: Entry) -> None:
        """Count a request that is over, and what was tried for it."""
        request = entry.request
        model = self._model(request)
        bare = request.path.rstrip("/")
        path = bare if bare in PATHS else OTHER
        self._add(table.REQUESTS, path, model, request.status, request.outcome or OTHER)
        self._add(table.KEY_REQUESTS, request.key_id or NOBODY)
        if model:
            self._count_spending(request, model)
        for each in entry.tries:
            self._count_try(each)
        if request.attempts:
            self._add(table.RETRIES, model, amount=request.attempts - 1)
            self._measure(request, model)

    def _count_spending(self, request: Request, model: str) -> None:
        tokens = {
            "input": request.input_tokens,
            "output": request.output_tokens,
            "cache_read": request.cache_read_tokens,
            "cache_write": request.cache_write_tokens,
        }
        for kind, amount in tokens.items():
            self._add(table.TOKENS, model, kind, amount=amount)
        key_id = request.key_id or NOBODY
        self._add(table.KEY_TOKENS, key_id, amount=sum(tokens.values()))
        spent = request.credits or 0.0
        if spent > 0:
            self._add(table.CREDITS, model, request.credential_id or NOBODY, amount=spent)
            self._add(table.KEY_CREDITS, key_id, amount=spent)

    def _count_try(self, each: Try) -> None:
        host = each.host if each.seconds is not None else ""
        self._add(table.ATTEMPTS, host)
        if each.verdict not in {SERVED, LEFT}:
            self._add(table.ERRORS, host, each.verdict)

    def _measure(self, request: Request, model: str) -> None:
        labels = tuple(gen_ai.attributes(model, request.host).values())
        self._observe(table.DURATION, *labels, gen_ai.error_type(request), value=request.seconds)
        if request.first_token_seconds is not None:
            self._observe(table.FIRST_TOKEN, *labels, value=request.first_token_seconds)
        counted = {"input": gen_ai.input_tokens(request), "output": request.output_tokens}
        if any(counted.values()):
            for kind, amount in counted.items():
                self._observe(table.TOKEN_USAGE, *labels, kind, value=amount)

    def _model(self, request: Request) -> str:
        """Return the label of the model that was asked, nothing when none was found."""
        model = request.upstream_model
        if not model or model in self._models:
            return model
        if len(self._models) >= MOST_MODELS:
            return OTHER
        self._models.add(model)
        return model

    def _add(self, family: table.Family, *labels: str | int, amount: float = 1) -> None:
        for each in self._tallies:
            each.add(family, labels, amount)

    def _observe(self, family: table.Family, *labels: str | int, value: float) -> None:
        for each in self._tallies:
            each.observe(family, labels, value)
