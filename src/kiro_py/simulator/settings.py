"""I am what a simulator can be told when it is built."""

from dataclasses import dataclass
from pathlib import Path

MIBIBYTE = 1024 * 1024
HOUR_SECONDS = 3600.0
DAY_SECONDS = 24 * HOUR_SECONDS


@dataclass(frozen=True, slots=True)
class TrueCount:
    """How a model counts: `factor` times the tokens of a conversation, and `offset` more."""

    model_id: str
    factor: float = 1.0
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every choice that is not an account, a script or a fault.

    `sends_metadata` and `sends_token_usage` decide about the tail of a stream: live routes differ
    in both.  `counts` names the models that count unlike the others.  `tolerates` names rows of the
    rules' table that are not enforced.  A device login is granted by itself after
    `approve_after_polls` pending answers; with `None` somebody must open the verification page or
    use the control door.  The service's own body limit is not published: `max_body_bytes` is a
    guess on the small side.
    """

    sends_metadata: bool = True
    sends_token_usage: bool = True
    counts: tuple[TrueCount, ...] = ()
    tolerates: frozenset[str] = frozenset()
    streams: Path | None = None
    max_body_bytes: int = 20 * MIBIBYTE
    token_lifetime_seconds: float = HOUR_SECONDS
    client_lifetime_seconds: float = 90 * DAY_SECONDS
    device_lifetime_seconds: float = 600.0
    device_interval_seconds: int = 1
    approve_after_polls: int | None = 1
    max_recorded_calls: int = 10_000
    seed: str = "kiro-py simulator"
