"""What is to be looked over."""

from pathlib import Path

from kiro_py.cli.doctor.order import Order, read_settings
from kiro_py.config.load import Loaded
from kiro_py.errors import ConfigRefused


def test_nothing_that_is_wrong_with_settings_is_raised(tmp_path: Path):
    """What cannot be read is kept as what is wrong with it."""
    path = tmp_path / "config.json"
    order = Order(path, tmp_path / "credentials.json", environ={"KIRO_PY_API_KEY": "key"})
    path.write_text("{")
    broken = read_settings(order)
    path.write_text("{}")

    assert isinstance(broken, ConfigRefused)
    assert isinstance(read_settings(order), Loaded)
