"""Those who work behind the routes of the pool know each other."""

from pathlib import Path

from admin.keeping import scene


async def test_a_change_is_seen_by_everybody_at_once(tmp_path: Path):
    """By both versions of the API, and by whoever gives turns."""
    async with scene(tmp_path, "api-key") as subject:
        await subject.change(1, disabled=True)
        assert "Manual" == (await subject.see(1))["disabledReason"]
        assert 503 == await subject.ask_kiro()
