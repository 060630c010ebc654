"""A simulated service without its socket, and calls to it."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import msgspec

from kiro_py.eventstream.decoder import Decoder
from kiro_py.simulator.accounts.account import DEFAULT_ACCOUNTS, Account
from kiro_py.simulator.address import locate
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.model.actor import perform
from kiro_py.simulator.model.scene import Script
from kiro_py.simulator.replies import Piece
from kiro_py.simulator.settings import Settings
from kiro_py.simulator.world import World, build_world

VERIFIER = "a verifier that nobody else knows"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
"""A pair for PKCE."""

GENERATE = "/generateAssistantResponse"


def world_of(
    *,
    accounts: Iterable[Account] = DEFAULT_ACCOUNTS,
    script: Script = perform,
    settings: Settings | None = None,
    pace: float | None = None,
) -> World:
    return build_world(settings=settings or Settings(), script=script, accounts=accounts, pace=pace)


def bearer(world: World, account: str = "social") -> dict[str, str]:
    """Return the headers that sign a call of an account."""
    credential = world.accounts.credential(account)
    if "kiroApiKey" in credential:
        return {"authorization": f"Bearer {credential['kiroApiKey']}", "tokentype": "API_KEY"}
    headers = {"authorization": f"Bearer {credential['accessToken']}"}
    if "tokenEndpoint" in credential:
        headers["tokentype"] = "EXTERNAL_IDP"
    return headers


def call_of(
    path: str,
    body: Any = None,
    *,
    method: str = "POST",
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> Call:
    address = locate(method, path, (headers or {}).get("x-amz-target"))
    return Call(
        number=1,
        address=address,
        operation=address.operation.value if address.operation else "Unknown",
        method=method,
        path=path,
        query=query or {},
        headers=headers or {},
        raw=msgspec.json.encode(body) if body is not None else b"",
        body=body,
    )


def form_of(path: str, **fields: str) -> Call:
    """Return a call whose body is a form."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return replace(call_of(path, headers=headers), raw=urlencode(fields).encode())


def events(data: bytes) -> list[tuple[str, Any]]:
    """Return the events of a stream: name and payload."""
    frames = Decoder().receive_data(data)
    kinds = (":event-type", ":exception-type", ":error-code")
    return [
        (
            next(str(frame.headers[kind]) for kind in kinds if kind in frame.headers),
            msgspec.json.decode(frame.payload) if frame.payload else None,
        )
        for frame in frames
    ]


def bytes_of(pieces: Iterable[Piece]) -> bytes:
    return b"".join(piece.data for piece in pieces)


def words_of(found: Iterable[tuple[str, Any]], name: str = "assistantResponseEvent") -> str:
    """Return the text that the events of a stream spell."""
    member = "text" if name == "reasoningContentEvent" else "content"
    return "".join(payload.get(member, "") for kind, payload in found if kind == name)
