"""The first page tells of the pool as it is now."""

from pathlib import Path

from admin.keeping import scene
from house import KEY_HEADERS
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.simulator.faults.effects import Silence

STREAMED = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "say: hello"}],
    "stream": True,
}


async def test_a_request_under_way_is_in_flight(tmp_path: Path):
    """It counts as long as it lasts, beside the states of all credentials."""
    database = Database(in_file(tmp_path / "kiro-py.db"))
    more = {2: {"disabled": True}}
    async with scene(tmp_path, "social", "builder-id", database=database, more=more) as subject:
        subject.kiro.faults.add(Silence(at="after-frames", frames=1))
        asking = subject.client.post("/v1/messages", json=STREAMED, headers=KEY_HEADERS)
        async with asking as response:
            await response.content.readline()
            found = (await subject.ask("GET", "/api/admin/v1/overview")).body
            response.close()
    assert (1, {"disabled": 1, "ready": 1}) == (found["inFlight"], found["states"])
