"""The need to remember how the upstream counts when the gateway starts again."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from kiro_py.translate.calibration import Calibration


class CountStore(Protocol):
    """Where calibrations are kept, by the model's id."""

    def load(self) -> Mapping[str, Calibration]:
        """Return what is known; a memory that cannot be read is empty."""
        ...

    def save(self, model_id: str, calibration: Calibration) -> None:
        """Keep `calibration` some time soon; never raises, never waits."""
        ...

    def kept(self) -> AbstractAsyncContextManager[None]:
        """Write now and then during the context; all that was saved is kept at its end."""
        ...
