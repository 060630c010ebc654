"""Profiles for hypothesis: `dev` by default, `ci`, `nightly`, by HYPOTHESIS_PROFILE."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ("postgres", "adapters.database.engines")

# A shared machine may stall for a moment, which is no fault of the code: no deadlines.
settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True)
settings.register_profile(
    "nightly",
    max_examples=20_000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))  # noqa: TID251 -- a test switch
