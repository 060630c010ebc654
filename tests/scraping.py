"""What Prometheus makes of what it is told."""

from prometheus_client.parser import text_string_to_metric_families

from kiro_py.adapters.metrics import Metrics

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


async def scraped(subject: Metrics) -> Samples:
    """Return the samples that are told now."""
    told = await subject.exposition("")
    return samples(told.body.decode())


def samples(text: str) -> Samples:
    """Return the samples by name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def key(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """Return where a sample is found."""
    return name, frozenset(labels.items())
