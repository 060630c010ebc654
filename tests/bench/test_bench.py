"""The bench runs; what its times are is the business of whoever asks."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

FIGURES = {
    "paced_ratio",
    "paced_libraries_ratio",
    "paced_gateway",
    "paced_libraries",
    "paced_relay",
    "saturated_gateway",
    "saturated_ratio",
    "saturated_pure",
    "first_event_alone_p50",
    "first_event_alone_p99",
    "first_event_among_p50",
    "first_event_among_p99",
    "reuse",
    "request",
    "request_parse",
    "request_translate",
    "request_estimate",
    "request_encode",
    "memory_rest",
    "memory_stream",
    "memory_growth",
    "lost",
}


def test_a_run_measures_every_figure_and_loses_nothing(tmp_path: Path):
    """A run with tiny numbers names each figure, and every event came over one connection."""
    command = [sys.executable, "-m", "bench", "--smoke", "--out", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=300)
    figures = json.loads((tmp_path / "performance.json").read_text())["figures"]
    values = {figure["name"]: figure["value"] for figure in figures}
    assert FIGURES == set(values)
    assert (0, 0) == (values["lost"], values["reuse"])
    assert (tmp_path / "performance.png").stat().st_size
