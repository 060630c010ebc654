"""Where traces and metrics are sent to, and as whose."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiro_py.secret import Secret


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one kind of telemetry goes, with headers, which may hold a key."""

    url: str
    headers: Mapping[str, Secret] = field(default_factory=dict[str, Secret])


@dataclass(frozen=True, slots=True)
class OtlpSettings:
    """What OpenTelemetry's variables say; what has no destination is not sent.

    `resource` says whose telemetry it is.
    """

    traces: Destination | None
    metrics: Destination | None
    resource: Mapping[str, str]
    delay_seconds: float = 5.0
    interval_seconds: float = 60.0
