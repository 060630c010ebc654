"""I hear every recording through the Anthropic SDK, whole and streamed, and print what I heard.

Interpreters with SDKs of different ages run me, so I use what they have in common.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable

from anthropic import APIError, AsyncAnthropic
from anthropic.types import Message

STRAY = {"id": True, "content": {"__all__": {"parsed_output"}}}
"""What differs from answer to answer, and what only a helper of the SDK adds."""


async def main(url: str, _: str, key: str, names: str) -> None:
    client = AsyncAnthropic(
        base_url=url, api_key=key, max_retries=0, _strict_response_validation=True
    )
    async with client:
        # One after the other: the gateway's estimates learn from what recordings report.
        for name in names.split(","):
            print(json.dumps(await hear(client, name)))  # noqa: T201 -- the test reads it


async def hear(client: AsyncAnthropic, name: str) -> dict[str, object]:
    ways = {"whole": whole, "streamed": streamed}
    heard = await asyncio.gather(*(outcome(answer(client, name)) for answer in ways.values()))
    return {"name": name, "outcome": dict(zip(ways, heard, strict=True))}


async def whole(client: AsyncAnthropic, name: str) -> Message:
    return await client.messages.create(
        model="claude-sonnet-4-5",
        max_tokens=4000,
        thinking={"type": "enabled", "budget_tokens": 1024},
        messages=[{"role": "user", "content": f"play {name}"}],
    )


async def streamed(client: AsyncAnthropic, name: str) -> Message:
    async with client.messages.stream(
        model="claude-sonnet-4-5",
        max_tokens=4000,
        thinking={"type": "enabled", "budget_tokens": 1024},
        messages=[{"role": "user", "content": f"play {name}"}],
    ) as stream:
        return await stream.get_final_message()


async def outcome(answer: Awaitable[Message]) -> object:
    """Return what a message says, or the name of the SDK's own error."""
    try:
        message = await answer
    except APIError as error:
        return type(error).__name__
    return message.model_dump(mode="json", exclude=STRAY, exclude_none=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
