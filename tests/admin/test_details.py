"""A credential in full."""

from pathlib import Path

from admin.keeping import POOL, scene


async def test_a_credential_is_shown_without_its_secrets(tmp_path: Path):
    """Everything else is there: how it signs in, where it goes, how it was used."""
    more = {1: {"proxyPassword": "s3cret", "proxyUrl": "direct", "provider": "Google"}}
    async with scene(tmp_path, "social", more=more) as subject:
        entry = subject.entries[0]
        found = await subject.ask("GET", f"{POOL}/1")
    for name in ("refreshToken", "accessToken", "proxyPassword"):
        assert entry[name] not in str(found.body)
    assert f"…{entry['refreshToken'][-4:]}" == found.body["secretHint"]
    assert {
        "label": "credential 1",
        "authMethod": "social",
        "provider": "Google",
        "state": "ready",
        "proxyUrl": "direct",
        "host": None,
        "quota": None,
        "quotaProblem": None,
        "inFlight": 0,
        "isEditable": True,
    }.items() <= found.body.items()
    assert f'"{found.body["version"]}"' == found.headers["etag"]


async def test_what_an_answer_has_shown_is_told(tmp_path: Path):
    """The host that answered last, how often, and when."""
    async with scene(tmp_path, "api-key") as subject:
        assert 200 == await subject.ask_kiro()
        found = await subject.one(1)
    assert subject.kiro.url == f"http://{found['host']}"
    assert 1 == found["served"]
    assert found["lastUsedAt"] is not None
