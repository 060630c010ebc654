"""What is told of the settings."""

import json
from pathlib import Path

import pytest

from kiro_py.cli.doctor.finding import Finding, Verdict
from kiro_py.cli.doctor.settings import check_settings
from kiro_py.config.load import load
from kiro_py.errors import ConfigRefused


def checked(path: Path, text: str | None, environ: dict[str, str] | None = None) -> list[Finding]:
    if text is not None:
        path.write_text(text)
    try:
        return list(check_settings(path, load(path, environ or {})))
    except ConfigRefused as refused:
        return list(check_settings(path, refused))


def test_sound_settings_are_well(tmp_path: Path):
    """They are told to be, with the address that they name."""
    path = tmp_path / "config.json"
    (finding,) = checked(path, '{"apiKey": "key", "port": 18080}')

    assert (Verdict.OK, True) == (finding.verdict, "127.0.0.1:18080" in finding.told)


def test_everything_wrong_is_told_at_once(tmp_path: Path):
    """Wrong values and misspelt names, of the file and of the environment."""
    path = tmp_path / "config.json"
    text = json.dumps({"port": "many", "hots": "0.0.0.0"})
    findings = checked(path, text, {"KIRO_PY_TLS_BACKEND": "none"})

    failures = {each.subject for each in findings if each.verdict is Verdict.FAILURE}
    assert {f"{path}: port", f"{path}: apiKey", "environment: KIRO_PY_TLS_BACKEND"} == failures
    assert "hots: there is no such setting; did you mean 'host'?" == findings[-1].told
    assert Verdict.WARNING is findings[-1].verdict


@pytest.mark.parametrize(
    ("text", "environ", "mend"),
    [
        (None, {}, "config.example.json"),
        ('{"apiKey": "k', {}, "restore the file"),
        ('{"apiKey": "k", "port": 0}', {}, "correct it in "),
        ('{"apiKey": "k"}', {"KIRO_PY_PORT": "0"}, "unset the variable"),
    ],
    ids=["no file", "cut file", "wrong value", "wrong variable"],
)
def test_each_problem_has_its_mend(
    tmp_path: Path, text: str | None, environ: dict[str, str], mend: str
):
    """A file is restored, a value corrected, a variable unset."""
    (finding,) = checked(tmp_path / "config.json", text, environ)

    assert (Verdict.FAILURE, True) == (finding.verdict, mend in finding.mend)
