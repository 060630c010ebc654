"""I search the web through the Anthropic SDK, whole and streamed, and print what I heard.

Interpreters with SDKs of different ages run me, so I use what they have in common.
"""

import asyncio
import json
import sys

from anthropic import AsyncAnthropic
from anthropic.types import Message

STRAY = {"id": True, "content": {"__all__": {"id", "tool_use_id", "parsed_output"}}}
"""What differs from answer to answer, and what only a helper of the SDK adds."""


async def main(url: str, _: str, key: str, __: str) -> None:
    client = AsyncAnthropic(
        base_url=url, api_key=key, max_retries=0, _strict_response_validation=True
    )
    async with client:
        heard = {"whole": said(await whole(client)), "streamed": said(await streamed(client))}
    print(json.dumps({"name": "search", "outcome": heard}))  # noqa: T201 -- the test reads it


async def whole(client: AsyncAnthropic) -> Message:
    return await client.messages.create(
        model="claude-haiku-4-5",
        max_tokens=1000,
        tools=[{"type": "web_search_20250305", "name": "web_search", "max_uses": 8}],
        messages=[{"role": "user", "content": "old boats"}],
    )


async def streamed(client: AsyncAnthropic) -> Message:
    async with client.messages.stream(
        model="claude-haiku-4-5",
        max_tokens=1000,
        tools=[{"type": "web_search_20250305", "name": "web_search", "max_uses": 8}],
        messages=[{"role": "user", "content": "old boats"}],
    ) as stream:
        return await stream.get_final_message()


def said(message: Message) -> object:
    return message.model_dump(mode="json", exclude=STRAY, exclude_none=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
