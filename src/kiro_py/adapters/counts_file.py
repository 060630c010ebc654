"""The file beside the credentials that remembers how the upstream counts.

It holds figures only, no word of what was asked.  Several processes may use one file: each writes
the models about which it has learned something, and leaves the others as they are.
"""

import asyncio
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from kiro_py.adapters.kept_file import KeptFile, beside
from kiro_py.exchange.counting import MOST_MODELS
from kiro_py.translate.calibration import Calibration, Sample, calibrated

COUNTS_SUFFIX: Final = ".counts.json"
"""What the file is called, after the credentials file's name without `.json`."""

WRITE_SECONDS: Final = 300.0
"""How often it is written at the most: what a kill loses is learned again in minutes."""

_VERSION: Final = 1


class _Kept(msgspec.Struct, frozen=True):
    """One model; `factor` and `offset` are for people, and are fitted anew from the samples."""

    samples: tuple[Sample, ...]
    factor: float = 1.0
    offset: float = 0.0


class _Document(msgspec.Struct, frozen=True):
    models: dict[str, msgspec.Raw] = {}
    version: int = _VERSION


class CountsFile(KeptFile):
    """Keeps calibrations in the file that belongs to `credentials`; a `CountStore`.

    `warn` is told once when the file cannot be written, and then lives on in memory.
    """

    def __init__(
        self,
        credentials: Path,
        warn: Callable[[str], None] = lambda _: None,
        *,
        write_seconds: float = WRITE_SECONDS,
    ) -> None:
        super().__init__(counts_path(credentials), "how Kiro counts", warn)
        self._write_seconds = write_seconds
        self._inside = threading.Lock()  # guards what the loop and the worker thread share
        self._unwritten: dict[str, Calibration] = {}
        self._writing = threading.Lock()

    def load(self) -> Mapping[str, Calibration]:
        """Return what is known; a file that cannot be read is empty."""
        return _read(self.path)

    def save(self, model_id: str, calibration: Calibration) -> None:
        """Keep `calibration`, on the disk a few minutes later."""
        with self._inside:
            self._unwritten[model_id] = calibration

    def settle(self) -> None:
        """Write what was saved.  It blocks."""
        with self._writing:
            with self._inside:
                unwritten, self._unwritten = self._unwritten, {}
            if not unwritten:
                return
            others = {key: kept for key, kept in _read(self.path).items() if key not in unwritten}
            newest = [*others.items(), *unwritten.items()][-MOST_MODELS:]
            if not self._put(_encoded(dict(newest))):
                with self._inside:
                    self._unwritten = {**unwritten, **self._unwritten}

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._write_seconds)
            await asyncio.to_thread(self.settle)


def counts_path(credentials: Path) -> Path:
    """Return where the counting for the credentials in a file is kept."""
    return beside(credentials, COUNTS_SUFFIX)


def _read(path: Path) -> dict[str, Calibration]:
    try:
        document = msgspec.json.decode(path.read_bytes(), type=_Document)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    if document.version != _VERSION:
        return {}
    known: dict[str, Calibration] = {}
    for model_id, raw in [*document.models.items()][-MOST_MODELS:]:
        try:
            known[model_id] = calibrated(msgspec.json.decode(raw, type=_Kept).samples)
        except (msgspec.DecodeError, OverflowError):
            continue
    return known


def _encoded(known: Mapping[str, Calibration]) -> bytes:
    document = {"version": _VERSION, "models": known}
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
