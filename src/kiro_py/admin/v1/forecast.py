"""What is coming, and what should be seen to."""

from collections.abc import Callable

from litestar import Router, get

from kiro_py.admin.door import Group, Routes, refusals
from kiro_py.wire.admin.forecast import Forecast, WarningList


def routes(forecasts: Callable[[], Forecast], warnings: Callable[[], WarningList]) -> Router:
    """Return the routes of `/forecast` and `/warnings`."""
    return Group(path="/", route_handlers=_routes(forecasts, warnings), tags=["forecast"])


def _routes(forecasts: Callable[[], Forecast], warnings: Callable[[], WarningList]) -> Routes:
    @get("/forecast", operation_id="forecast", responses=refusals())
    async def forecast() -> Forecast:
        """Return when the credits run out, as far as readings of them tell."""
        return forecasts()

    @get("/warnings", operation_id="warnings", responses=refusals())
    async def warning_list() -> WarningList:
        """Return what should be seen to, the worst first."""
        return warnings()

    return [forecast, warning_list]
