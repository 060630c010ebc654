"""The table of settings and the settings themselves say the same."""

import json
import platform
import typing
from pathlib import Path

import pytest

from kiro_py.config.load import load
from kiro_py.config.reference import default_told
from kiro_py.config.settings import Settings, this_system
from kiro_py.config.table import SETTINGS, Default, Setting
from kiro_py.kiro.address import Hosts, Regions
from kiro_py.kiro.identity import Identity

NOWHERE = Path("/nonexistent/config.json")


def settings(**environ: str) -> Settings:
    return load(NOWHERE, {"KIRO_PY_API_KEY": "key", **environ}).settings


def test_every_setting_is_a_field_and_every_field_a_setting():
    """Neither can be added without the other."""
    assert set(typing.get_type_hints(Settings)) == {setting.field for setting in SETTINGS}


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


def test_the_address_book_is_made_of_the_settings():
    """Kiro's room is told all that it needs, and nothing else."""
    book = settings(
        KIRO_PY_KIRO_VERSION="0.11.107",
        KIRO_PY_SYSTEM_VERSION="win32#10.0.22631",
        KIRO_PY_NODE_VERSION="22.22.0",
        KIRO_PY_MACHINE_ID="ab" * 32,
        KIRO_PY_UPSTREAM_API="http://127.0.0.1:1",
        KIRO_PY_UPSTREAM_MANAGEMENT="http://127.0.0.1:2",
        KIRO_PY_UPSTREAM_AUTH="http://127.0.0.1:3",
        KIRO_PY_UPSTREAM_OIDC="http://127.0.0.1:4",
        KIRO_PY_REGION="us-east-1",
        KIRO_PY_AUTH_REGION="us-east-2",
        KIRO_PY_API_REGION="us-west-2",
        KIRO_PY_PROXY_URL="http://proxy.example.com",
    ).address_book
    assert (
        Identity(
            kiro_version="0.11.107",
            system_version="win32#10.0.22631",
            node_version="22.22.0",
            machine_id="ab" * 32,
        )
        == book.identity
    )
    assert (
        Hosts(
            api=("http://127.0.0.1:1",),
            management=("http://127.0.0.1:2",),
            auth=("http://127.0.0.1:3",),
            oidc=("http://127.0.0.1:4",),
        )
        == book.hosts
    )
    assert (
        Regions(region="us-east-1", auth_region="us-east-2", api_region="us-west-2") == book.regions
    )
    assert "http://proxy.example.com:80" == (book.proxy.url if book.proxy else None)


def test_a_region_is_not_assumed():
    """Where none is named, a profile's own region is the better guess."""
    assert Regions() == settings().address_book.regions


def test_the_system_is_this_one_and_stays_so():
    """An account does not change its operating system from one start to the next."""
    name, _, release = this_system().partition("#")
    assert this_system() == settings().address_book.identity.system_version
    assert (platform.system().lower(), True) == (name, platform.release().startswith(release))


def test_repr_hides_secrets():
    """Settings may be logged."""
    shown = repr(settings(KIRO_PY_ADMIN_API_KEY="hunter2", KIRO_PY_PROXY_URL="http://a:hunter2@b"))
    assert "hunter2" not in shown
