"""I run several processes that serve on the same sockets, and look after them.

Rule 1.  They are forked before there is a loop or a thread, and share nothing but sockets.

Rule 2.  One that dies is started again, a little later each time; when the first ones die before
anybody has ever served, that is told by the exit code and not tried for ever.

Rule 3.  They are told to end by a pipe each, since a service manager or a terminal may have sent
its signal to all of us; and when the pipe breaks I am dead, so that nobody stays behind.
"""

import gc
import os
import select
import signal
import socket
import sys
import time
import traceback
from asyncio import get_running_loop
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

import structlog

from kiro_py.cli.server import BACKLOG, ONE_WISH_SECONDS, Server

ENDED, FAILED = 0, 1

FIRST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 30.0
"""How long it takes at first, and at the most, until one that died is started again."""

SOUND_SECONDS: Final = 10.0
"""One that has served for so long was sound: the next pause is the first again."""

MOST_COMING: Final = 4
"""How many may be on their way to serve at once: more of them would be in each other's way at the
files that all of them open, until one gives up.
"""

MOST_FAILURES: Final = 5
"""How many may die before anybody has ever served."""

CLOSING_SECONDS: Final = 30.0
"""How long one has to close its house, besides the time for its streams."""

NOW_SECONDS: Final = 10.0
"""How long one has to end that shall not wait for anybody."""

_STOP, _STOP_NOW = b"s", b"n"
_SERVES: Final = b"y"
_HEARD: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)


@dataclass(frozen=True, slots=True)
class Worker:
    """One of the processes, as it knows itself.

    `directory` is private to those of this gateway.  `orders` and `news` are the ends of its pipes.
    """

    number: int
    directory: Path
    orders: int
    news: int

    @property
    def path(self) -> Path:
        """Where the others reach this process: whoever comes after it is somewhere else."""
        return _socket_of(self.directory, os.getpid())

    def listen(self) -> socket.socket:
        """Return a socket at `path`, also where one that died has left its own behind."""
        self.path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listening.bind(str(self.path))
        listening.listen(BACKLOG)
        return listening

    def serves(self, server: Server) -> None:
        """Say that this one serves, and take orders from now on; called in its loop."""
        with suppress(OSError):
            os.write(self.news, _SERVES)
        get_running_loop().add_reader(self.orders, self._obey, server)

    def _obey(self, server: Server) -> None:
        order = os.read(self.orders, 1)
        if order == _STOP_NOW:
            server.stop_now()
        else:
            server.stop()
        if not order:
            get_running_loop().remove_reader(self.orders)


class WorkerServer(Server):
    """A server that takes orders from its parent; a signal of somebody else's ends it politely."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 -- uvicorn's
        """Leave a terminal's interruption to the parent, who hears of it as well."""
        if sig == signal.SIGTERM:
            self.stop()


@dataclass(slots=True)
class _Place:
    """The place of a worker; it is empty while `pid` is 0, until `due_at`."""

    number: int
    pid: int = 0
    orders: int = -1
    news: int = -1
    due_at: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS
    serves_since: float | None = None

    def tell(self, order: bytes) -> None:
        """Give an order to whoever is there."""
        if self.pid:
            with suppress(OSError):
                os.write(self.orders, order)

    def clear(self) -> None:
        """Forget whoever was there."""
        for end in (self.orders, self.news):
            if end >= 0:
                os.close(end)
        self.pid, self.orders, self.news, self.serves_since = 0, -1, -1, None


class Crew:
    """`count` processes that each `serve` on `sockets`; `on_ready` is called once all of them do.

    They have `directory` for themselves, which must be private.  `patience` is how long streams may
    go on once the end has begun.  `on_end` hears of each that has ended, by its number.
    """

    def __init__(  # noqa: PLR0913 -- the last are named
        self,
        count: int,
        serve: Callable[[Worker], int],
        sockets: Sequence[socket.socket],
        *,
        directory: Path,
        patience: float,
        on_ready: Callable[[], None],
        on_end: Callable[[int], None],
    ) -> None:
        self._places = [_Place(number) for number in range(1, count + 1)]
        self._serve, self._sockets = serve, sockets
        self._directory, self._patience = directory, patience
        self._on_ready, self._on_end = on_ready, on_end
        self._awake: tuple[int, int] = -1, -1
        self._has_served = self._is_ready = False
        self._failures = self._wishes = 0
        self._asked_at, self._kill_at = 0.0, float("inf")
        self._code = ENDED
        self._log: structlog.typing.FilteringBoundLogger = structlog.get_logger("kiro_py.workers")

    def run(self) -> int:
        """Look after them until all have ended, and return the exit code."""
        with self._hearing():
            try:
                while self._wishes == 0 or any(self._living()):
                    self._begin_due()
                    self._listen()
                    self._bury()
                return self._code
            finally:
                self._kill()

    def _living(self) -> Iterator[_Place]:
        return (place for place in self._places if place.pid)

    def _begin_due(self) -> None:
        now = time.monotonic()
        for place in self._wanting():
            if self._wishes == 0 and place.due_at <= now:
                self._begin(place)

    def _wanting(self) -> Sequence[_Place]:
        """Return the places for which somebody may begin, once it is time for each."""
        coming = sum(place.serves_since is None for place in self._living())
        empty = [place for place in self._places if self._wishes == 0 and not place.pid]
        return sorted(empty, key=lambda place: place.due_at)[: max(0, MOST_COMING - coming)]

    def _begin(self, place: _Place) -> None:
        try:
            self._fork(place)
        except OSError as error:  # too many files or processes: those that serve are to go on
            self._failures += 1
            self._put_off(place, "worker cannot be started", why=error.strerror)

    def _fork(self, place: _Place) -> None:
        gc.collect()
        gc.freeze()  # pages that nobody writes to stay shared
        with suppress(OSError):  # whoever read it has left
            sys.stderr.flush()
        ends = [*os.pipe()]
        try:
            ends += os.pipe()
            pid = os.fork()
        except OSError:
            for end in ends:
                os.close(end)
            raise
        orders, their_orders, news, their_news = ends
        if pid == 0:
            os.close(their_orders)
            os.close(news)
            self._become(Worker(place.number, self._directory, orders, their_news))
        os.close(orders)
        os.close(their_news)
        place.pid, place.orders, place.news = pid, their_orders, news

    def _become(self, worker: Worker) -> NoReturn:
        """Be the child from here on; whatever happens, it never returns to what the parent does."""
        code = FAILED
        try:
            signal.set_wakeup_fd(-1)
            for number in _HEARD:
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            for place in self._places:
                place.clear()
            for end in self._awake:
                os.close(end)
            code = self._serve(worker)
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else FAILED
        except BaseException:  # noqa: BLE001 -- nobody is there to raise it to
            traceback.print_exc()
        finally:
            with suppress(OSError):
                sys.stderr.flush()
            os._exit(code)

    def _listen(self) -> None:
        """Wait until there is something to do."""
        news = {place.news: place for place in self._living() if place.news >= 0}
        ready, _, _ = select.select([self._awake[0], *news], [], [], self._seconds())
        for end in ready:
            if end in news:
                self._hear(news[end])
            else:
                for number in os.read(end, 512):
                    if number != signal.SIGCHLD:
                        self._wish()
        if time.monotonic() >= self._kill_at:
            self._kill()

    def _seconds(self) -> float | None:
        """Return how long nothing needs to be done of ourselves."""
        due = [place.due_at for place in self._wanting()]
        when = min((*due, self._kill_at))
        return None if when == float("inf") else max(0.0, when - time.monotonic())

    def _hear(self, place: _Place) -> None:
        """Take in that one serves; at the end of its news it is about to be buried."""
        if os.read(place.news, 1):
            place.serves_since = time.monotonic()
            self._has_served = True
        os.close(place.news)
        place.news = -1
        if not self._is_ready and all(each.serves_since is not None for each in self._places):
            self._is_ready = True
            self._on_ready()

    def _wish(self) -> None:
        """Pass on a request to end: the first politely, the second at once, the third by force."""
        now = time.monotonic()
        if self._wishes and now - self._asked_at < ONE_WISH_SECONDS:
            return
        self._wishes, self._asked_at = self._wishes + 1, now
        match self._wishes:
            case 1:
                for each in self._sockets:  # else connections would wait for nobody
                    each.close()
                order, self._kill_at = _STOP, now + self._patience + CLOSING_SECONDS
            case 2:
                order, self._kill_at = _STOP_NOW, now + NOW_SECONDS
            case _:
                self._kill_at = now
                return
        for place in self._living():
            place.tell(order)
            if place.serves_since is None:  # it takes no orders yet, and has nothing to lose
                os.kill(place.pid, signal.SIGTERM)

    def _bury(self) -> None:
        for place in tuple(self._living()):
            pid, status = os.waitpid(place.pid, os.WNOHANG)
            if pid:
                self._lose(place, os.waitstatus_to_exitcode(status))

    def _lose(self, place: _Place, code: int) -> None:
        """Take leave of one that has ended, and see to the next."""
        now, since, pid = time.monotonic(), place.serves_since, place.pid
        place.clear()
        _socket_of(self._directory, pid).unlink(missing_ok=True)
        self._on_end(place.number)
        if self._wishes:
            if code not in {ENDED, -signal.SIGTERM}:
                self._code = FAILED
            return
        if since is not None and now - since >= SOUND_SECONDS:
            place.pause = FIRST_PAUSE_SECONDS
        self._failures += since is None
        self._put_off(place, "worker ended", pid=pid, code=code)

    def _put_off(self, place: _Place, what: str, **facts: object) -> None:
        """Try again after a pause, if there has ever been anybody who served."""
        if not self._has_served and self._failures >= MOST_FAILURES:
            self._log.error("no worker comes to serve", failures=self._failures)
            self._code = FAILED
            self._wish()
            return
        place.due_at = time.monotonic() + place.pause
        self._log.warning(what, worker=place.number, **facts, again_in_seconds=place.pause)
        place.pause = min(2 * place.pause, LONGEST_PAUSE_SECONDS)

    def _kill(self) -> None:
        for place in tuple(self._living()):
            os.kill(place.pid, signal.SIGKILL)
            os.waitpid(place.pid, 0)
            self._on_end(place.number)
            place.clear()
            self._code = FAILED

    @contextmanager
    def _hearing(self) -> Generator[None]:
        """Have signals come as bytes of a pipe during the context."""
        self._awake = os.pipe()
        for end in self._awake:
            os.set_blocking(end, False)
        before = {number: signal.signal(number, _nothing) for number in _HEARD}
        woken = signal.set_wakeup_fd(self._awake[1], warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(woken)
            for number, handler in before.items():
                signal.signal(number, handler)
            for end in self._awake:
                os.close(end)


def _socket_of(directory: Path, process: int) -> Path:
    return directory / f"{process}.sock"


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """Have the signal come as a byte."""
