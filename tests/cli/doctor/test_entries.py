"""What is told of the credentials file and its entries."""

import json
from pathlib import Path
from typing import Any

import pytest

from kiro_py.cli.doctor.entries import check_entries, check_rows, check_variable
from kiro_py.cli.doctor.files import FileFacts
from kiro_py.cli.doctor.finding import Finding, Verdict
from kiro_py.config.credentials import LoadedCredentials, load_credentials, read_roster
from kiro_py.errors import ConfigInvalid
from kiro_py.pool.roster import Roster

KEY = {"kiroApiKey": "ksk_example"}
SOCIAL = {"refreshToken": "rt-example"}


def checked(
    path: Path, content: object, environ: dict[str, str] | None = None, *, has_copy: bool = False
) -> list[Finding]:
    if content is not None:
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    file = FileFacts(path, mode=None if content is None else 0o600, has_copy=has_copy)
    try:
        return list(check_entries(file, load_credentials(path, environ or {})))
    except ConfigInvalid as invalid:
        return list(check_entries(file, invalid))


def test_sound_entries_are_counted(tmp_path: Path):
    """It is told how many can be used, and how many are disabled."""
    (finding,) = checked(tmp_path / "c.json", [KEY, SOCIAL, SOCIAL | {"disabled": True}][:2])
    (other,) = checked(tmp_path / "d.json", [KEY, SOCIAL | {"disabled": True}])

    assert (Verdict.OK, "2 can be used") == (finding.verdict, finding.told)
    assert "1 can be used, 1 disabled" == other.told


@pytest.mark.parametrize(
    ("entry", "field", "mend"),
    [
        (SOCIAL | {"authMethod": "idc", "clientId": "c"}, "clientSecret", "registration"),
        (SOCIAL | {"authMethod": "idc", "clientSecret": "c"}, "clientId", "registration"),
        ({"authMethod": "social"}, "refreshToken", "token file"),
        ({"refreshToken": "cut...short"}, "refreshToken", "whole"),
        ({"authMethod": "api_key"}, "kiroApiKey", "new one"),
        (
            SOCIAL | {"clientId": "c", "tokenEndpoint": "https://login.example.com/token"},
            "tokenEndpoint",
            "identityProviders",
        ),
        (KEY | {"region": "Frankfurt"}, "region", "credentials.md"),
    ],
    ids=["secret", "client", "token", "cut token", "key", "endpoint", "region"],
)
def test_a_problem_names_its_place_and_mend(
    tmp_path: Path, entry: dict[str, Any], field: str, mend: str
):
    """An entry is named by its index, its fault by the field."""
    path = tmp_path / "credentials.json"
    finding = checked(path, [KEY, entry])[0]

    assert (Verdict.FAILURE, f"{path}: [1].{field}") == (finding.verdict, finding.subject)
    assert mend in finding.mend


@pytest.mark.parametrize(
    ("content", "environ", "told", "mend"),
    [
        ('[{"refreshTok', {}, "truncated", "restore it from a copy"),
        ("", {}, "empty", "move the file away"),
        ([KEY], {"KIRO_API_KEY": "broken over lines"}, "no token has", "unset the variable"),
        ([], {}, "there is none that can be used", "KIRO_API_KEY"),
        (None, {}, "there is none that can be used", "credentials import"),
        ([KEY | {"disabled": True}], {}, "every one is disabled", "credentials enable"),
    ],
    ids=["cut", "empty", "variable", "no entry", "no file", "disabled"],
)
def test_nothing_to_serve_with(
    tmp_path: Path, content: object, environ: dict[str, str], told: str, mend: str
):
    """Whatever leaves nobody to serve is one failure with its mend."""
    (finding,) = checked(tmp_path / "credentials.json", content, environ)

    assert (Verdict.FAILURE, True, True) == (
        finding.verdict,
        told in finding.told,
        mend in finding.mend,
    )


def test_the_copy_is_pointed_at(tmp_path: Path):
    """Where the previous content lies beside a broken file, it is the first mend."""
    path = tmp_path / "credentials.json"
    (finding,) = checked(path, "[", has_copy=True)

    assert finding.mend.startswith(f"the previous content is in {path}.bak")


def test_a_key_of_the_environment_is_enough(tmp_path: Path):
    """No file is missed when there is a key."""
    (finding,) = checked(tmp_path / "credentials.json", None, {"KIRO_API_KEY": "ksk_example"})

    assert Verdict.OK is finding.verdict


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([KEY, KEY], "credentials 1 and 2 hold the same kiroApiKey"),
        ([SOCIAL, SOCIAL], "credentials 1 and 2 hold the same refreshToken; remove one"),
        ([KEY | {"id": 3}, SOCIAL | {"id": 3}], "[1]: id 3 is taken; this entry becomes 4"),
    ],
    ids=["key", "refresh token", "id"],
)
def test_twins_are_told(tmp_path: Path, entries: list[dict[str, Any]], told: str):
    """Two entries for one account, and two of one number, are odd."""
    finding = checked(tmp_path / "credentials.json", entries)[0]

    assert (Verdict.WARNING, told) == (finding.verdict, finding.told)


def rows(*entries: dict[str, Any], problems: tuple[ConfigInvalid, ...] = ()) -> list[Finding]:
    """Return what is told of rows, each of which was read alone."""
    alone = [read_roster(json.dumps(each).encode(), "db").entries[0] for each in entries]
    roster = Roster(document=[], entries=tuple(alone), problems=problems)
    return list(check_rows(LoadedCredentials(roster, lambda data: read_roster(data, "db"))))


def test_rows_of_a_database_are_counted():
    """Nothing is said of a file, not even where there is none."""
    (finding,) = rows(KEY | {"id": 1}, SOCIAL | {"id": 2, "disabled": True})
    (nobody,) = rows()
    assert ("the database", "1 can be used, 1 disabled") == (finding.subject, finding.told)
    assert (Verdict.FAILURE, True) == (nobody.verdict, "`kiro-py login`" in nobody.mend)


def test_a_secret_in_two_rows_is_odd():
    """Of two that spend one refresh token, one loses its sign-in."""
    first, second, _ = rows(*(each | {"id": id_} for id_, each in enumerate([KEY, SOCIAL] * 2, 1)))
    assert "credentials 1 and 3 hold the same kiroApiKey" == first.told
    assert "credentials 2 and 4 hold the same refreshToken" == second.told


def test_a_row_with_a_fault_is_named():
    """One that cannot be opened has none that could be mended by itself."""
    problems = (
        ConfigInvalid("the database", "credential 7.region", "no region"),
        ConfigInvalid("the database", "credential 8.clientId", "missing"),
        ConfigInvalid("the database", "credential 9", "its content has been changed"),
    )
    *found, _ = rows(KEY | {"id": 1}, problems=problems)
    subjects = ["the database: credential 7.region", "the database: credential 8.clientId"]
    assert subjects == [each.subject for each in found]
    assert "`kiro-py credentials remove 7`" in found[0].mend
    assert "registration" in found[1].mend


def test_a_variable_that_is_no_key_is_a_failure():
    """It is corrected where it was set."""
    finding = check_variable(ConfigInvalid("environment", "KIRO_API_KEY", "found text"))
    assert ("environment: KIRO_API_KEY", Verdict.FAILURE) == (finding.subject, finding.verdict)
