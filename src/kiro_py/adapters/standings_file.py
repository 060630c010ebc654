"""The file beside the credentials that remembers how they stand.

Run-time state never goes into the credentials file, whose `disabled` is its owner's word.  Several
processes may use one file: each writes only what it has learned itself and takes over the rest.
"""

import asyncio
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from kiro_py.adapters.file_mark import mark_of
from kiro_py.adapters.kept_file import KeptFile, beside
from kiro_py.pool.standing import Standing

STATE_SUFFIX: Final = ".state.json"
"""What the file is called, after the credentials file's name without `.json`."""

LOOK_SECONDS: Final = 2.0
"""How often it is looked whether somebody else has written."""

_VERSION: Final = 1


class _Document(msgspec.Struct, frozen=True):
    standings: dict[str, msgspec.Raw] = {}
    version: int = _VERSION


class StandingsFile(KeptFile):
    """Keeps standings in the file that belongs to `credentials`; a `StandingStore`.

    `warn` is told once when the file cannot be written, and then lives on in memory.
    """

    def __init__(
        self,
        credentials: Path,
        warn: Callable[[str], None] = lambda _: None,
        *,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        super().__init__(state_path(credentials), "how credentials stand", warn)
        self._look_seconds = look_seconds
        self._changed = asyncio.Event()
        self._inside = threading.Lock()  # guards what the loop and the worker thread share
        self._unwritten: dict[int, Standing] = {}
        self._news: dict[int, Standing] = {}
        self._writing = threading.Lock()
        self._seen: Mapping[int, Standing] = {}
        self._mark: object = None
        self._followers: list[Callable[[], None]] = []

    def load(self) -> Mapping[int, Standing]:
        """Return the standings by credential id; a file that cannot be read is empty."""
        with self._writing:
            self._mark = mark_of(self.path)
            self._seen = read_standings(self.path)
        return self._seen

    def save(self, credential_id: int, standing: Standing) -> None:
        """Keep `standing`, on the disk a moment later."""
        with self._inside:
            self._unwritten[credential_id] = standing
            self._news.pop(credential_id, None)
        self._changed.set()

    def news(self) -> Mapping[int, Standing]:
        """Return what other processes have written since the last call."""
        with self._inside:
            news, self._news = self._news, {}
        return news

    def follow(self, told: Callable[[], None]) -> None:
        """Call `told` when there are news."""
        self._followers.append(told)

    def settle(self) -> None:
        """Write what was saved, and take in what others have written.  It blocks."""
        with self._writing:
            with self._inside:
                unwritten, self._unwritten = self._unwritten, {}
            mark = mark_of(self.path)
            if mark == self._mark and not unwritten:
                return
            found = find_standings(self.path)
            known = self._seen if found is None else found
            told = {
                credential_id: known.get(credential_id, Standing())
                for credential_id in known.keys() | self._seen.keys()
                if known.get(credential_id) != self._seen.get(credential_id)
            }
            self._seen, self._mark = known, mark
            with self._inside:
                later = unwritten.keys() | self._unwritten.keys()
                self._news |= {key: told[key] for key in told.keys() - later}
            if unwritten:
                self._write(found, unwritten)

    def _write(self, found: Mapping[int, Standing] | None, unwritten: dict[int, Standing]) -> None:
        merged = {**self._seen, **unwritten}
        kept = {key: merged[key] for key in sorted(merged) if merged[key] != Standing()}
        if kept == found:
            return
        if not self._put(_encoded(kept)):
            with self._inside:
                self._unwritten = {**unwritten, **self._unwritten}
            return
        # The next look reads what was written, for somebody may have written right after.
        self._seen = kept

    async def _keep(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._look_seconds):
                    await self._changed.wait()
            except TimeoutError:
                pass
            self._changed.clear()
            await asyncio.to_thread(self.settle)
            if self._news:
                for told in self._followers:
                    told()


def state_path(credentials: Path) -> Path:
    """Return where the standings of the credentials in a file are kept."""
    return beside(credentials, STATE_SUFFIX)


def read_standings(path: Path) -> dict[int, Standing]:
    """Return the standings in a file; what cannot be read of it is as if it were not there."""
    return find_standings(path) or {}


def find_standings(path: Path) -> dict[int, Standing] | None:
    """Return the standings in a file, none where there is no file, `None` when it is damaged."""
    try:
        document = msgspec.json.decode(path.read_bytes(), type=_Document)
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if document.version != _VERSION:
        return None
    standings = dict[int, Standing]()
    for key, raw in document.standings.items():
        try:
            standings[int(key)] = msgspec.json.decode(raw, type=Standing)
        except (ValueError, msgspec.DecodeError):
            continue
    return standings


def _encoded(standings: Mapping[int, Standing]) -> bytes:
    document = {
        "version": _VERSION,
        "standings": {str(key): standing for key, standing in standings.items()},
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
