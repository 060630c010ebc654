"""Notes of tokens on their way into the file."""

from pathlib import Path

import pytest

from kiro_py.adapters.rescue_notes import RescueNotes
from kiro_py.pool.credential import Tokens
from kiro_py.secret import Secret

SPENT = Secret("spent")
NEW = Secret("new-refresh")
TOKENS = Tokens(Secret("new-access"), NEW, 1_800_000_000.5, "arn:example")


@pytest.fixture
def notes(tmp_path: Path) -> RescueNotes:
    return RescueNotes(tmp_path / "credentials.json")


def kept(notes: RescueNotes) -> list[Path]:
    return list(notes.guarded.parent.iterdir())


@pytest.mark.parametrize("tokens", [TOKENS, Tokens(refresh_token=NEW)], ids=["all", "some"])
def test_a_note_is_found_by_the_token_that_was_spent(notes: RescueNotes, tokens: Tokens):
    """It says what that one was exchanged for."""
    notes.leave(1, SPENT, tokens)
    assert tokens == notes.find(1, SPENT)


def test_a_note_is_its_owner_s_alone(notes: RescueNotes):
    """There are secrets in it."""
    notes.leave(1, SPENT, TOKENS)
    (path,) = kept(notes)
    assert (".credentials.json.1.rescue", 0o600) == (path.name, path.stat().st_mode & 0o777)


@pytest.mark.parametrize(("credential_id", "current"), [(2, SPENT), (1, NEW)])
def test_a_note_is_nobody_else_s(notes: RescueNotes, credential_id: int, current: Secret):
    """Neither another credential's, nor that of a token that is still good."""
    notes.leave(1, SPENT, TOKENS)
    assert None is notes.find(credential_id, current)


def test_the_latest_note_counts(notes: RescueNotes):
    """A longer one before it leaves nothing behind."""
    notes.leave(1, SPENT, TOKENS)
    notes.leave(1, NEW, Tokens(refresh_token=SPENT))
    assert (None, Tokens(refresh_token=SPENT)) == (notes.find(1, SPENT), notes.find(1, NEW))


def test_a_note_is_thrown_away_once_it_is_written(notes: RescueNotes):
    """The file has its content."""
    notes.leave(1, SPENT, TOKENS)
    notes.throw_away(1, NEW)
    assert [] == kept(notes)


def test_a_note_about_something_else_stays(notes: RescueNotes):
    """Another process has left it since."""
    notes.leave(1, SPENT, TOKENS)
    notes.throw_away(1, Secret("older"))
    assert TOKENS == notes.find(1, SPENT)
    notes.throw_away(2, NEW)
    assert 1 == len(kept(notes))


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[]"])
def test_a_note_that_makes_no_sense_is_none(notes: RescueNotes, data: bytes):
    """Whatever has happened to it."""
    notes.leave(1, SPENT, TOKENS)
    kept(notes)[0].write_bytes(data)
    assert None is notes.find(1, SPENT)


def test_nothing_fails_where_there_can_be_no_note(tmp_path: Path):
    """The file itself is what counts."""
    notes = RescueNotes(tmp_path / "nowhere" / "credentials.json")
    notes.leave(1, SPENT, TOKENS)
    notes.throw_away(1, NEW)
    assert None is notes.find(1, SPENT)


def test_a_note_that_was_prepared_is_left_as_any_other(notes: RescueNotes):
    """It is empty until then."""
    notes.prepare(1)
    assert None is notes.find(1, SPENT)
    notes.leave(1, SPENT, TOKENS)
    notes.dismiss(1)
    assert TOKENS == notes.find(1, SPENT)


def test_a_note_that_was_prepared_in_vain_is_removed(notes: RescueNotes):
    """Not every renewal is granted."""
    notes.prepare(1)
    notes.dismiss(1)
    assert [] == kept(notes)


@pytest.mark.parametrize("before", [TOKENS, None], ids=["a note", "an empty one"])
def test_what_a_killed_process_has_left_is_not_prepared_away(
    notes: RescueNotes, before: Tokens | None
):
    """It is found first, and overwritten only by a newer one."""
    if before is None:
        (notes.guarded.parent / ".credentials.json.1.rescue").touch()
    else:
        notes.leave(1, SPENT, before)
    notes.prepare(1)
    notes.dismiss(1)
    assert before == notes.find(1, SPENT)
    notes.leave(1, NEW, TOKENS)
    assert TOKENS == notes.find(1, NEW)
