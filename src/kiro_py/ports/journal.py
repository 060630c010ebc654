"""The need to tell what happened, without prompts and without secrets."""

from dataclasses import dataclass, field
from typing import Final, Protocol


@dataclass(frozen=True, slots=True)
class AttemptFailed:
    """One upstream attempt ended badly; `detail` is Kiro's own words, for our side only.

    `at` is when it began, in epoch seconds; `status` is Kiro's, `None` when none came; `seconds`
    is `None` when nobody was asked.
    """

    request_id: str
    credential_id: int | None
    host: str
    attempt: int
    verdict: str
    detail: str = ""
    at: float = 0.0
    status: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class AttemptEnded:
    """The last upstream attempt of a request came to its end, or was ended by the client.

    `at` is when it began, in epoch seconds.
    """

    request_id: str
    credential_id: int | None
    host: str
    attempt: int
    is_whole: bool
    at: float
    seconds: float


@dataclass(frozen=True, slots=True)
class RequestEnded:
    """A request is over: what it asked, how it ended, what it took.

    `outcome` is the stop reason, an error type, or `client left`; `host` is who was asked last.
    """

    request_id: str
    model: str
    upstream_model: str
    credential_id: int | None
    outcome: str
    attempts: int
    seconds: float
    first_event_seconds: float | None
    input_tokens: int = 0
    output_tokens: int = 0
    credits: float | None = None
    host: str = ""
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0


@dataclass(frozen=True, slots=True)
class RequestAnswered:
    """The front door is done with a request, the last that is heard of it.

    `at` is when it came, in epoch seconds; `status` is what the client saw, or what it would have
    seen had the answer not begun before it failed, `CLIENT_LEFT` when it did not stay.  What is
    wrong has an `error_type` and a `message`, which is what the client was told.  `model` is empty
    when the request could not be read; `key_id` is `None` for the gateway's own key.  The last two
    are what the client says of a trace of its own, as W3C's headers have it.
    """

    request_id: str
    at: float
    seconds: float
    path: str
    model: str
    is_streamed: bool
    status: int
    key_id: int | None = None
    error_type: str = ""
    message: str = ""
    traceparent: str = ""
    tracestate: str = ""


CLIENT_LEFT: Final = 499
"""The status of an answer that nobody waited for, as nginx has it."""


@dataclass(frozen=True, slots=True)
class UsageKept:
    """So many requests are written down now, and can be asked about."""

    requests: int


@dataclass(frozen=True, slots=True)
class TokensRenewed:
    """A credential has new tokens; `spent` is the fingerprint of the refresh token they cost."""

    credential_id: int
    expires_at: float | None
    spent: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RenewalMissed:
    """A renewal failed; `is_final` means that a person must sign in again."""

    credential_id: int
    why: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class TokensUnsaved:
    """Rotated tokens are only in memory."""

    credential_id: int
    why: str


@dataclass(frozen=True, slots=True)
class UnknownEventSeen:
    """Kiro sent an event or a value that we have no word for."""

    name: str


@dataclass(frozen=True, slots=True)
class ModelsUnlisted:
    """The account's list of models did not come; the fallback table or the last list serves."""

    why: str


@dataclass(frozen=True, slots=True)
class StandingChanged:
    """A credential stands elsewhere; `until` is in epoch seconds, `None` for no end.

    What `is_heard` was learned by another process, which has taken note of it.
    """

    credential_id: int
    state: str
    reason: str
    until: float | None
    is_heard: bool = False


@dataclass(frozen=True, slots=True)
class QuotaRead:
    """An account has told its credits; `resets_at` is in epoch seconds."""

    credential_id: int
    plan: str | None
    used: float
    limit: float
    resets_at: float | None
    remaining: float = 0.0


@dataclass(frozen=True, slots=True)
class QuotaUnread:
    """An account's credits could not be read; what was known of them is stale."""

    credential_id: int
    why: str


@dataclass(frozen=True, slots=True)
class TokensSaved:
    """Rotated tokens that were only in memory are on the disk now."""

    credential_id: int


@dataclass(frozen=True, slots=True)
class ProfileFound:
    """A credential that did not name its profile has one now."""

    credential_id: int
    profile_arn: str


@dataclass(frozen=True, slots=True)
class FileUnread:
    """The credentials file was changed into something that cannot be used, as `why` tells."""

    why: str


@dataclass(frozen=True, slots=True)
class KeysUnread:
    """The keys of clients could not be read again, as `why` tells; those that were known go on."""

    why: str


@dataclass(frozen=True, slots=True)
class KeeperActed:
    """Somebody with the admin key has changed something; `what` is what they were told.

    `credential_ids` are those that were changed.
    """

    what: str
    credential_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """Settings were changed while the gateway runs; `what` names them, without secrets."""

    what: str


@dataclass(frozen=True, slots=True)
class SettingsUnread:
    """Settings were changed into something that cannot be used, as `why` tells; the old go on."""

    why: str


@dataclass(frozen=True, slots=True)
class RosterChanged:
    """Somebody has changed credentials where they are kept; `what` says so, without secrets."""

    what: str
    credential_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WarningBegan:
    """There is something that an owner should see to; `credential_id` is `None` for the whole."""

    kind: str
    credential_id: int | None
    text: str


@dataclass(frozen=True, slots=True)
class WarningEnded:
    """What an owner was warned of is over."""

    kind: str
    credential_id: int | None


@dataclass(frozen=True, slots=True)
class WarningUntold:
    """Warnings could not be posted to the webhook; they are tried again for a while."""

    why: str


Happening = (
    AttemptFailed
    | AttemptEnded
    | RequestAnswered
    | UsageKept
    | ProfileFound
    | TokensSaved
    | FileUnread
    | StandingChanged
    | RequestEnded
    | TokensRenewed
    | RenewalMissed
    | TokensUnsaved
    | UnknownEventSeen
    | ModelsUnlisted
    | QuotaRead
    | QuotaUnread
    | KeysUnread
    | KeeperActed
    | SettingsChanged
    | SettingsUnread
    | RosterChanged
    | WarningBegan
    | WarningEnded
    | WarningUntold
)


class Journal(Protocol):
    """Where happenings go: logs, metrics, traces."""

    def note(self, happening: Happening) -> None:
        """Take note; never raises, never waits."""
        ...
