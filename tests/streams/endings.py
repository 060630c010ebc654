"""Answers that end badly: exceptions, cuts, corruption, silence.  Each function is one recording.

The status was 200 when these came: the service had begun to answer.
"""

from streams.pieces import error, event, exception, metering, tail, text


def exception_first() -> bytes:
    """An exception before any content, under the name that some builds give it."""
    return exception(
        "throttlingError",
        "I am experiencing high traffic, please try again shortly.",
        "INSUFFICIENT_MODEL_CAPACITY",
    )


def exception_first_too_long() -> bytes:
    """A refusal of the prompt that comes as a frame, under the name of its shape."""
    return exception(
        "ValidationException", "Input is too long.", "CONTENT_LENGTH_EXCEEDS_THRESHOLD"
    )


def exception_midway() -> bytes:
    """A generation that dies after some text: a bare `error`, and no tail."""
    return text("This will", " not") + exception(
        "error", "Encountered an unexpected error when processing the request, please try again."
    )


def error_message_type() -> bytes:
    """The framing's own kind of error: its facts are in headers, and there is no payload."""
    return text("So far,") + error("InternalServerException", "The stream failed.")


def invalid_state_event() -> bytes:
    """An error that comes as an event, as the published union has it."""
    return text("So far,") + event(
        "invalidStateEvent",
        reason="INVALID_TASK_ASSIST_PLAN",
        message="The plan is not valid.",
    )


def cut_midframe() -> bytes:
    """A connection that ends inside a frame."""
    return text("So far", ", so good.") + text("Lost words.")[:-20]


def cut_after_text() -> bytes:
    """A connection that ends between frames: well framed, and yet not a whole answer."""
    return text("So far", ", so good.")


def corrupt_crc() -> bytes:
    """A frame whose payload has one bit the other way, with good frames before and after it."""
    damaged = bytearray(text("damaged words"))
    damaged[-20] ^= 0b0000_0001
    return text("So far,") + bytes(damaged) + text(" and on.") + tail()


def corrupt_prelude() -> bytes:
    """A frame that says it is longer than it is, so that its prelude's sum is wrong."""
    damaged = bytearray(text("damaged words"))
    damaged[2] ^= 0b0000_0001
    return text("So far,") + bytes(damaged) + tail()


def empty_answer() -> bytes:
    """A turn without a word that was metered all the same."""
    return metering(0.0012)


def empty_answer_with_tail() -> bytes:
    """A turn without a word, and its whole tail."""
    return tail()


def no_frames() -> bytes:
    """An answer without a single byte of body."""
    return b""
