"""What follows from the name of a setting."""

import pytest

from kiro_py.config.table import SETTINGS


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
