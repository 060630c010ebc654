"""A recorded stream, looked at frame by frame."""

import pytest

from eventstream.forge import flip, frame_of
from kiro_py.eventstream.encoder import encode
from kiro_py.eventstream.frame import Frame
from kiro_py.eventstream.inspection import Checksum, Inspected, inspect

HELLO = Frame({"x": "1"}, b"hello")
GOOD = encode(HELLO.headers, HELLO.payload)
PRELUDE_SUM = int.from_bytes(GOOD[8:12])
MESSAGE_SUM = int.from_bytes(GOOD[-4:])
RIGHT_PRELUDE = Checksum(PRELUDE_SUM, PRELUDE_SUM)
RIGHT_MESSAGE = Checksum(MESSAGE_SUM, MESSAGE_SUM)
EMPTY = encode({}, b"")


def test_each_frame_has_its_place_and_its_right_sums():
    """A good stream is all frames and no fault."""
    told = inspect(GOOD + GOOD)
    assert (
        Inspected(0, len(GOOD), RIGHT_PRELUDE, RIGHT_MESSAGE, HELLO),
        Inspected(len(GOOD), len(GOOD), RIGHT_PRELUDE, RIGHT_MESSAGE, HELLO),
    ) == told.frames
    assert told.fault is None


def test_no_bytes_are_no_frames():
    """An empty stream is not a fault."""
    told = inspect(b"")
    assert ((), None) == (told.frames, told.fault)


LAST_BIT = 8 * len(GOOD) - 8


@pytest.mark.parametrize(
    ("refused", "expected"),
    [
        (
            flip(GOOD, LAST_BIT),
            Inspected(16, 27, RIGHT_PRELUDE, Checksum(MESSAGE_SUM, MESSAGE_SUM ^ 1), HELLO),
        ),
        (flip(GOOD, 11 * 8), Inspected(16, 27, Checksum(PRELUDE_SUM, PRELUDE_SUM ^ 1))),
        (GOOD[:-1], Inspected(16, 27, RIGHT_PRELUDE)),
        (GOOD[:11], Inspected(16)),
    ],
    ids=["message sum", "prelude sum", "cut", "cut in prelude"],
)
def test_the_refused_frame_is_shown_as_far_as_it_can_be_believed(
    refused: bytes, expected: Inspected
):
    """It stands last, with the sums that were found and expected."""
    assert expected == inspect(EMPTY + refused).frames[1]


def test_nothing_after_the_refused_frame_is_shown():
    """What follows a fault is not known to be a frame."""
    assert 2 == len(inspect(EMPTY + flip(GOOD, LAST_BIT) + GOOD).frames)


def test_a_frame_with_malformed_headers_has_right_sums_and_no_content():
    """The sums say that the sender meant it."""
    (told,) = inspect(frame_of(b"\x01x\x0a")).frames
    assert (True, None) == (told.message is not None and told.message.is_right, told.frame)


def test_the_fault_is_the_decoders():
    """There is one judge of what is a frame."""
    fault = inspect(EMPTY + GOOD[:-1]).fault
    assert ("truncated", 16) == (fault and fault.fault, fault and fault.offset)
