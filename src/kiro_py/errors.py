"""I name what can go wrong, by what the caller can do about it.

The tree::

    GatewayError
    ├── RequestRefused        the client's request is wrong: fix it
    ├── BodyUnfit             what would be sent breaks a rule of Kiro: our own fault
    ├── UpstreamRefused       Kiro said no: what it means is in `refusal`
    ├── UpstreamBroken        Kiro's answer broke the protocol or stopped half-way
    │   └── FrameCorrupt      a frame of the event stream lies about itself
    ├── UpstreamUnreachable   no answer: name, connection, proxy, silence
    ├── NoCredential          nobody can serve this now; perhaps later
    ├── RenewalFailed         a token could not be renewed
    ├── SignInFailed          a person could not be signed in: denied, too late, or failed
    ├── StoreUnwritable       a rotated token could not be saved
    │   └── StoreAway         the database does not answer now; perhaps in a moment
    ├── ConfigInvalid         a setting or a credentials file is wrong: which key, why
    └── ConfigRefused         a whole file cannot be used: everything that is wrong in it

Facts travel in fields, prose only in messages: what was found, what was expected, what to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal

ErrorType = Literal[
    "invalid_request_error",
    "authentication_error",
    "billing_error",
    "permission_error",
    "not_found_error",
    "request_too_large",
    "rate_limit_error",
    "api_error",
    "timeout_error",
    "overloaded_error",
    "not_supported",
]
"""The `error.type` values of the Anthropic error envelope."""


class GatewayError(Exception):
    """The root: everything this gateway raises on purpose."""


class RequestRefused(GatewayError):  # noqa: N818 -- a refusal, in the field's own words
    """The client's request cannot be served as it is.

    `status` and `error_type` are what the client gets; `message` names the field and the mend.
    `retry_after_seconds` is how long to wait, where that helps.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        error_type: ErrorType = "invalid_request_error",
        should_retry: bool | None = None,
        retry_after_seconds: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.error_type: ErrorType = error_type
        self.should_retry = should_retry
        self.retry_after_seconds = retry_after_seconds


class BodyUnfit(GatewayError):  # noqa: N818
    """A translated request breaks a rule of Kiro; it was not sent, and `where` says which."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class Blame(Enum):
    """Who is at fault when Kiro refuses."""

    REQUEST = "request"
    TOKEN = "token"  # noqa: S105 -- the culprit's name, not a token
    CREDENTIAL = "credential"
    MODEL = "model"
    HOST = "host"
    SERVICE = "service"


class Again(Enum):
    """What may be tried before the first byte has left for the client."""

    NEVER = "never"
    AFTER_RENEWAL = "after renewal"
    WITH_PROFILE = "with its profile"
    WITHOUT_REASONING = "without reasoning"
    WITHOUT_SETTINGS = "without reasoning settings"
    IN_NEW_CONVERSATION = "in a new conversation"
    ONCE_MORE = "once more"
    SAME = "same"
    NEXT_HOST = "next host"
    OTHER_CREDENTIAL = "other credential"
    OTHER_CREDENTIAL_IF_ALLOWED = "other credential, if the owner allows it"


class Penalty(Enum):
    """What a refusal does to the credential that met it."""

    NONE = "none"
    COOL = "cool down"
    LIMIT = "limited, so that others do not step in unless the owner allows it"
    SPEND = "spent until the reset date"
    SPEND_FOR_NOW = "spent, asked again soon"
    DOUBT = "rest, twice as long each time"
    SUSPEND = "left alone until a person resets it"
    BAR_MODEL = "the model is barred for this credential"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a refusal of Kiro means: the blame, the next step and the client's answer.

    `name` is the row of the table in `kiro/refusal_table.py`; `retry_after_seconds` is how long to
    wait: what Kiro asked for, else what the row knows, `None` when neither says.
    """

    name: str
    blame: Blame
    again: Again
    status: int
    error_type: ErrorType
    message: str
    retry_after_seconds: int | None = None
    should_retry: bool | None = None
    penalty: Penalty = Penalty.NONE


class UpstreamRefused(GatewayError):  # noqa: N818
    """Kiro refused; `detail` is its own words, for our log and never for the client."""

    def __init__(self, refusal: Refusal, *, upstream_status: int, detail: str = "") -> None:
        super().__init__(f"{refusal.name}: HTTP {upstream_status}")
        self.refusal = refusal
        self.upstream_status = upstream_status
        self.detail = detail


class UpstreamBroken(GatewayError):  # noqa: N818
    """Kiro's answer stopped half-way or broke its protocol; `what` says how.

    `is_empty` marks an answer that ended properly but held nothing.
    """

    def __init__(self, what: str, *, is_empty: bool = False) -> None:
        super().__init__(what)
        self.what = what
        self.is_empty = is_empty


FrameFault = Literal[
    "prelude checksum",
    "message checksum",
    "frame too short",
    "frame too long",
    "headers too long",
    "header name",
    "header type",
    "header value",
    "truncated",
]
"""Every way in which bytes can fail to be an event stream."""


class FrameCorrupt(UpstreamBroken):
    """The bytes from `offset` of the stream on are not a frame; `fault` says why."""

    def __init__(self, fault: FrameFault, *, offset: int, found: object, expected: object) -> None:
        super().__init__(f"{fault} at byte {offset}: found {found!r}, expected {expected!r}")
        self.fault: FrameFault = fault
        self.offset = offset
        self.found = found
        self.expected = expected


class UpstreamUnreachable(GatewayError):  # noqa: N818
    """No answer from `host`: `what` is the step that failed ("connect", "silence", …)."""

    def __init__(self, what: str, *, host: str) -> None:
        super().__init__(f"{what}: {host!r}")
        self.what = what
        self.host = host


class Lack(Enum):
    """Why there is no credential for a request."""

    COOLING = "cooling"
    LIMITED = "limited"
    BUSY = "busy"
    SPENT = "spent"
    MODEL = "model"
    UNUSABLE = "unusable"


class NoCredential(GatewayError):  # noqa: N818
    """No credential can serve this request.

    `retry_after_seconds` is `None` when waiting is vain; `resets_at` is when spent credits come
    back, in epoch seconds, when that is known.
    """

    def __init__(
        self,
        why: str,
        *,
        lack: Lack = Lack.UNUSABLE,
        retry_after_seconds: int | None = None,
        resets_at: float | None = None,
    ) -> None:
        super().__init__(why)
        self.why = why
        self.lack = lack
        self.retry_after_seconds = retry_after_seconds
        self.resets_at = resets_at


class RenewalFailed(GatewayError):  # noqa: N818
    """A token could not be renewed; `is_final` means that only a new sign-in helps.

    `is_limited` means that the sign-in service has too much to do with us.
    """

    def __init__(
        self,
        why: str,
        *,
        is_final: bool,
        is_limited: bool = False,
        retry_after_seconds: int | None = None,
    ) -> None:
        super().__init__(why)
        self.why = why
        self.is_final = is_final
        self.is_limited = is_limited
        self.retry_after_seconds = retry_after_seconds


class SignInFailed(GatewayError):  # noqa: N818
    """A sign-in came to nothing; `how` is the state that it ends in, `why` is for the person."""

    def __init__(self, why: str, *, how: Literal["denied", "expired", "failed"] = "failed") -> None:
        super().__init__(why)
        self.why = why
        self.how: Literal["denied", "expired", "failed"] = how


class StoreUnwritable(GatewayError):  # noqa: N818
    """A rotated token could not be written to `path`; it lives in memory until it can."""

    def __init__(self, path: str, *, why: str) -> None:
        super().__init__(f"cannot write {path!r}: {why}")
        self.path = path
        self.why = why


class StoreAway(StoreUnwritable):
    """The database does not answer; `why` says how that is known, and the same may go well soon."""

    def __init__(self, why: str) -> None:
        super().__init__("the database", why=why)

    def __str__(self) -> str:
        return f"the database does not answer: {self.why}"


class ConfigInvalid(GatewayError):  # noqa: N818
    """A setting is wrong: `source` is the file or variable, `key` the setting (dots between)."""

    def __init__(self, source: str, key: str, problem: str) -> None:
        super().__init__(f"{source}: {key}: {problem}" if key else f"{source}: {problem}")
        self.source = source
        self.key = key
        self.problem = problem


class ConfigRefused(GatewayError):  # noqa: N818
    """The settings or the credentials cannot be used; `problems` lists all that is to be mended.

    `warnings` are what was odd besides: a misspelt name is often the reason for a missing one.
    """

    def __init__(self, problems: Sequence[ConfigInvalid], warnings: Sequence[str] = ()) -> None:
        super().__init__("\n".join([*(str(problem) for problem in problems), *warnings]))
        self.problems = tuple(problems)
        self.warnings = tuple(warnings)
