"""A PostgreSQL server of the tests' own: on loopback, in its own directory, gone at the end."""

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

START_SECONDS: Final = 60.0
_DEBIAN: Final = Path("/usr/lib/postgresql")
_USER: Final = "postgres"
_QUICK: Final = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "jit=off",
)
"""Nothing here has to survive the machine, or lives long enough to be tidied up."""

_COPIES_FILES: Final = 15
"""From this version on a copy of a database is written to the log, unless it is asked not to be."""


def binaries() -> Path | None:
    """Return the directory of the newest server on this machine, if there is one."""
    found = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    path = shutil.which("initdb")
    return None if path is None else Path(path).resolve().parent


_GUARDED: Final = (
    "/bin/sh",
    "-c",
    'exec 3<&0; "$0" "$@" & server=$!; (cat <&3 >/dev/null; kill -INT $server) & wait $server',
)
"""Whoever has started the server holds its input: when he is gone, it ends, too."""


@dataclass
class Cluster:
    """A server that can be stopped, killed and started again; `url` names a new database."""

    bin: Path
    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    _names: Iterator[int] = field(default_factory=itertools.count)

    @classmethod
    def made(cls) -> "Cluster":
        """Make one that is not started yet."""
        found = binaries()
        assert found is not None
        home = _home()
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        cluster = cls(found, home, port)
        cluster._run("initdb", "-D", str(home / "data"), "-U", _USER, "-A", "trust", "--no-sync")
        return cluster

    def start(self) -> None:
        """Start it, and wait until it answers; it ends with this process."""
        options = [f"-c{each}" for each in (*_QUICK, "max_connections=200")]
        self.process = subprocess.Popen(
            self._command(
                "postgres",
                *("-D", str(self.home / "data"), "-p", str(self.port), "-k", str(self.home)),
                *("-h", "127.0.0.1", *options),
                through=_GUARDED,
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + START_SECONDS
        while self._ask("pg_isready").returncode != 0:
            assert time.monotonic() < until, "PostgreSQL does not answer"
            assert self.process.poll() is None, "PostgreSQL has ended"
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT breaks its connections, SIGQUIT is as a crash would be."""
        if self.process is not None:
            os.kill(self._pid, how)
            self.process.wait(START_SECONDS)
            if self.process.stdin is not None:
                self.process.stdin.close()
            self.process = None

    def restart(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it and start it again."""
        self.stop(how)
        self.start()

    def twin(self) -> "Cluster":
        """Return a second server, which is not started, with what this one has left behind.

        It takes the same port: for clients it is what they find after a failover.
        """
        assert self.process is None
        home = _home()
        subprocess.run(["cp", "-a", str(self.home / "data"), str(home)], check=True)
        return Cluster(self.bin, home, self.port)

    def freeze(self) -> None:
        """Let whoever is connected wait, as behind a network that swallows everything."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def mend(self) -> None:
        """Let it go on, or start it: whatever a test that broke off has done to it."""
        if self.process is None:
            self.start()
        self.thaw()

    def new(self) -> str:
        """Make a database, and return its URL."""
        return self.copy("template1")

    def copy(self, template: str) -> str:
        """Make a copy of a database to which nobody is connected, and return its URL."""
        name = f"kiro_{next(self._names)}"
        version = int((self.home / "data" / "PG_VERSION").read_text())
        how = "STRATEGY file_copy" if version >= _COPIES_FILES else ""
        self.execute("postgres", f"CREATE DATABASE {name} TEMPLATE {template} {how}")
        return self.url(name)

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        return f"postgresql://{_USER}@127.0.0.1:{self.port}/{name}"

    def execute(self, database: str, statement: str) -> str:
        """Execute a statement in a database, and return what psql prints, without decoration."""
        done = self._ask("psql", "-d", database, "-qAt", "-v", "ON_ERROR_STOP=1", "-c", statement)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def remove(self) -> None:
        """Stop it, and leave nothing behind."""
        if self.process is not None:
            self.thaw()
        self.stop(signal.SIGQUIT)  # nobody wants to have anything written down any more
        # Some hundred thousand files: Python itself needs four times as long for them.
        subprocess.run(["rm", "-rf", str(self.home)], check=False)

    def _signal(self, number: signal.Signals) -> None:
        server = self._pid
        os.kill(server, number)  # at first, so that nobody comes or goes meanwhile
        children = Path(f"/proc/{server}/task/{server}/children").read_text()
        for pid in map(int, children.split()):
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    @property
    def _pid(self) -> int:
        """The id of the server itself, which it has written down."""
        return int((self.home / "data" / "postmaster.pid").read_text().split()[0])

    def _ask(self, program: str, *options: str) -> subprocess.CompletedProcess[bytes]:
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", _USER)
        return subprocess.run(
            [str(self.bin / program), *where, *options], capture_output=True, check=False
        )

    def _run(self, program: str, *options: str) -> None:
        subprocess.run(self._command(program, *options), check=True, capture_output=True)

    def _command(self, program: str, *options: str, through: Sequence[str] = ()) -> Sequence[str]:
        """Return a command as the user who may run a server: never root."""
        command = [*through, str(self.bin / program), *options]
        if os.geteuid() != 0:
            return command
        owner = pwd.getpwnam(_USER)
        ids = (f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups")
        return ["setpriv", *ids, *command]


def _home() -> Path:
    """Make a directory that belongs to whoever may run a server."""
    home = Path(tempfile.mkdtemp(prefix="kiro-py-postgres-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam(_USER)
        os.chown(home, owner.pw_uid, owner.pw_gid)
    return home


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running server, the same for all tests of a process: a test that stops it starts it."""
    if binaries() is None:
        told = "no PostgreSQL server: install one (Debian: postgresql)"
        if os.environ.get("CI"):  # noqa: TID251 -- a test switch
            pytest.fail(told)
        pytest.skip(told)
    made = Cluster.made()
    try:
        made.start()
        yield made
    finally:
        made.remove()


@pytest.fixture
def postgres_url(cluster: Cluster) -> str:
    """The URL of an empty database."""
    return cluster.new()


assert sys.platform != "win32"
