"""The models of a running gateway, over its admin API."""

import json
from pathlib import Path

from admin.keeping import scene

MODELS = "/api/admin/v1/models"
KEY = "key-for-tests"


async def test_models_are_shown_with_those_whose_plans_have_them(tmp_path: Path):
    """Names of the owner's are among them, and what other names get."""
    config = {"apiKey": KEY, "models": {"mine": "claude-haiku-4.5"}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    async with scene(tmp_path, "api-key") as subject:
        found = (await subject.ask("GET", MODELS)).body
        items = {item["id"]: item for item in found["items"]}
        assert found["isKnown"]
        haiku = items["claude-haiku-4-5"]
        assert ("claude-haiku-4.5", None, [1]) == (
            haiku["upstreamId"],
            haiku["aliasOf"],
            haiku["credentialIds"],
        )
        assert "claude-haiku-4.5" == items["mine"]["aliasOf"]
        assert haiku | {"id": "mine", "aliasOf": "claude-haiku-4.5"} == items["mine"]
        assert ["sonnet", "claude-sonnet-4.5"] == found["fallback"][0]


async def test_the_list_is_the_one_that_clients_get(tmp_path: Path):
    """In its order."""
    async with scene(tmp_path, "api-key") as subject:
        found = (await subject.ask("GET", MODELS)).body
        async with subject.client.get("/v1/models", headers={"x-api-key": KEY}) as response:
            told = (await response.json())["data"]
        assert [model["id"] for model in told] == [item["id"] for item in found["items"]]
