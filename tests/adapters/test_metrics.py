"""Metrics are told in the formats of Prometheus, alone and together with other processes."""

import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiro_py.adapters import metric_table as table
from kiro_py.adapters.metric_files import Slot, forget, prepare
from kiro_py.adapters.metrics import Metrics
from kiro_py.adapters.metrics_now import PoolNow, ProcessNow
from scraping import key, samples, scraped


async def test_the_moment_is_told_as_it_is():
    """What the process has in hand, and how the pool stands, each time anew."""
    subject = Metrics()
    now = ProcessNow(in_flight=3, streams=2, waiting_for_credential=4, waiting_for_key=5, unsaved=1)
    subject.reads(lambda: now, lambda: PoolNow(states={"ready": 6}))
    found = await scraped(subject)
    assert [3, 2, 4, 5, 1, 6] == [
        found[key("kiro_py_requests_in_flight")],
        found[key("kiro_py_open_streams")],
        found[key("kiro_py_requests_waiting", cause="credential")],
        found[key("kiro_py_requests_waiting", cause="key")],
        found[key("kiro_py_unsaved_tokens")],
        found[key("kiro_py_credentials", state="ready")],
    ]


async def test_every_family_of_the_table_is_told():
    """And nothing else of ours; a family without samples has its line of help."""
    told = await Metrics().exposition("")
    helped = {line.split()[2] for line in told.body.decode().splitlines() if "# HELP" in line}
    ours = {name for name in helped if not name.startswith(("process_", "python_"))}
    assert {family.name for family in table.FAMILIES} == ours


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        pytest.param("", "text/plain", id="nothing"),
        pytest.param("*/*", "text/plain", id="a browser"),
        pytest.param(
            "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5",
            "application/openmetrics-text",
            id="Prometheus",
        ),
    ],
)
async def test_the_format_is_the_one_that_is_asked_for(accept: str, expected: str):
    """OpenMetrics where it is wanted, the older text elsewhere."""
    told = await Metrics().exposition(accept)
    assert expected == told.content_type.partition(";")[0]
    assert told.body.decode().endswith("# EOF\n") is ("openmetrics" in expected)


WORKER = """
import asyncio, json, sys
from pathlib import Path
from kiro_py.adapters.measuring import Measuring
from kiro_py.adapters.metric_files import Slot
from kiro_py.adapters.metrics import Metrics
from kiro_py.adapters.metrics_now import PoolNow, ProcessNow
from kiro_py.ports.journal import TokensRenewed

async def main():
    streams = int(sys.argv[2])
    subject = Metrics(Slot(Path(sys.argv[1]), int(sys.argv[3])))
    measuring = Measuring([subject])
    subject.reads(lambda: ProcessNow(streams=streams), lambda: PoolNow(states={"ready": 1}))
    async with subject.kept():
        for number in range(streams):
            measuring.note(TokensRenewed(number, None))
        await asyncio.sleep(0)
        while True:
            print("ready", flush=True)
            if not await asyncio.to_thread(sys.stdin.readline):
                return
            told = await subject.exposition("")
            print(json.dumps(told.body.decode()), flush=True)

asyncio.run(main())
"""


@contextmanager
def worker(directory: Path, streams: int, number: int) -> Generator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, directory, str(streams), str(number)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert "ready" == _line(process)
        yield process
        process.kill()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


def _asked(process: subprocess.Popen[str]) -> dict[str, float]:
    assert process.stdin is not None
    process.stdin.write("tell\n")
    process.stdin.flush()
    found = samples(json.loads(_line(process)))
    assert "ready" == _line(process)
    return {
        "renewed": found[key("kiro_py_token_refreshes_total", outcome="renewed")],
        "streams": found[key("kiro_py_open_streams")],
        "ready": found[key("kiro_py_credentials", state="ready")],
    }


def test_processes_count_together(tmp_path: Path):
    """Whoever is asked tells of all; of one that has ended only what it has counted is left."""
    prepare(tmp_path, 2)
    with worker(tmp_path, 2, 1) as first, worker(tmp_path, 3, 2) as second:
        together = {"renewed": 5, "streams": 5, "ready": 1}
        assert [together, together] == [_asked(first), _asked(second)]
        first.kill()
        first.wait()
        forget(Slot(tmp_path, 1))
        assert {"renewed": 5, "streams": 3, "ready": 1} == _asked(second)


def test_whoever_takes_the_place_of_another_counts_on(tmp_path: Path):
    """However often that happens, no counter falls, and there are no more files than before."""
    prepare(tmp_path, 1)
    files = sorted(tmp_path.iterdir())
    for renewed in (4, 8, 12):
        with worker(tmp_path, 4, 1) as subject:
            assert {"renewed": renewed, "streams": 4, "ready": 1} == _asked(subject)
        forget(Slot(tmp_path, 1))
    assert files == sorted(tmp_path.iterdir())
