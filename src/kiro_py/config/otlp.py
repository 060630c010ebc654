"""OpenTelemetry's own variables, which its users know already."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from kiro_py.adapters.otlp_settings import Destination, OtlpSettings
from kiro_py.secret import Secret

DEFAULT_ENDPOINT: Final = "http://localhost:4318"
SERVICE: Final = "kiro-py"

_EXPORTER: Final = "OTEL_EXPORTER_OTLP_"
_DELAY: Final = "OTEL_BSP_SCHEDULE_DELAY"
_INTERVAL: Final = "OTEL_METRIC_EXPORT_INTERVAL"


def read_otlp(environ: Mapping[str, str], warn: Callable[[str], None]) -> OtlpSettings:
    """Return what the variables say; `warn` hears of those that make no sense and are ignored.

    So does the standard want it: telemetry is no reason not to start.
    """
    told: set[str] = set()

    def once(warning: str) -> None:
        if warning not in told:  # what holds for both signals is read twice
            told.add(warning)
            warn(warning)

    reading = _Reading(environ, once)
    return OtlpSettings(
        traces=reading.destination("TRACES"),
        metrics=reading.destination("METRICS"),
        resource=reading.resource(),
        delay_seconds=reading.seconds(_DELAY, 5.0),
        interval_seconds=reading.seconds(_INTERVAL, 60.0),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    environ: Mapping[str, str]
    warn: Callable[[str], None]

    def destination(self, signal: str) -> Destination | None:
        """Return where a signal goes: its own variables win over the general ones."""
        exporter = self._text(f"OTEL_{signal}_EXPORTER") or "otlp"
        if exporter != "otlp":
            if exporter != "none":
                self.warn(f"OTEL_{signal}_EXPORTER: found {exporter!r}: only `otlp` is known")
            return None
        url = self._url(f"{_EXPORTER}{signal}_ENDPOINT")
        if url is None:
            base = self._url(f"{_EXPORTER}ENDPOINT") or DEFAULT_ENDPOINT
            url = f"{base.rstrip('/')}/v1/{signal.lower()}"
        pairs = {
            **dict(self._pairs(f"{_EXPORTER}HEADERS")),
            **dict(self._pairs(f"{_EXPORTER}{signal}_HEADERS")),
        }
        return Destination(url, {name.lower(): Secret(value) for name, value in pairs.items()})

    def resource(self) -> Mapping[str, str]:
        """Return whose telemetry it is: the name of the service wins over its attributes."""
        attributes = dict(self._pairs("OTEL_RESOURCE_ATTRIBUTES"))
        name = self._text("OTEL_SERVICE_NAME") or attributes.get("service.name") or SERVICE
        return {**attributes, "service.name": name}

    def seconds(self, variable: str, default: float) -> float:
        """Return a time, which the standard gives in milliseconds."""
        text = self._text(variable)
        if not text:
            return default
        try:
            milliseconds = float(text)
        except ValueError:
            milliseconds = -1.0
        if not 0 < milliseconds < math.inf:
            self.warn(f"{variable}: found {text!r}, expected milliseconds: {default:g} s it is")
            return default
        return milliseconds / 1000

    def _url(self, variable: str) -> str | None:
        text = self._text(variable)
        if not text:
            return None
        try:
            parts = urlsplit(text)
            is_fit = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            is_fit = False
        if not is_fit:
            # Not what was found: it may hold a sign-in.
            self.warn(f"{variable}: this is no URL (http or https): it is ignored")
            return None
        return text

    def _pairs(self, variable: str) -> Iterator[tuple[str, str]]:
        """Yield names and values, written as `name=value,name=value`."""
        for number, pair in enumerate(self._text(variable).split(","), start=1):
            name, equals, value = pair.partition("=")
            if name.strip() and equals:
                yield unquote(name.strip()), unquote(value.strip())
            elif pair.strip():
                self.warn(f"{variable}: item {number} is not written as name=value: it is ignored")

    def _text(self, variable: str) -> str:
        return self.environ.get(variable, "").strip()
