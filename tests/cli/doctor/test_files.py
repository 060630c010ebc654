"""What is told of the files themselves."""

from pathlib import Path

import pytest

from adapters.another_process import another
from adapters.somebody import being_nobody, file_of_nobody
from kiro_py.cli.doctor.files import (
    FileFacts,
    check_keeping,
    check_secrecy,
    look_at,
    mode_of,
)
from kiro_py.cli.doctor.finding import Verdict

SOUND = FileFacts(Path("there/credentials.json"), mode=0o600)


def test_a_sound_file_is_seen_as_such(tmp_path: Path):
    """It can be replaced, locked, and has nothing odd beside it."""
    path = tmp_path / "credentials.json"
    path.write_text("[]")
    path.chmod(0o600)

    assert FileFacts(path, mode=0o600) == look_at(path)


@pytest.mark.parametrize(
    ("file_mode", "can_write"), [(0o400, False), (0o600, True)], ids=["read-only", "writable"]
)
def test_a_read_only_directory_is_seen(file_mode: int, can_write: bool):  # noqa: FBT001 -- a case
    """The file may yet be written in place, if it is not read-only, too."""
    with file_of_nobody(b"[]") as path:
        path.chmod(file_mode)
        path.parent.chmod(0o500)
        with being_nobody():
            facts = look_at(path)

    assert (False, can_write) == (facts.can_replace, facts.can_write)


@pytest.mark.parametrize("name", ["missing.json", "directory", "file/below.json"])
def test_what_is_no_file_is_left_alone(tmp_path: Path, name: str):
    """Reading it tells more than its mode would."""
    (tmp_path / "directory").mkdir()
    (tmp_path / "file").touch()
    path = tmp_path / name

    assert (FileFacts(path), None) == (look_at(path), mode_of(path))
    assert [] == [*check_secrecy(path, None), *check_keeping(FileFacts(path), rotates=True)]


def test_what_lies_beside_is_seen(tmp_path: Path):
    """A copy can be restored, a state that is cut cannot be read."""
    path = tmp_path / "credentials.json"
    path.write_text("[]")
    (tmp_path / "credentials.json.bak").write_text("[]")
    (tmp_path / "credentials.state.json").write_text('{"version"')
    facts = look_at(path)

    assert facts.has_copy
    assert "truncated" in (facts.state_problem or "")


@pytest.mark.parametrize(("text", "is_read"), [('{"version": 1}', True), ('{"version": 9}', False)])
def test_a_state_of_another_version_is_seen(tmp_path: Path, text: str, is_read: bool):  # noqa: FBT001 -- an expectation
    """It is forgotten, and that is told."""
    path = tmp_path / "credentials.json"
    path.write_text("[]")
    (tmp_path / "credentials.state.json").write_text(text)

    assert is_read is (look_at(path).state_problem is None)


def test_a_lock_that_cannot_be_had_is_seen(tmp_path: Path):
    """A directory in the place of the lock file keeps nobody out."""
    path = tmp_path / "credentials.json"
    path.write_text("[]")
    (tmp_path / "credentials.json.lock").mkdir()

    assert look_at(path).lock_problem is not None


def test_a_lock_in_use_works(tmp_path: Path):
    """Another process that is writing just now is no problem."""
    path = tmp_path / "credentials.json"
    path.write_text("[]")
    with another(path, 0) as (_, has_taken):
        assert (True, None) == (has_taken, look_at(path).lock_problem)


@pytest.mark.parametrize(
    ("mode", "verdict"),
    [
        (0o600, Verdict.OK),
        (0o400, Verdict.OK),
        (0o644, Verdict.WARNING),
        (0o640, Verdict.WARNING),
        (0o602, Verdict.WARNING),
    ],
    ids=["0600", "0400", "0644", "0640", "0602"],
)
def test_secrets_are_for_their_owner(mode: int, verdict: Verdict):
    """Anything that others may do with the file is told, with the command that ends it."""
    (finding,) = check_secrecy(Path("credentials.json"), mode)

    assert verdict is finding.verdict
    assert ("run `chmod 600 credentials.json`" if verdict is Verdict.WARNING else "") == (
        finding.mend
    )


@pytest.mark.parametrize(
    ("facts", "rotates", "verdict", "told", "mend"),
    [
        (SOUND, True, Verdict.OK, "can be kept", ""),
        (
            FileFacts(SOUND.path, mode=0o400, can_replace=False, can_write=False),
            True,
            Verdict.FAILURE,
            "renewed tokens would be lost",
            "write to there",
        ),
        (
            FileFacts(SOUND.path, mode=0o400, can_replace=False, can_write=False),
            False,
            Verdict.WARNING,
            "nothing is remembered",
            "write to there",
        ),
        (
            FileFacts(SOUND.path, mode=0o600, can_replace=False),
            True,
            Verdict.WARNING,
            "its directory cannot",
            "mount there itself",
        ),
        (
            FileFacts(SOUND.path, mode=0o600, lock_problem="No locks available"),
            True,
            Verdict.WARNING,
            "No locks available",
            "one gateway only",
        ),
        (
            FileFacts(SOUND.path, mode=0o600, state_problem="the file is truncated"),
            True,
            Verdict.WARNING,
            "the file is truncated",
            "remove there/credentials.state.json",
        ),
    ],
    ids=["sound", "read-only", "read-only keys", "file mounted", "no lock", "state"],
)
def test_what_has_to_be_kept_can_be_kept(
    facts: FileFacts,
    rotates: bool,  # noqa: FBT001 -- a case
    verdict: Verdict,
    told: str,
    mend: str,
):
    """Only tokens that rotate make a file that cannot be written a failure."""
    finding = list(check_keeping(facts, rotates=rotates))[-1]

    assert (verdict, True, True) == (
        finding.verdict,
        told in finding.told,
        mend in finding.mend,
    )
