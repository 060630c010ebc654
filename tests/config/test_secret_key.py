"""Where the key comes from that credentials are sealed with."""

from pathlib import Path

import pytest

from kiro_py.config.load import load
from kiro_py.config.secret_key import SecretKeys, secret_keys
from kiro_py.config.settings import Settings
from kiro_py.errors import ConfigInvalid
from kiro_py.secret import Secret

KEY, OLD = "k" * 32, "o" * 32


def settings(**environ: str) -> Settings:
    named = {f"KIRO_PY_{name.upper()}": value for name, value in environ.items()}
    return load(Path("/nonexistent/config.json"), {"KIRO_PY_API_KEY": "key"} | named).settings


def test_it_is_a_setting_with_the_one_before_it():
    """As long as something is sealed with the old one, both are known."""
    found = secret_keys(settings(secret_key=KEY, previous_secret_key=OLD))
    assert SecretKeys(Secret(KEY), Secret(OLD)) == found


def test_it_can_be_in_a_file_of_its_own(tmp_path: Path):
    """As orchestrators mount secrets, with or without a new line at its end."""
    path = tmp_path / "key"
    path.write_text(f"{KEY}\n")
    assert SecretKeys(Secret(KEY), None) == secret_keys(settings(secret_key_file=str(path)))


@pytest.mark.parametrize(
    ("setting", "problem", "content"),
    [
        ("secretKey", "it is missing", None),
        ("secretKeyFile", "there is no such file", None),
        ("secretKeyFile", "the file is empty", b" \n"),
        ("secretKeyFile", "it is no text", b"\xff\xfe\x00"),
    ],
)
def test_what_is_wrong_with_it_is_told_by_name(
    tmp_path: Path, setting: str, problem: str, content: bytes | None
):
    """With the file, and without what is in it."""
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    named = {"secret_key_file": str(path)} if setting == "secretKeyFile" else {}
    with pytest.raises(ConfigInvalid, match=f"{setting}.*{problem}"):
        secret_keys(settings(**named))


def test_two_of_them_are_one_too_many(tmp_path: Path):
    """Nobody guesses which one was meant."""
    with pytest.raises(ConfigInvalid, match=r"secretKeyFile.*keep one"):
        secret_keys(settings(secret_key=KEY, secret_key_file=str(tmp_path)))


def test_a_directory_is_named(tmp_path: Path):
    """A container makes one where the file was missing that it should mount."""
    with pytest.raises(ConfigInvalid, match=f"secretKeyFile.*{tmp_path}.*directory"):
        secret_keys(settings(secret_key_file=str(tmp_path)))
