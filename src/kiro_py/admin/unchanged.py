"""I tell who asks for something again that it is as they have seen it, with no body (304)."""

import hashlib

from litestar.datastructures import Headers
from litestar.types import ASGIApp, Message, Receive, Scope, Send

_OK, _NOT_MODIFIED = 200, 304


def unless_seen(app: ASGIApp) -> ASGIApp:
    """Put an ETag on answers of `app`, and answer 304 where `If-None-Match` names it.

    For answers that come in one piece; others go through as they are.
    """

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        seen = _tags(Headers.from_scope(scope).get("if-none-match", ""))
        held: list[Message] = []

        async def look(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == _OK:
                held.append(message)
                return
            if held:
                start = held.pop()
                if message["type"] == "http.response.body" and not message["more_body"]:
                    await _send_whole(start, message, seen, send)
                    return
                await send(start)
            await send(message)

        await app(scope, receive, look)

    return run


async def _send_whole(start: Message, body: Message, seen: frozenset[str], send: Send) -> None:
    if start["type"] != "http.response.start" or body["type"] != "http.response.body":
        return
    tag = hashlib.sha256(body["body"]).hexdigest()[:32]
    headers = [*start["headers"], (b"etag", f'"{tag}"'.encode())]
    if tag not in seen and "*" not in seen:
        await send({**start, "headers": headers})
        await send(body)
        return
    kept = [(name, value) for name, value in headers if name.lower() not in _OF_A_BODY]
    await send({**start, "status": _NOT_MODIFIED, "headers": kept})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


_OF_A_BODY = frozenset({b"content-length", b"content-type"})


def _tags(header: str) -> frozenset[str]:
    return frozenset(tag.strip().removeprefix("W/").strip('"') for tag in header.split(","))
