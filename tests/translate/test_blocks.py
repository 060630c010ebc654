"""Blocks inside blocks."""

import msgspec
import pytest

from kiro_py.errors import RequestRefused
from kiro_py.translate.blocks import open_block, peek
from kiro_py.wire.anthropic.content import TextBlock, UnknownBlock


def raw(text: str) -> msgspec.Raw:
    return msgspec.Raw(text.encode())


def test_a_known_block_is_opened() -> None:
    """A block comes out as what its type says."""
    assert TextBlock("a") == open_block(raw('{"type":"text","text":"a","x":null}'), "p")


def test_an_unknown_block_is_known_as_such() -> None:
    """New types are no errors."""
    assert UnknownBlock("hologram") == open_block(raw('{"type":"hologram"}'), "p")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"type":"text"}', "p: Object missing required field `text`"),
        ('"text"', "p: Expected `object`, got `str`"),
        ("{}", "p: Object missing required field `type`"),
    ],
    ids=["half", "no object", "no type"],
)
def test_half_a_block_is_refused(text: str, expected: str) -> None:
    """What is no whole block is refused by its path."""
    with pytest.raises(RequestRefused) as refusal:
        open_block(raw(text), "p")
    assert expected == refusal.value.message


def test_peeking_leaves_out_what_cannot_be_read() -> None:
    """An estimate needs no more than what is there."""
    blocks = [raw('{"type":"text","text":"a"}'), raw('{"type":"text"}'), raw("1")]
    assert (TextBlock("a"),) == peek(blocks)


@pytest.mark.parametrize(
    ("content", "expected"), [(None, ()), ("a", (TextBlock("a"),)), ([], ())], ids=str
)
def test_peeking_at_plain_content(content: str | None, expected: tuple[TextBlock, ...]) -> None:
    """Text is one block, nothing is none."""
    assert expected == peek(content)
