"""OpenTelemetry's variables mean here what they mean elsewhere."""

import pytest

from kiro_py.adapters.otlp_settings import Destination, OtlpSettings
from kiro_py.config.otlp import read_otlp
from kiro_py.secret import Secret


def read(**environ: str) -> tuple[OtlpSettings, list[str]]:
    warnings: list[str] = []
    return read_otlp({f"OTEL_{name}": value for name, value in environ.items()}, warnings.append), (
        warnings
    )


def urls(said: OtlpSettings) -> list[str | None]:
    return [None if each is None else each.url for each in (said.traces, said.metrics)]


def test_without_variables_the_collector_is_on_this_machine():
    """Where the standard says that it listens."""
    said, warnings = read()
    base = "http://localhost:4318/v1"
    assert ([f"{base}/traces", f"{base}/metrics"], []) == (urls(said), warnings)
    assert ({"service.name": "kiro-py"}, 5.0, 60.0) == (
        said.resource,
        said.delay_seconds,
        said.interval_seconds,
    )


def test_an_address_of_a_signal_is_taken_as_it_is():
    """The general one gets the path of the signal."""
    said, _ = read(
        EXPORTER_OTLP_ENDPOINT="https://otel.example.com/",
        EXPORTER_OTLP_TRACES_ENDPOINT="https://traces.example.com/in",
    )
    assert ["https://traces.example.com/in", "https://otel.example.com/v1/metrics"] == urls(said)


def test_headers_are_secrets():
    """Those of a signal are added to the general ones, and win."""
    said, _ = read(
        EXPORTER_OTLP_HEADERS="Authorization=Bearer%20one,x-tenant=ada",
        EXPORTER_OTLP_METRICS_HEADERS="authorization=two",
    )
    assert (
        Destination(
            "http://localhost:4318/v1/traces",
            {"authorization": Secret("Bearer one"), "x-tenant": Secret("ada")},
        )
        == said.traces
    )
    assert said.metrics is not None
    assert Secret("two") == said.metrics.headers["authorization"]
    assert "Bearer one" not in repr(said)


@pytest.mark.parametrize(
    ("variable", "expected"), [("TRACES_EXPORTER", 0), ("METRICS_EXPORTER", 1)]
)
def test_a_signal_can_be_left_out(variable: str, expected: int):
    """`none` sends nothing of it."""
    said, warnings = read(**{variable: "none"})
    assert ([None], []) == (urls(said)[expected : expected + 1], warnings)


def test_a_service_has_a_name_and_attributes():
    """The name of its own variable wins."""
    said, _ = read(
        RESOURCE_ATTRIBUTES="service.name=one,deployment.environment.name=a%20b",
        SERVICE_NAME="two",
    )
    assert {"service.name": "two", "deployment.environment.name": "a b"} == said.resource
    assert "one" == read(RESOURCE_ATTRIBUTES="service.name=one")[0].resource["service.name"]


def test_times_are_milliseconds():
    """As everywhere in these variables."""
    said, _ = read(BSP_SCHEDULE_DELAY="500", METRIC_EXPORT_INTERVAL="15000")
    assert (0.5, 15.0) == (said.delay_seconds, said.interval_seconds)


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        pytest.param("BSP_SCHEDULE_DELAY", "soon", "found 'soon'", id="no number"),
        pytest.param("METRIC_EXPORT_INTERVAL", "0", "expected milliseconds", id="zero"),
        pytest.param("METRIC_EXPORT_INTERVAL", "inf", "expected milliseconds", id="for ever"),
        pytest.param("TRACES_EXPORTER", "zipkin", "only `otlp` is known", id="exporter"),
        pytest.param("EXPORTER_OTLP_ENDPOINT", "otel.example.com", "no URL", id="no scheme"),
        pytest.param("EXPORTER_OTLP_ENDPOINT", "http://[::1", "no URL", id="no host"),
        pytest.param("RESOURCE_ATTRIBUTES", "a=1,b", "item 2", id="no pair"),
    ],
)
def test_what_makes_no_sense_is_told_and_ignored(variable: str, value: str, told: str):
    """Telemetry is no reason not to start."""
    said, (warning,) = read(**{variable: value})
    assert (True, True) == (f"OTEL_{variable}" in warning, told in warning)
    assert (5.0, 60.0, "kiro-py") == (
        said.delay_seconds,
        said.interval_seconds,
        said.resource["service.name"],
    )


def test_no_warning_tells_a_secret():
    """An address may hold a sign-in, a header is one."""
    _, warnings = read(
        EXPORTER_OTLP_ENDPOINT="ada:the-password@otel.example.com",
        EXPORTER_OTLP_HEADERS="the-key",
    )
    assert [] == [each for each in warnings if "the-" in each]
    assert 2 == len(warnings)
