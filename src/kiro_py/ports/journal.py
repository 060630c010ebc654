"""The need to tell what happened, without prompts and without secrets."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class AttemptFailed:
    """One upstream attempt ended badly; `detail` is Kiro's own words, for our side only."""

    request_id: str
    credential_id: int | None
    host: str
    attempt: int
    verdict: str
    detail: str = ""


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


@dataclass(frozen=True, slots=True)
class TokensRenewed:
    """A credential has new tokens."""

    credential_id: int
    expires_at: float | None


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
    """A credential stands elsewhere; `until` is in epoch seconds, `None` for no end."""

    credential_id: int
    state: str
    reason: str
    until: float | None


@dataclass(frozen=True, slots=True)
class QuotaRead:
    """An account has told its credits; `resets_at` is in epoch seconds."""

    credential_id: int
    plan: str | None
    used: float
    limit: float
    resets_at: float | None


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
class KeeperActed:
    """Somebody with the admin key has changed something; `what` is what they were told."""

    what: str


Happening = (
    AttemptFailed
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
    | KeeperActed
)


class Journal(Protocol):
    """Where happenings go: logs, metrics, traces."""

    def note(self, happening: Happening) -> None:
        """Take note; never raises, never waits."""
        ...
