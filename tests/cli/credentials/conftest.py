"""The hand that types, in an environment that says nothing."""

from pathlib import Path

import pytest

from hand import Hand


@pytest.fixture
def hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Hand:
    """Return a hand on a file that is not there yet; nobody has signed in on this machine."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.delenv("KIRO_API_KEY", raising=False)
    return Hand(tmp_path / "credentials.json", capsys)
