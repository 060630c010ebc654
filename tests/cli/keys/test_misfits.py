"""What cannot be wished is told in the words of the command line."""

import math
from typing import Any

import msgspec
import pytest

from kiro_py.cli.keys.misfits import misfit
from kiro_py.cli.keys.wishes import Wishes
from kiro_py.wire.admin.keys import NewKey, RotateKey


def told(members: dict[str, Any], shape: type[Any] = NewKey) -> str:
    with pytest.raises(msgspec.ValidationError) as unfit:
        msgspec.convert(members, shape)
    return misfit(unfit.value)


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (
            Wishes(requests_per_minute=0),
            "--requests-per-minute: expected a whole number of at least 1",
        ),
        (
            Wishes(tokens_per_month=2**60),
            "--tokens-per-month: expected a whole number of at most 9,007,199,254,740,991",
        ),
        (Wishes(credits_per_day=-0.5), "--credits-per-day: expected a number of more than 0"),
        (Wishes(credits_per_day=math.nan), "--credits-per-day: expected a number of more than 0"),
        (Wishes(model=["a", ""]), "--model: expected at least 1 characters"),
        (Wishes(model=["a"] * 101), "--model: expected at most 100 of them"),
        (Wishes(group=""), "--group: expected at least 1 characters"),
        (Wishes(note="x" * 2001), "--note: expected at most 2,000 characters"),
    ],
)
def test_a_wish_that_cannot_be_is_told_by_its_option(wishes: Wishes, expected: str):
    """With what it may be."""
    assert expected == told({"name": "Ada"} | wishes.members())


def test_what_is_no_wish_is_told():
    """The name, and how long an old key works."""
    assert "the name: expected at most 100 characters" == told({"name": "x" * 101})
    assert "--overlap: expected a whole number of at least 0" == told(
        {"overlapSeconds": -1}, RotateKey
    )


def test_what_has_been_put_into_words_is_told_as_it_is():
    """Whoever reads a wish knows its option."""
    with pytest.raises(msgspec.ValidationError) as unfit:
        Wishes(expires="soon").members()
    assert misfit(unfit.value).startswith("--expires: found 'soon', expected")
