"""The table of settings feeds everything that names one."""

import json

import pytest

from kiro_py.config.reference import default_told
from kiro_py.config.setting import Default, Setting
from kiro_py.config.table import SETTINGS

WITH_VALUES = [one for one in SETTINGS if one.default not in [None, Default.REQUIRED]]


@pytest.mark.parametrize("setting", WITH_VALUES, ids=lambda setting: setting.name)
def test_every_default_could_be_written_as_the_reference_shows_it(setting: Setting):
    """A default that is copied from the reference into a file changes nothing."""
    shown = json.loads(default_told(setting).strip("`"))
    assert setting.default == setting.kind.read(shown)


def test_every_default_without_a_value_is_told_in_words():
    """The reference never shows a bare null."""
    assert [] == [one.name for one in SETTINGS if one.default is None and not one.default_told]
