"""The models that clients can ask for."""

from collections.abc import Callable

from litestar import Router, get

from kiro_py.admin.door import Group, Routes, refusals
from kiro_py.wire.admin.settings import ModelList


def routes(models: Callable[[], ModelList]) -> Router:
    """Return the route of `/models`; `models` says what there is."""
    return Group(path="/models", route_handlers=_routes(models), tags=["settings"])


def _routes(models: Callable[[], ModelList]) -> Routes:
    @get("/", operation_id="models", responses=refusals())
    async def listed() -> ModelList:
        """Return the models, whose plans have them, and what other names get."""
        return models()

    return [listed]
