"""Settings, checked and typed, and what they are made into."""

import platform
import typing
from pathlib import Path

from kiro_py.config.load import load
from kiro_py.config.settings import Settings, this_system
from kiro_py.config.table import SETTINGS
from kiro_py.kiro.address import Hosts, Regions
from kiro_py.kiro.identity import Identity

NOWHERE = Path("/nonexistent/config.json")


def settings(**environ: str) -> Settings:
    return load(NOWHERE, {"KIRO_PY_API_KEY": "key", **environ}).settings


def test_every_setting_is_a_field_and_every_field_a_setting():
    """Neither can be added without the other."""
    fields = set(typing.get_type_hints(Settings)) - {"sources"}
    assert fields == {setting.field for setting in SETTINGS}


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
