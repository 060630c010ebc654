"""What is sealed is opened in its place, with its key, unchanged; and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.adapters.sealing import SealBroken, Sealer
from kiro_py.errors import ConfigInvalid
from kiro_py.secret import Secret

KEY, NEXT_KEY = Secret("first-example-key-" * 2), Secret("second-example-key" * 2)
SEALER = Sealer(KEY)
PLACE = "credential 7"

Things = st.binary(max_size=200)


def broken(sealed: bytes, place: str = PLACE, sealer: Sealer = SEALER) -> SealBroken:
    with pytest.raises(SealBroken) as caught:
        sealer.open(sealed, place)
    return caught.value


@given(Things, st.text(max_size=20))
def test_what_was_sealed_can_be_opened(plain: bytes, place: str):
    """Whatever it is, and wherever it belongs."""
    assert plain == SEALER.open(SEALER.seal(plain, place), place)


@given(Things, st.data())
def test_no_bit_can_be_changed(plain: bytes, data: st.DataObject):
    """Neither in the content nor in what stands before it."""
    sealed = bytearray(SEALER.seal(plain, PLACE))
    bit = data.draw(st.integers(0, 8 * len(sealed) - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    assert broken(bytes(sealed)).why


@given(Things, st.data())
def test_nothing_can_be_cut_off(plain: bytes, data: st.DataObject):
    """A row that was written in half is no row."""
    sealed = SEALER.seal(plain, PLACE)
    assert not broken(sealed[: data.draw(st.integers(0, len(sealed) - 1))]).is_key_unknown


@given(st.binary(max_size=100))
def test_garbage_is_refused_in_our_own_words(garbage: bytes):
    """Nothing else is ever raised."""
    assert broken(garbage).why


def test_a_row_cannot_be_put_in_the_place_of_another():
    """Who may write to the database cannot give somebody's sign-in to somebody else."""
    told = broken(SEALER.seal(b"{}", PLACE), "credential 8")
    assert (False, True) == (told.is_key_unknown, "another place" in told.why)


def test_the_same_is_never_sealed_alike():
    """Who reads the database does not see that two rows hold the same."""
    assert SEALER.seal(b"{}", PLACE) != SEALER.seal(b"{}", PLACE)


def test_nothing_can_be_read_in_it():
    """That is what it is for."""
    assert b"example-refresh" not in SEALER.seal(b'{"refreshToken": "example-refresh"}', PLACE)


def test_another_key_opens_nothing():
    """It is told apart from a content that was changed."""
    assert broken(SEALER.seal(b"{}", PLACE), sealer=Sealer(NEXT_KEY)).is_key_unknown


def test_the_previous_key_still_opens():
    """And what was sealed with it is known to be old."""
    old, both = SEALER.seal(b"{}", PLACE), Sealer(NEXT_KEY, previous=KEY)
    assert b"{}" == both.open(old, PLACE)
    assert (True, False) == (SEALER.is_current(old), both.is_current(old))
    assert both.is_current(both.seal(b"{}", PLACE))


def test_a_line_end_is_no_part_of_a_key():
    """An editor leaves one in the file of one replica, and none in that of the next."""
    other = Sealer(Secret(f"{KEY.reveal()}\n"))
    assert b"{}" == other.open(SEALER.seal(b"{}", PLACE), PLACE)


@pytest.mark.parametrize(
    ("setting", "key", "previous"),
    [("secretKey", Secret("short"), None), ("previousSecretKey", KEY, Secret("s" * 31))],
)
def test_a_short_key_is_refused(setting: str, key: Secret, previous: Secret | None):
    """It could be guessed; the refusal says how to make a better one, and not what it was."""
    with pytest.raises(ConfigInvalid) as caught:
        Sealer(key, previous)
    assert setting == caught.value.key
    assert "python -c" in caught.value.problem
    assert "short" not in caught.value.problem
