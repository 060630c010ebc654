"""The document of the keeper's API, made of its routes; the page's types are made of it."""

from typing import Final

import msgspec
from litestar import Litestar
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, Contact, License, SecurityScheme, Server

from kiro_py import __version__
from kiro_py.admin.door import PATH, Group, Routes
from kiro_py.wire.admin.usage import OwnUsage

DESCRIPTION: Final = """\
How the keeper of a gateway sees and changes it.

Scripts show the `adminApiKey` with each request. The page signs in once (`POST /v1/session`), has \
a cookie from then on, and sends `x-csrf-token` with every change. Below `/v1` a member that is \
not known is refused; the routes of kiro-rs pass over it.

`OwnUsage` is what `GET /api/usage` answers to the holder of a client key, outside this API.
"""

_SCHEMES: Final = {
    "key": SecurityScheme(type="apiKey", name="x-api-key", security_scheme_in="header"),
    "bearer": SecurityScheme(type="http", scheme="bearer"),
    "session": SecurityScheme(type="apiKey", name="kiro_py_session", security_scheme_in="cookie"),
    "csrf": SecurityScheme(
        type="apiKey",
        name="x-csrf-token",
        security_scheme_in="header",
        description="Goes with every change that a session makes.",
    ),
}

_WAYS_IN: Final[list[dict[str, list[str]]]] = [
    {"key": []},
    {"bearer": []},
    {"session": [], "csrf": []},
]


def table(written: bytes) -> str:
    """Return the routes of a document as a table in Markdown, without those of kiro-rs."""
    rows = [
        f"| `{method.upper()} {path}` | {' '.join(operation['description'].split())} |\n"
        for path, operations in msgspec.json.decode(written)["paths"].items()
        for method, operation in operations.items()
        if path.startswith(f"{PATH}/v1/")
    ]
    return "".join(["| method and path | what it does |\n", "| --- | --- |\n", *rows])


def document(routes: Routes) -> bytes:
    """Return the OpenAPI document of `routes`, the same bytes for the same routes."""
    application = Litestar(
        [Group(path=PATH, route_handlers=routes)],
        openapi_config=OpenAPIConfig(
            title="kiro-py admin API",
            version=__version__,
            description=DESCRIPTION,
            contact=Contact(name="The kiro-py contributors"),
            license=License(name="MIT", identifier="MIT"),
            servers=[Server(url="/")],
            components=Components(security_schemes=dict(_SCHEMES)),
            security=_WAYS_IN,
            use_handler_docstrings=True,
        ),
    )
    schema = application.openapi_schema.to_schema()
    shapes = schema["components"]["schemas"]
    schema["components"]["schemas"] = _beside() | shapes
    encoded = msgspec.json.encode(schema, order="deterministic")
    return msgspec.json.format(encoded, indent=2) + b"\n"


def _beside() -> dict[str, object]:
    """Return the shapes that the page gets from elsewhere, so that all its types come from here."""
    template = "#/components/schemas/{name}"
    return msgspec.json.schema_components([OwnUsage], ref_template=template)[1]
