"""What a simulator can be told."""

from dataclasses import fields

from kiro_py.simulator.settings import Settings
from simulator.reference import SETTINGS


def test_every_setting_is_explained():
    """Each setting has a line in the reference, and no line is left over."""
    assert {field.name for field in fields(Settings)} == set(SETTINGS)
