"""The table of settings feeds everything that names one."""

import json

import pytest

from kiro_py.config.reference import default_told
from kiro_py.config.table import SETTINGS, Default, Setting


@pytest.mark.parametrize(
    ("field", "variable", "name"),
    [
        ("port", "KIRO_PY_PORT", "port"),
        ("api_key", "KIRO_PY_API_KEY", "apiKey"),
        ("count_tokens_api_url", "KIRO_PY_COUNT_TOKENS_API_URL", "countTokensApiUrl"),
        ("upstream_api", "KIRO_PY_UPSTREAM_API", "upstream.api"),
    ],
)
def test_names_follow_from_the_one_in_the_file(field: str, variable: str, name: str):
    """One name is enough to know the others."""
    setting = next(one for one in SETTINGS if one.name == name)
    assert (field, variable) == (setting.field, setting.variable)


WITH_VALUES = [one for one in SETTINGS if one.default not in [None, Default.REQUIRED]]


@pytest.mark.parametrize("setting", WITH_VALUES, ids=lambda setting: setting.name)
def test_every_default_could_be_written_as_the_reference_shows_it(setting: Setting):
    """A default that is copied from the reference into a file changes nothing."""
    shown = json.loads(default_told(setting).strip("`"))
    assert setting.default == setting.kind.read(shown)


def test_every_default_without_a_value_is_told_in_words():
    """The reference never shows a bare null."""
    assert [] == [one.name for one in SETTINGS if one.default is None and not one.default_told]
