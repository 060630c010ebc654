"""How credentials stand survives a restart, and is shared by those who run on one file."""

import asyncio
import json
import os
import stat
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.somebody import being_nobody, file_of_nobody
from kiro_py.adapters.file_mark import mark_of
from kiro_py.adapters.standings_file import StandingsFile, read_standings, state_path
from kiro_py.pool.standing import Bar, Standing, State

COOLING = Standing(
    state=State.COOLING, since=10.0, until=40.0, reason="throttled", message="wait", strikes=2
)
SUSPENDED = Standing(state=State.SUSPENDED, since=5.0, reason="suspended", message="ask support")
SIGNED_OUT = Standing(state=State.NEEDS_LOGIN, login="fingerprint", bars=(Bar("opus", 9.5),))

every_damage = pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b'{"version":1,"standings":{"1":{"sta', id="cut"),
        pytest.param(b"\xff\xfe", id="not text"),
        pytest.param(b"[]", id="not an object"),
        pytest.param(b'{"standings":null}', id="no standings"),
        pytest.param(b'{"version":2,"standings":{"1":{"state":"cooling"}}}', id="of the future"),
        pytest.param(b'{"standings":{"1":' + b'{"a":' * 100_000, id="without end"),
    ],
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "credentials.json"


def opened(path: Path, warn: Callable[[str], None] = pytest.fail) -> StandingsFile:
    """Return the memory of a process that has just started."""
    memory = StandingsFile(path, warn)
    memory.load()
    return memory


def kept(path: Path) -> Mapping[int, Standing]:
    """Return what the next start would know."""
    return StandingsFile(path).load()


def write(path: Path, standings: Mapping[int, Standing]) -> None:
    """Be another process, which has learned something."""
    other = opened(path)
    for credential_id, standing in standings.items():
        other.save(credential_id, standing)
    other.settle()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not is_so():  # noqa: ASYNC110 -- a file sets no event
            await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    ("credentials", "expected"),
    [
        ("credentials.json", "credentials.state.json"),
        ("credentials", "credentials.state.json"),
        ("my.accounts.json", "my.accounts.state.json"),
    ],
)
def test_the_file_stands_beside_the_credentials(tmp_path: Path, credentials: str, expected: str):
    """Its name says whose it is."""
    assert tmp_path / expected == state_path(tmp_path / credentials)


def test_what_was_learned_survives_a_restart(path: Path):
    """Every part of a standing is there again."""
    standings = {1: COOLING, 2: SUSPENDED, 3: SIGNED_OUT}
    write(path, standings)
    assert standings == kept(path)


def test_only_what_there_is_to_tell_is_kept(path: Path):
    """A credential that has recovered entirely leaves the file."""
    write(path, {1: COOLING, 2: SUSPENDED})
    write(path, {1: Standing()})
    assert {2: SUSPENDED} == kept(path)


def test_what_the_file_says_already_is_not_written_again(path: Path):
    """A disk is spared, and so are those who look for news."""
    write(path, {1: COOLING})
    before = mark_of(state_path(path))
    write(path, {1: COOLING, 2: Standing()})
    assert before == mark_of(state_path(path))


def test_only_the_owner_may_read_it(path: Path):
    """It tells which accounts there are and how they fare."""
    write(path, {1: COOLING})
    assert 0o600 == stat.S_IMODE(state_path(path).stat().st_mode)


def test_people_can_read_it(path: Path):
    """A state is named as everywhere else, one member a line."""
    write(path, {1: SUSPENDED})
    text = state_path(path).read_text("utf-8")
    assert "suspended" == json.loads(text)["standings"]["1"]["state"]
    assert '      "state": "suspended",\n' in text


def test_without_a_file_nothing_is_known(path: Path):
    """The first start has no memory, makes none, and warns of nothing."""
    memory = opened(path)
    memory.settle()
    assert ({}, {}, []) == (memory.load(), memory.news(), list(path.parent.iterdir()))


@every_damage
def test_a_damaged_file_is_an_empty_memory(path: Path, damaged: bytes):
    """The start goes on, and the next standing makes the file whole."""
    state_path(path).write_bytes(damaged)
    memory = opened(path)
    assert {} == memory.load()
    memory.save(1, COOLING)
    memory.settle()
    assert {1: COOLING} == kept(path)


@every_damage
def test_what_is_damaged_later_takes_nothing_back(path: Path, damaged: bytes):
    """A suspended account is not tried again because a disk has failed."""
    write(path, {1: SUSPENDED})
    memory = opened(path)
    state_path(path).write_bytes(damaged)
    memory.settle()
    assert {} == memory.news()
    memory.save(2, COOLING)
    memory.settle()
    assert {1: SUSPENDED, 2: COOLING} == kept(path)


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(b'"x":{"state":"cooling"}', id="no number"),
        pytest.param(b'"1":{"state":"unheard of"}', id="no state"),
    ],
)
def test_what_is_odd_is_passed_over(path: Path, odd: bytes):
    """One entry that cannot be read does not cost the others."""
    state_path(path).write_bytes(
        b'{"version":1,"standings":{' + odd + b',"2":{"state":"suspended"}}}'
    )
    assert {2: Standing(state=State.SUSPENDED)} == read_standings(state_path(path))


def test_two_processes_keep_what_both_have_learned(path: Path):
    """Each writes only what it has learned itself."""
    one, other = opened(path), opened(path)
    one.save(1, COOLING)
    other.save(2, SUSPENDED)
    one.settle()
    other.settle()
    assert {1: COOLING, 2: SUSPENDED} == kept(path)


def test_the_latest_word_on_a_credential_is_kept(path: Path):
    """What another process has said of it before is no news."""
    one, other = opened(path), opened(path)
    one.save(1, COOLING)
    one.settle()
    other.save(1, SUSPENDED)
    other.settle()
    assert ({}, {1: SUSPENDED}) == (other.news(), kept(path))


def test_news_is_told_once(path: Path):
    """What another process has written, and not what was known or is one's own."""
    write(path, {1: COOLING})
    memory = opened(path)
    memory.save(3, SIGNED_OUT)
    memory.settle()
    write(path, {2: SUSPENDED})
    memory.settle()
    assert [{2: SUSPENDED}, {}] == [memory.news(), memory.news()]


def test_old_news_does_not_undo_what_is_learned(path: Path):
    """What has been saved since is the later word."""
    memory = opened(path)
    write(path, {1: SUSPENDED})
    memory.settle()
    memory.save(1, COOLING)
    memory.settle()
    assert ({}, {1: COOLING}) == (memory.news(), kept(path))


def test_news_that_is_being_read_does_not_either(path: Path):
    """The file is read on a thread, and much may be learned meanwhile."""
    memory = opened(path)
    os.mkfifo(state_path(path))
    with ThreadPoolExecutor() as threads:
        settling = threads.submit(memory.settle)
        with state_path(path).open("w", encoding="utf-8") as file:
            memory.save(1, COOLING)
            file.write('{"version":1,"standings":{"1":{"state":"suspended"}}}')
        settling.result(timeout=30)
    assert {} == memory.news()


def test_what_has_been_taken_away_is_news(path: Path):
    """A credential that a person has reset is as good as new."""
    write(path, {1: SUSPENDED, 2: COOLING})
    memory = opened(path)
    write(path, {1: Standing()})
    memory.settle()
    assert {1: Standing()} == memory.news()


def test_a_file_that_is_removed_forgets_everything(path: Path):
    """That, too, is a person's word."""
    write(path, {1: SUSPENDED})
    memory = opened(path)
    state_path(path).unlink()
    memory.settle()
    assert {1: Standing()} == memory.news()


def test_what_is_written_right_after_is_not_missed(path: Path):
    """A change by somebody else between our writing and our next look is seen at that look."""
    memory = opened(path)
    memory.save(1, COOLING)
    memory.settle()
    write(path, {2: SUSPENDED})
    memory.settle()
    assert {2: SUSPENDED} == memory.news()


def test_a_directory_that_cannot_be_written_is_told_once():
    """What is learned there lives on in memory, and is written as soon as it can be."""
    warnings: list[str] = []
    with file_of_nobody(b"[]") as path:
        path.parent.chmod(0o500)
        with being_nobody():
            memory = opened(path, warnings.append)
            for standing in (COOLING, SUSPENDED):
                memory.save(1, standing)
                memory.settle()
        told = f"{state_path(path)}: how credentials stand is not kept: Permission denied"
        assert [told] == warnings
        path.parent.chmod(0o700)
        with being_nobody():
            memory.settle()
        assert {1: SUSPENDED} == kept(path)


def test_a_new_failure_is_told_anew():
    """Once the file could be written, the next time that it cannot is worth a word."""
    warnings: list[str] = []
    with file_of_nobody(b"[]") as path:
        memory = opened(path, warnings.append)
        for mode, standing in ((0o500, COOLING), (0o700, COOLING), (0o500, SUSPENDED)):
            path.parent.chmod(mode)
            memory.save(1, standing)
            with being_nobody():
                memory.settle()
    assert 2 == len(warnings)


async def test_all_that_was_saved_is_kept_at_the_end(path: Path):
    """Whoever leaves the context has lost nothing, however soon."""
    memory = opened(path)
    async with memory.kept():
        memory.save(1, COOLING)
    assert {1: COOLING} == kept(path)


async def test_what_is_saved_is_written_at_once(path: Path):
    """A crash a moment later costs nothing."""
    memory = opened(path)
    async with memory.kept():
        memory.save(1, COOLING)
        await until(lambda: kept(path) == {1: COOLING})
        memory.save(2, SUSPENDED)
        await until(lambda: kept(path) == {1: COOLING, 2: SUSPENDED})


async def test_whoever_follows_is_told_of_news(path: Path):
    """They need not be asked for."""
    memory = StandingsFile(path, pytest.fail, look_seconds=0.01)
    heard = list[Mapping[int, Standing]]()
    memory.follow(lambda: heard.append(memory.news()))
    async with memory.kept():
        write(path, {1: SUSPENDED})
        await until(lambda: bool(heard))
    assert [{1: SUSPENDED}] == heard


async def test_it_is_looked_for_news_now_and_then(path: Path):
    """Nothing of one's own need happen for that."""
    memory = StandingsFile(path, pytest.fail, look_seconds=0.01)
    async with memory.kept():
        write(path, {1: SUSPENDED})
        await until(lambda: memory.news() == {1: SUSPENDED})
