"""Several processes, and the one that looks after them."""

import asyncio
import os
import resource
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from cli import crew
from faults.ground import write
from faults.running import Heard, running
from kiro_py.cli.workers import MOST_COMING, Worker
from kiro_py.exchange.pending import Pending
from kiro_py.simulator.server import Simulator

SECONDS = 60.0


class Parent:
    """The process that looks after workers of `cli.crew`."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.said: list[str] = []

    async def hear(self, *words: str) -> str:
        """Read on until a line begins with each of `words`; return the last line."""
        assert self.process.stdout is not None
        missing, line = set(words), ""
        async with asyncio.timeout(SECONDS):
            while missing:
                line = (await self.process.stdout.readline()).decode().rstrip()
                assert line, f"it ended after {self.said}"
                self.said.append(line)
                missing = {word for word in missing if not line.startswith(word)}
        return line

    async def insist(self, number: signal.Signals, word: str) -> None:
        """Send a signal, and again when it came so soon that it was taken for the last one."""
        async with Pending(self.hear(word)) as hearing:
            self.process.send_signal(number)
            while not await hearing.is_done_by(asyncio.get_running_loop().time() + 5):
                self.process.send_signal(number)
            hearing.result()

    def workers(self) -> dict[int, int]:
        """Return the process of each worker, by its number, as it began last."""
        told = (line.split() for line in self.said if line.startswith("worker "))
        return {int(number): int(process) for _, number, process in told}

    async def ended(self) -> int:
        async with asyncio.timeout(SECONDS):
            return await self.process.wait()


@asynccontextmanager
async def parent(way: str, count: int) -> AsyncGenerator[Parent]:
    """Run `count` workers that end in this way."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli.crew", way, str(count)),
        cwd=Path(crew.__file__).parents[1],
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield Parent(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_they_end_when_their_parent_is_told_to():
    """Each is told once, and when all have ended well, so has the parent."""
    async with parent("polite", 3) as subject:
        await subject.hear("ready", "worker 1", "worker 2", "worker 3")
        subject.process.send_signal(signal.SIGTERM)
        assert 0 == await subject.ended()
        assert subject.process.stdout is not None
        rest = (await subject.process.stdout.read()).decode()
        assert (3, 0) == (rest.count("stop\n"), rest.count("stop now"))


async def test_a_second_signal_waits_for_nobody():
    """Those that would go on are told to end now."""
    async with parent("slow", 2) as subject:
        await subject.hear("ready")
        await subject.insist(signal.SIGINT, "stop")
        await subject.insist(signal.SIGINT, "stop now")
        assert 0 == await subject.ended()


async def test_two_signals_at_once_are_one():
    """Those of `timeout`, for one, which sends its own twice."""
    async with parent("polite", 1) as subject:
        await subject.hear("ready")
        # Stopped meanwhile, so that the two come together however busy the machine is.
        for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGINT, signal.SIGCONT):
            subject.process.send_signal(number)
        assert 0 == await subject.ended()
        assert subject.process.stdout is not None
        assert b"stop now" not in await subject.process.stdout.read()


async def test_whoever_does_not_listen_is_killed():
    """A third signal ends everybody, and the exit code says that it was not well."""
    async with parent("deaf", 2) as subject:
        await subject.hear("ready")
        for told in ("stop", "stop now"):
            await subject.insist(signal.SIGTERM, told)
        await subject.insist(signal.SIGTERM, "buried")
        assert 1 == await subject.ended()


async def test_one_that_dies_is_started_again():
    """In its place, with its number, and the others do not notice."""
    async with parent("polite", 2) as subject:
        await subject.hear("ready", "worker 1", "worker 2")
        before = subject.workers()
        os.kill(before[2], signal.SIGKILL)
        await subject.hear("buried 2", "worker 2")
        after = subject.workers()
        assert (True, True) == (before[1] == after[1], before[2] != after[2])
        subject.process.send_signal(signal.SIGTERM)
        assert 0 == await subject.ended()


async def test_when_nobody_comes_to_serve_that_is_the_end():
    """Five deaths are enough, and the reason is told."""
    async with parent("broken", 5) as subject:
        assert 1 == await subject.ended()
        assert subject.process.stderr is not None
        assert "it cannot begin" in (await subject.process.stderr.read()).decode()


async def test_one_that_does_not_serve_yet_is_not_waited_for():
    """It takes no orders, and may wait for a database that never comes."""
    async with parent("late", 2) as subject:
        await subject.hear("worker 1", "worker 2")
        subject.process.send_signal(signal.SIGTERM)
        assert 0 == await subject.ended()


async def test_a_few_begin_at_once():
    """The next one begins when one serves; all at once would be in each other's way."""
    async with parent("late", MOST_COMING + 2) as subject:
        await subject.hear(*(f"worker {number}" for number in range(1, MOST_COMING + 1)))
        subject.process.send_signal(signal.SIGTERM)
        assert 0 == await subject.ended()
        assert subject.process.stdout is not None
        assert f"worker {MOST_COMING + 1}" not in (await subject.process.stdout.read()).decode()
    async with parent("polite", MOST_COMING + 2) as subject:
        await subject.hear("ready")


async def test_when_one_cannot_be_started_the_others_go_on():
    """Until the machine has room for it again."""
    async with parent("polite", 2) as subject:
        await subject.hear("ready", "worker 1", "worker 2")
        limits = resource.prlimit(subject.process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(subject.process.pid, resource.RLIMIT_NOFILE, (4, limits[1]))
        before = subject.workers()
        os.kill(before[2], signal.SIGKILL)
        await subject.hear("buried 2")
        assert subject.process.stderr is not None
        async with asyncio.timeout(SECONDS):
            while line := await subject.process.stderr.readline():
                if b"cannot be started" in line:
                    break
        resource.prlimit(subject.process.pid, resource.RLIMIT_NOFILE, limits)
        await subject.hear("worker 2")
        assert before[1] == subject.workers()[1]
        subject.process.send_signal(signal.SIGTERM)
        assert 0 == await subject.ended()


async def test_they_end_with_their_parent():
    """A parent that is killed leaves nobody behind."""
    async with parent("polite", 2) as subject:
        await subject.hear("ready")
        subject.process.kill()
        await subject.hear("stop")
        assert subject.process.stdout is not None
        async with asyncio.timeout(SECONDS):
            await subject.process.stdout.read()  # which ends when nobody can write any more


def test_a_worker_has_an_address_of_its_own(tmp_path: Path):
    """Also where one that died has left its socket behind."""
    worker = Worker(3, tmp_path, -1, -1)
    with worker.listen() as first, worker.listen() as second:
        expected = str(tmp_path / f"{os.getpid()}.sock")
        assert expected == first.getsockname() == second.getsockname()


async def test_a_gateway_of_several_processes_serves(tmp_path: Path):
    """It says so once; whoever is killed or told to end is replaced, and all end well."""
    async with Simulator() as kiro:
        write(tmp_path / "credentials.json", kiro.accounts.credential("social", is_fresh=False))
        options = ("--workers", "3", "--log-level", "warning")
        async with running(tmp_path, kiro.url, *options) as gateway:
            assert 3 == len(gateway.children)
            heard = Heard()
            async with aiohttp.ClientSession(gateway.url) as client:
                await asyncio.gather(*(heard.ask(client, f"say: {n}") for n in range(30)))
            assert (30, 0, 0) == heard.told
            killed, told = gateway.children[:2]
            os.kill(killed, signal.SIGKILL)
            os.kill(told, signal.SIGTERM)
            await gateway.hear(f'"pid": {killed}, "code": -9')
            await gateway.hear(f'"pid": {told}, "code": 0')
            gateway.send(signal.SIGTERM)
            assert 0 == await gateway.ended()
        assert 1 == sum("serves http" in line for line in gateway.said)
        assert (1, 0) == (kiro.accounts.refreshes, kiro.accounts.refresh_tokens_spent_twice)


async def test_a_number_of_workers_that_cannot_be_is_refused(tmp_path: Path):
    """Before anything is read or opened."""
    async with running(tmp_path, "http://127.0.0.1:1", "--workers", "0", waits=False) as gateway:
        assert 0 != await gateway.ended()
        assert not any("serves" in line for line in gateway.said)
