"""Profiles for hypothesis (`dev` by default, `ci`, `nightly`, by HYPOTHESIS_PROFILE), and order."""

import logging
import os
from collections.abc import Iterator
from typing import Final

import pytest
import structlog
from hypothesis import HealthCheck, settings

pytest_plugins = ("postgres", "adapters.database.engines")

# A shared machine may stall for a moment, which is no fault of the code: nothing is too slow.
_PATIENT: Final = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", _PATIENT, max_examples=50)
settings.register_profile("ci", _PATIENT, max_examples=100, derandomize=True)
settings.register_profile("nightly", _PATIENT, max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))  # noqa: TID251 -- a test switch


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Leave logging as it was found: it is one for the process."""
    known, root = structlog.get_config(), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.configure(**known)
    root.handlers[:] = handlers
    root.setLevel(level)


LONGEST: Final = ("faults", "browser", "clients", "bench", "cli", "packaging")
"""Where what takes longest is, the longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left alone with it at the end."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    folder = item.nodeid.split("/")[1]
    return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)
