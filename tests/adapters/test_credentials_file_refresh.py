"""While the gateway runs: others edit the file, and disks are full for a while."""
# ruff: noqa: ASYNC240 -- a test reads the file while nobody else is running

import itertools
import json
import os
from pathlib import Path
from typing import Any

import pytest

from adapters.test_credentials_file import (
    RENEWED,
    WRITTEN,
    edit,
    entry,
    full_disk,
    on_disk,
    opened,
    unwritten,
)
from fakes_credentials import MACHINE
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.config.credentials import load_credentials
from kiro_py.errors import ConfigInvalid, StoreUnwritable
from kiro_py.pool.roster import Roster


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "credentials.json"


def put(path: Path, document: Any) -> None:
    path.write_text(json.dumps(document), "utf-8")


async def test_an_edit_is_taken_over(path: Path):
    """A priority that somebody has changed counts at once."""
    store = opened(path, [entry(1), entry(2)])
    edit(path, 1, priority=7)
    assert () == await store.refresh()
    assert [0, 7] == [found.priority for found in store.credentials()]


async def test_nothing_is_read_without_an_edit(path: Path):
    """What has not changed is not looked at: the file could be spoilt without its mark."""
    store = opened(path, [entry(1)])
    await store.refresh()
    status = path.stat()
    data = path.read_bytes()
    path.write_bytes(b"!" * len(data))

    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert () == await store.refresh()
    assert [1] == [found.id for found in store.credentials()]


async def test_a_new_entry_is_completed(path: Path):
    """Its id and its machine id are written, so that they stay what they are."""
    store = opened(path, [entry(1)])
    put(path, [*on_disk(path), {"refreshToken": "another"}])
    await store.refresh()
    assert [1, 2] == [found.id for found in store.credentials()]
    assert 2 == on_disk(path)[1]["id"]
    assert 64 == len(on_disk(path)[1]["machineId"])


async def test_an_entry_that_is_taken_out_is_gone(path: Path):
    """It serves no more, and does not come back."""
    store = opened(path, [entry(1), entry(2)])
    put(path, [entry(2)])
    await store.refresh()
    assert [2] == [found.id for found in store.credentials()]
    assert [entry(2)] == on_disk(path)


async def test_a_bad_entry_is_told_once(path: Path):
    """It is named with its field, and what was known of it goes on."""
    store = opened(path, [entry(1)])
    edit(path, region="mars")
    (problem,) = await store.refresh()
    assert "region" in str(problem)
    assert () == await store.refresh()
    assert [1] == [found.id for found in store.credentials()]


async def test_a_spoilt_file_is_told_once(path: Path):
    """What was known goes on, and the file is left alone until it is mended."""
    store = opened(path, [entry(1)])
    path.write_text('[{"id": 1,', "utf-8")
    with pytest.raises(ConfigInvalid):
        await store.refresh()
    assert () == await store.refresh()
    assert '[{"id": 1,' == path.read_text("utf-8")
    put(path, [entry(1, priority=3)])
    await store.refresh()
    assert [3] == [found.priority for found in store.credentials()]


async def test_what_is_wrong_with_the_file_is_known_until_it_is_mended(path: Path):
    """Whoever warns of it asks later than it is told."""
    store = opened(path, [entry(1)])
    before = path.read_text()
    path.write_text(before[:-3])
    with pytest.raises(ConfigInvalid):
        await store.refresh()
    assert () == await store.refresh()
    assert "the file is truncated" in store.problem
    path.write_text(f"{before}\n")
    await store.refresh()
    assert not store.problem


async def test_a_file_that_is_gone_is_told(path: Path):
    """Its credentials serve on; nothing is made in its place."""
    store = opened(path, [entry(1)])
    path.unlink()
    with pytest.raises(StoreUnwritable):
        await store.refresh()
    assert () == await store.refresh()
    assert [1] == [found.id for found in store.credentials()]
    assert not path.exists()


async def test_what_could_not_be_written_is_written_later(path: Path):
    """Without another renewal: as soon as there is room."""
    store = opened(path, [entry(1)])
    with full_disk():
        await unwritten(store, 1, RENEWED)
        assert [1] == list(store.unsaved)
        with pytest.raises(StoreUnwritable):
            await store.refresh()
    await store.refresh()
    assert [] == list(store.unsaved)
    assert {"id": 1, "machineId": MACHINE, **WRITTEN} == on_disk(path)[0]


async def test_our_own_writing_is_no_edit(path: Path):
    """After a renewal one more look is enough."""
    store = opened(path, [entry(1)])
    await store.save_tokens(1, RENEWED)
    await store.refresh()
    before = path.stat().st_ino
    await store.refresh()
    assert before == path.stat().st_ino


@pytest.mark.parametrize("times", [1, 3])
async def test_an_edit_during_our_writing_is_not_undone(path: Path, times: int):
    """Editors take no lock; whatever they have saved meanwhile is read again and kept."""
    edits = iter(range(1, times + 1))
    loaded = load_credentials(path, {})

    def read(data: bytes) -> Roster:
        found = loaded.read(data)
        if b"new-refresh" not in data and (number := next(edits, None)):
            edit(path, priority=number)
        return found

    put(path, [entry(1)])
    store = CredentialsFile(path, read=read, roster=loaded.read(path.read_bytes()))
    await store.save_tokens(1, RENEWED)
    assert entry(1, priority=times) | WRITTEN == on_disk(path)[0]
    assert times == store.credentials()[0].priority


async def test_a_file_that_never_rests_is_told(path: Path):
    """Tokens stay in memory, and the next try may be luckier."""
    loaded = load_credentials(path, {})
    numbers = itertools.count(1)

    def read(data: bytes) -> Roster:
        found = loaded.read(data)
        edit(path, priority=next(numbers))
        return found

    put(path, [entry(1)])
    store = CredentialsFile(path, read=read, roster=loaded.read(path.read_bytes()))
    assert "all the time" in str(await unwritten(store, 1, RENEWED))
    assert [1] == list(store.unsaved)
