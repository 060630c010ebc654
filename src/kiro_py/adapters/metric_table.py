"""The table of metrics, which feeds what is counted and the reference alike.

Where OpenTelemetry's conventions for generative AI have a name, it is theirs, with their attributes
and their buckets; the rest is `kiro_py_…`.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["counter", "gauge", "histogram"]

Source: TypeAlias = Literal["heard", "process", "pool"]
"""Where a figure comes from: what happens; a process as it is now; the pool as it is now."""

_DURATIONS: Final = (
    *(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64),
    *(1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92),
)
_FIRST_TOKENS: Final = (
    *(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1),
    *(0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0),
)
_TOKENS: Final = tuple(float(4**power) for power in range(14))

_GEN_AI: Final = (
    "gen_ai_operation_name",
    "gen_ai_provider_name",
    "gen_ai_request_model",
    "gen_ai_response_model",
    "server_address",
    "server_port",
)


@dataclass(frozen=True, slots=True)
class Family:
    """One metric; `unit` is empty for a plain number of things.

    What is `heard` adds up over the processes of one machine, and so does what a `process` has; the
    pool is the same for all of them.  `convention` is the name that OpenTelemetry has for it.
    """

    name: str
    kind: Kind
    labels: tuple[str, ...]
    unit: str
    help: str
    source: Source = "heard"
    buckets: tuple[float, ...] = ()
    convention: str = ""


REQUESTS: Final = Family(
    "kiro_py_requests_total",
    "counter",
    ("path", "model", "status", "outcome"),
    "",
    "Requests for messages that are over. `outcome` is the stop reason, the type of the error, or "
    "`client left`, whose `status` is 499.",
)
TOKENS: Final = Family(
    "kiro_py_tokens_total",
    "counter",
    ("model", "type"),
    "tokens",
    "Tokens of requests that were answered: `input`, `output`, `cache_read` and `cache_write`.",
)
CREDITS: Final = Family(
    "kiro_py_credits_total",
    "counter",
    ("model", "credential_id"),
    "credits",
    "Credits that Kiro has charged.",
)
KEY_REQUESTS: Final = Family(
    "kiro_py_key_requests_total",
    "counter",
    ("key_id",),
    "",
    "Requests for messages by the number of the client's key; 0 is the gateway's own.",
)
KEY_TOKENS: Final = Family(
    "kiro_py_key_tokens_total", "counter", ("key_id",), "tokens", "Tokens of all kinds by key."
)
KEY_CREDITS: Final = Family(
    "kiro_py_key_credits_total", "counter", ("key_id",), "credits", "Credits by key."
)
ATTEMPTS: Final = Family(
    "kiro_py_upstream_attempts_total",
    "counter",
    ("host",),
    "",
    "Attempts to get an answer out of Kiro that are over; `host` is empty when nobody was asked.",
)
ERRORS: Final = Family(
    "kiro_py_upstream_errors_total",
    "counter",
    ("host", "verdict"),
    "",
    "Attempts that failed, by what was made of it: a row of the reference of errors, or the name "
    "of the failure.",
)
RETRIES: Final = Family(
    "kiro_py_retries_total",
    "counter",
    ("model",),
    "",
    "Attempts beyond the first one of a request.",
)
REFRESHES: Final = Family(
    "kiro_py_token_refreshes_total",
    "counter",
    ("outcome",),
    "",
    "Renewals of tokens: `renewed`, `failed`, or `ended` when a person must sign in again.",
)
CHANGES: Final = Family(
    "kiro_py_standing_changes_total",
    "counter",
    ("state",),
    "",
    "How often a credential came to stand in this state, or its time there has changed.",
)
TROUBLES: Final = Family(
    "kiro_py_troubles_total",
    "counter",
    ("kind",),
    "",
    "What went wrong beside requests, as the log has it: files and lists that were not read, "
    "tokens that were not saved, warnings that were not posted.",
)
UNKNOWN: Final = Family(
    "kiro_py_unknown_events_total",
    "counter",
    (),
    "",
    "Events and values of Kiro that the gateway has no word for.",
)
DURATION: Final = Family(
    "gen_ai_client_operation_duration_seconds",
    "histogram",
    (*_GEN_AI, "error_type"),
    "seconds",
    "How long requests took from their arrival to their end, all attempts included; `error_type` "
    "is empty when all went well.",
    buckets=_DURATIONS,
    convention="gen_ai.client.operation.duration",
)
FIRST_TOKEN: Final = Family(
    "gen_ai_server_time_to_first_token_seconds",
    "histogram",
    _GEN_AI,
    "seconds",
    "How long streamed answers took to their first event.",
    buckets=_FIRST_TOKENS,
    convention="gen_ai.server.time_to_first_token",
)
TOKEN_USAGE: Final = Family(
    "gen_ai_client_token_usage",
    "histogram",
    (*_GEN_AI, "gen_ai_token_type"),
    "tokens",
    "Tokens of one request: `input`, those of the cache included, and `output`.",
    buckets=_TOKENS,
    convention="gen_ai.client.token.usage",
)
IN_FLIGHT: Final = Family(
    "kiro_py_requests_in_flight", "gauge", (), "", "Requests under way.", "process"
)
STREAMS: Final = Family(
    "kiro_py_open_streams", "gauge", (), "", "Requests under way that are streamed.", "process"
)
WAITING: Final = Family(
    "kiro_py_requests_waiting",
    "gauge",
    ("cause",),
    "",
    "Requests that wait for a credential with room (`credential`), or for another request of the "
    "same key (`key`).",
    "process",
)
UNSAVED: Final = Family(
    "kiro_py_unsaved_tokens",
    "gauge",
    (),
    "",
    "Credentials whose renewed tokens are only in memory.",
    "process",
)
CREDENTIALS: Final = Family(
    "kiro_py_credentials",
    "gauge",
    ("state",),
    "",
    "Credentials by where they stand; those that are switched off are `disabled`.",
    "pool",
)
CAN_SERVE: Final = Family(
    "kiro_py_can_serve",
    "gauge",
    (),
    "",
    "1 while some credential can serve, or will at a time that is known.",
    "pool",
)
WARNINGS: Final = Family(
    "kiro_py_warnings", "gauge", ("kind", "level"), "", "Warnings in force.", "pool"
)
DATABASE: Final = Family(
    "kiro_py_database_up",
    "gauge",
    (),
    "",
    "1 while the database can be used; missing where there is none.",
    "pool",
)
QUOTA_LIMIT: Final = Family(
    "kiro_py_credential_quota_limit",
    "gauge",
    ("credential_id",),
    "credits",
    "Credits of an account in its period, as it has told.",
    "pool",
)
QUOTA_LEFT: Final = Family(
    "kiro_py_credential_quota_remaining",
    "gauge",
    ("credential_id",),
    "credits",
    "Credits that are left of it.",
    "pool",
)
QUOTA_RESETS: Final = Family(
    "kiro_py_credential_quota_resets_timestamp_seconds",
    "gauge",
    ("credential_id",),
    "seconds",
    "When its credits come back, in epoch seconds.",
    "pool",
)
BUILD: Final = Family(
    "kiro_py_build_info",
    "gauge",
    ("version", "python_version"),
    "",
    "1, with the versions of kiro-py and of Python.",
    "pool",
)

FAMILIES: Final = (
    *(REQUESTS, TOKENS, CREDITS, KEY_REQUESTS, KEY_TOKENS, KEY_CREDITS),
    *(DURATION, FIRST_TOKEN, TOKEN_USAGE),
    *(ATTEMPTS, ERRORS, RETRIES, REFRESHES, CHANGES, TROUBLES, UNKNOWN),
    *(IN_FLIGHT, STREAMS, WAITING, UNSAVED),
    *(CREDENTIALS, CAN_SERVE, WARNINGS, DATABASE),
    *(QUOTA_LIMIT, QUOTA_LEFT, QUOTA_RESETS, BUILD),
)
"""In the order of the reference."""
