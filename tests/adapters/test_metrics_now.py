"""How the pool stands, as samples."""

from kiro_py import __version__
from kiro_py.adapters.metric_table import FAMILIES
from kiro_py.adapters.metrics_now import (
    PoolNow,
    ProcessNow,
    QuotaNow,
    pool_samples,
    process_samples,
)

POOL = PoolNow(
    states={"ready": 2, "spent": 0},
    can_serve=True,
    warnings={("quota low", "notice"): 1},
    is_database_up=False,
    quotas=[QuotaNow(3, 1_000.0, 250.0, 1_800_000_000.0), QuotaNow(4, 50.0, 50.0)],
)


def told(pool: PoolNow) -> dict[tuple[str, str], float]:
    """Return the samples by name and by the values of their labels."""
    return {
        (family.name.removeprefix("kiro_py_"), "/".join(labels)): value
        for family, samples in pool_samples(pool)
        for labels, value in samples
        if family.name != "kiro_py_build_info"
    }


def test_the_pool_is_told_as_it_stands():
    """States without a credential are told as well, so that a series does not break off."""
    assert {
        ("credentials", "ready"): 2,
        ("credentials", "spent"): 0,
        ("can_serve", ""): 1,
        ("warnings", "quota low/notice"): 1,
        ("database_up", ""): 0,
        ("credential_quota_limit", "3"): 1_000,
        ("credential_quota_limit", "4"): 50,
        ("credential_quota_remaining", "3"): 250,
        ("credential_quota_remaining", "4"): 50,
        ("credential_quota_resets_timestamp_seconds", "3"): 1_800_000_000,
    } == told(POOL)


def test_without_a_database_nothing_is_told_of_one():
    """An alert on one that is down does not go off where there is none."""
    assert ("database_up", "") not in told(PoolNow())


def test_the_version_is_told():
    """As a label, as is the custom."""
    builds = [found for family, found in pool_samples(PoolNow()) if family.name.endswith("info")]
    assert [__version__] == [labels[0] for ((labels, _),) in builds]


def test_everything_of_the_moment_in_the_table_is_told():
    """By the process or for the pool, as the table says."""
    now = [family for family, _ in process_samples(ProcessNow())]
    pool = [family for family, _ in pool_samples(PoolNow())]
    assert [each for each in FAMILIES if each.source == "process"] == now
    assert [each for each in FAMILIES if each.source == "pool"] == pool
