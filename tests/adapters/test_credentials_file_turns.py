"""A renewal is one process's at a time."""

import json
import shutil
from pathlib import Path

import pytest

from adapters.another_process import another
from adapters.somebody import being_nobody, file_of_nobody
from fakes_credentials import MACHINE
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.file_mark import aside
from kiro_py.config.credentials import load_credentials
from kiro_py.errors import RenewalFailed
from kiro_py.secret import Secret

FILE = json.dumps(
    [{"id": number, "refreshToken": f"refresh-{number}", "machineId": MACHINE} for number in (1, 2)]
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "credentials.json"
    path.write_text(FILE)
    return path


def opened(path: Path, wait_seconds: float = 0.0) -> CredentialsFile:
    loaded = load_credentials(path, {})
    return CredentialsFile(
        path, read=loaded.read, roster=loaded.roster, renewal_wait_seconds=wait_seconds
    )


async def test_a_renewal_waits_for_that_of_another_process(path: Path):
    """It begins as soon as the other one has ended."""
    with another(path, 1) as (process, has_taken):
        assert has_taken
        process.kill()
        async with opened(path, wait_seconds=30).renewing(1) as is_our_turn:
            assert is_our_turn


async def test_waiting_for_another_process_has_an_end(path: Path):
    """One that hangs is told from one that has ended."""
    with another(path, 1):
        async with opened(path).renewing(1) as is_our_turn:
            assert not is_our_turn


async def test_other_credentials_do_not_wait(path: Path):
    """Each has a turn of its own."""
    with another(path, 1):
        async with opened(path).renewing(2) as is_our_turn:
            assert is_our_turn


async def test_a_turn_ends_with_its_context(path: Path):
    """The next process need not wait for the end of this one."""
    store = opened(path)
    async with store.renewing(1):
        with another(path, 1) as (_, has_taken):
            assert not has_taken
    with another(path, 1) as (_, has_taken):
        assert has_taken


async def test_whoever_waits_in_vain_ends_nobody_s_turn(path: Path):
    """Only what was taken is given back."""
    store = opened(path)
    with another(path, 1):
        async with store.renewing(1):
            pass
        async with store.renewing(1) as is_our_turn:
            assert not is_our_turn


async def test_a_directory_without_a_lock_file_is_told():
    """Renewals go on, for there may be one gateway only."""
    with file_of_nobody(FILE.encode()) as path:
        path.parent.chmod(0o500)
        with being_nobody():
            store = opened(path)
            await store.complete()
            assert "Permission denied" == store.troubles.lock
            async with store.renewing(1) as is_our_turn:
                assert is_our_turn


async def test_what_has_moved_is_spent_by_others(path: Path):
    """Whoever still runs on the file uses what lives; and a file that is there again counts."""
    store = opened(path)
    shutil.move(path, aside(path))
    async with store.renewing(1):
        with pytest.raises(RenewalFailed, match="has moved") as failed:
            await store.spend(1, Secret("refresh-1"))
        assert not failed.value.is_final
        shutil.copy(aside(path), path)
        await store.spend(1, Secret("refresh-1"))


async def test_whoever_has_the_turn_may_send_the_token(path: Path):
    """A lock ends with its process, and what that was granted it has noted."""
    store = opened(path)
    async with store.renewing(1):
        await store.spend(1, Secret("refresh-1"))
    assert Secret("refresh-1") == (await store.reread(1)).tokens.refresh_token
