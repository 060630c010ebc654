"""I count requests, and learn from what the upstream reports how it would have counted."""

from typing import Final

from kiro_py.ports.counts import CountStore
from kiro_py.translate.calibration import Calibration

MOST_MODELS: Final = 64
"""How many models are remembered; a list has about twenty."""

_UNCALIBRATED: Final = Calibration()


class Counting:
    """The calibrations of all models; without a `store` they last as long as the process."""

    __slots__ = ("_known", "_store")

    def __init__(self, store: CountStore | None = None) -> None:
        self._store = store
        self._known = dict[str, Calibration]() if store is None else dict(store.load())

    def of(self, model_id: str) -> Calibration:
        """Return how `model_id` counts, as far as that is known."""
        return self._known.get(model_id, _UNCALIBRATED)

    def learn(self, model_id: str, estimate: int, reported: int | None) -> None:
        """Take in what was reported for a request that was estimated; `None` teaches nothing."""
        if reported is None:
            return
        before = self.of(model_id)
        after = before.learn(estimate, reported)
        if after is before:
            return
        self._known.pop(model_id, None)
        self._known[model_id] = after
        if len(self._known) > MOST_MODELS:
            del self._known[next(iter(self._known))]
        if self._store is not None:
            self._store.save(model_id, after)
