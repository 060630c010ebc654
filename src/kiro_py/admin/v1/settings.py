"""The settings in force, and their change while the gateway runs."""

from typing import Annotated, TypeAlias

from litestar import Response, Router, get, patch
from litestar.params import HeaderParameter, JSONBody

from kiro_py.admin.door import AnyRequest, Group, Routes, note_detail, refusals
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.ports.settings import Expects, Wheel
from kiro_py.wire.admin.settings import SettingList, SettingsChange

IfMatch: TypeAlias = Annotated[
    str | None, HeaderParameter(name="If-Match", description="The ETag of what is to be changed.")
]


def routes(wheel: Wheel) -> Router:
    """Return the routes below `/settings`."""
    return Group(path="/settings", route_handlers=_routes(wheel), tags=["settings"])


def _routes(wheel: Wheel) -> Routes:
    @get("/", operation_id="settings", responses=refusals())
    async def settings() -> Response[SettingList]:
        """Return every setting as it is in force, and where it comes from."""
        return _tagged(await wheel.shown())

    @patch("/", operation_id="changeSettings", responses=refusals(412, 413))
    async def change(
        request: AnyRequest, data: JSONBody[SettingsChange], if_match: IfMatch = None
    ) -> Response[SettingList]:
        """Change settings in the file, and at once where that is possible.

        With `If-Match`, only when the file is as it was shown.
        """
        found = await wheel.change(data.values, _expecting(if_match))
        note_detail(request, ", ".join(sorted(data.values)))
        return _tagged(found)

    return [settings, change]


def _tagged(found: SettingList) -> Response[SettingList]:
    return Response(found, headers={"etag": f'"{found.version}"'})


def _expecting(if_match: str | None) -> Expects:
    """Return what refuses a change of something else than what `if_match` names."""
    named = {tag.strip().removeprefix("W/").strip('"') for tag in (if_match or "*").split(",")}

    def expects(version: str) -> None:
        if not named & {"*", version}:
            raise KeeperRefused(412, "the settings have been changed since: read them again")

    return expects
