"""The hand that signs in, in an environment that says nothing."""

from pathlib import Path

import pytest

from hand import Hand


@pytest.fixture
def hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Hand:
    """Return a hand on a file that is not there yet, where there is no screen."""
    for name in ("KIRO_API_KEY", "KIRO_PY_API_KEY", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return Hand(tmp_path / "credentials.json", capsys)
