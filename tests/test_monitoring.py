"""The shipped dashboard and rules ask for what there is."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from kiro_py.adapters.metric_table import FAMILIES
from kiro_py.pool.standing import State
from pages import DOCS

FOLDER = DOCS / "monitoring"
DASHBOARD: dict[str, Any] = json.loads((FOLDER / "grafana-dashboard.json").read_text("utf-8"))
RULES = (FOLDER / "alerts.yml").read_text("utf-8")
GUIDE = (DOCS / "howto" / "monitor.md").read_text("utf-8")

PROMETHEUS_OWN = frozenset({"up", "process_resident_memory_bytes", "process_cpu_seconds_total"})
TARGET_LABELS = frozenset({"instance", "job"})

ENDINGS = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("",), "gauge": ("",)}
KNOWN = {
    f"{family.name}{ending}": {*family.labels, *(["le"] if ending == "_bucket" else [])}
    for family in FAMILIES
    for ending in ENDINGS[family.kind]
}

_NAME = re.compile(r"\b(?:up|(?:kiro_py|gen_ai|process)_\w+)\b(?!=|!)")
_SELECTED = re.compile(r"\b(\w+)\{([^}]*)\}")
_GROUPED = re.compile(r"\b(?:sum|max|min) by \(([^)]*)\)")


def expressions() -> Iterator[tuple[str, str]]:
    """Yield each expression, with where it stands."""
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]
    yield from re.findall(r"- alert: (\w+)\n +expr: (.+)", RULES)


every_expression = pytest.mark.parametrize(
    "asked",
    [
        pytest.param(asked, id=f"{number} {title}")
        for number, (title, asked) in enumerate(expressions())
    ],
)


def names(asked: str) -> set[str]:
    """Return the metrics of an expression: the names that are no labels."""
    grouped = {each.strip() for found in _GROUPED.findall(asked) for each in found.split(",")}
    return set(_NAME.findall(re.sub(r"\{[^}]*\}", "", asked))) - grouped


@every_expression
def test_every_metric_that_is_asked_for_exists(asked: str):
    """A metric that is renamed takes the dashboard and the rules with it."""
    assert set() == names(asked) - KNOWN.keys() - PROMETHEUS_OWN
    assert names(asked)


@every_expression
def test_every_label_that_is_asked_for_exists(asked: str):
    """Of a metric of ours, or of the target."""
    for name, selected in _SELECTED.findall(asked):
        labels = set(re.findall(r"(\w+)(?:=~|!=|!~|=)", selected))
        assert set() == labels - TARGET_LABELS - KNOWN.get(name, set())
    known = set[str]().union(*(KNOWN.get(name, set()) for name in names(asked)))
    for grouped in _GROUPED.findall(asked):
        labels = {each.strip() for each in grouped.split(",")}
        assert set() == labels - TARGET_LABELS - known


def test_states_that_are_asked_for_exist():
    """A state that is renamed would never be warned of."""
    asked = {state for _, each in expressions() for state in re.findall(r'state="([^"]+)"', each)}
    assert {"needs login", "suspended"} == asked
    assert asked <= {state.value for state in State}


def test_the_dashboard_shows_every_metric():
    """What is measured is there to be seen, apart from what only sums up."""
    shown = {name for _, asked in expressions() for name in names(asked)}
    unseen = {
        family.name
        for family in FAMILIES
        if not any(f"{family.name}{ending}" in shown for ending in ENDINGS[family.kind])
    }
    assert {
        "kiro_py_key_tokens_total",
        "kiro_py_credential_quota_resets_timestamp_seconds",
    } == unseen


def test_panels_do_not_overlap():
    """Each has its place in the grid."""
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (column, row)
            for column in range(place["x"], place["x"] + place["w"])
            for row in range(place["y"], place["y"] + place["h"])
        }
        assert set() == taken & cells
        taken |= cells
    numbers = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(numbers) == len(set(numbers))


def test_the_guide_names_every_alert():
    """And none that is not there."""
    alerts = re.findall(r"- alert: (\w+)", RULES)
    assert sorted(alerts) == sorted(re.findall(r"^\| `(KiroPy\w+)` \|", GUIDE, re.MULTILINE))


def test_every_alert_says_how_bad_it_is_and_what_to_do():
    """Whoever is woken by it has a first step."""
    for rule in RULES.split("- alert: ")[1:]:
        assert re.search(r"severity: (critical|warning|info)\n", rule)
        assert re.search(r'summary: ".+"\n +description: ".+"', rule)
