"""What the sender has to do, step by step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.simulator.faults.delivery import Close, Send, Step, Wait, deliver
from kiro_py.simulator.faults.effects import (
    Corrupt,
    Cut,
    Dribble,
    Effect,
    Fail,
    Relabel,
    Silence,
    Throw,
)
from kiro_py.simulator.model.frames import error, exception
from kiro_py.simulator.replies import Piece, PieceKind

PIECES = [
    Piece(b"one", PieceKind.TOKEN),
    Piece(b"two", PieceKind.TOKEN),
    Piece(b"end", PieceKind.METERING),
]
ONE, TWO, END = (Send(piece.data) for piece in PIECES)
THROWN = Send(exception("error", "no", None))


def steps(*effects: Effect, seconds_between: float | None = None) -> list[Step]:
    """Return the steps up to the end of the connection."""
    taken: list[Step] = []
    for step in deliver(PIECES, effects, seconds_between):
        taken.append(step)
        if isinstance(step, Close):
            break
    return taken


@pytest.mark.parametrize(
    ("effects", "expected"),
    [
        pytest.param([], [Send(b"onetwoend")], id="nothing: all at once"),
        pytest.param([Relabel()], [ONE, TWO, END], id="no matter"),
        pytest.param([Cut(after_frames=0)], [Close("reset")], id="cut before the first frame"),
        pytest.param([Cut(after_frames=1, how="close")], [ONE, Close("close")], id="cut"),
        pytest.param(
            [Cut(after_frames=3, how="end")], [ONE, TWO, END, Close("end")], id="cut at the end"
        ),
        pytest.param([Cut(after_frames=4)], [ONE, TWO, END], id="cut beyond the end"),
        pytest.param([Cut(after_bytes=0)], [Close("reset")], id="cut before the first byte"),
        pytest.param(
            [Cut(after_bytes=4)], [ONE, Send(b"t"), Close("reset")], id="cut within a frame"
        ),
        pytest.param([Cut(after_bytes=3)], [ONE, Close("reset")], id="cut between frames"),
        pytest.param(
            [Cut(after_bytes=9)], [ONE, TWO, END, Close("reset")], id="cut after the last byte"
        ),
        pytest.param([Cut(after_bytes=10)], [ONE, TWO, END], id="cut beyond the last byte"),
        pytest.param([Silence(seconds=5)], [Wait(5), ONE, TWO, END], id="silence at first"),
        pytest.param(
            [Silence(at="after-frames", frames=2)], [ONE, TWO, Wait(None), END], id="silence"
        ),
        pytest.param(
            [Silence(at="after-metering", seconds=5)],
            [ONE, TWO, END, Wait(5)],
            id="silence at last",
        ),
        pytest.param([Silence(at="before-headers")], [ONE, TWO, END], id="silence of the server"),
        pytest.param(
            [Throw(message="no", after_frames=1)], [ONE, THROWN, Close("end")], id="exception"
        ),
        pytest.param(
            [Throw(message="no", after_frames=1, goes_on=True)],
            [ONE, THROWN, TWO, END],
            id="exception in passing",
        ),
        pytest.param(
            [Fail(code="C", message="no")], [Send(error("C", "no")), Close("end")], id="error"
        ),
        pytest.param([Corrupt(frame=1, byte=0)], [ONE, Send(b"uwo"), END], id="corrupt"),
        pytest.param([Corrupt(frame=1, byte=-1, bit=1)], [ONE, Send(b"twm"), END], id="last byte"),
        pytest.param(
            [Dribble(chunk_bytes=2, delay_seconds=1), Cut(after_bytes=3)],
            [Send(b"on"), Wait(1), Send(b"e"), Wait(1), Close("reset")],
            id="dribble and cut",
        ),
        pytest.param(
            [Silence(seconds=5), Cut(after_frames=1)],
            [Wait(5), ONE, Close("reset")],
            id="silence and cut",
        ),
    ],
)
def test_faults_are_steps(effects: list[Effect], expected: list[Step]):
    """Every fault is a change of what is sent, when, and how it ends."""
    assert expected == steps(*effects)


def test_a_pace_is_for_tokens():
    """There is a pause before each token, and none before the tail."""
    assert [Wait(0.5), ONE, Wait(0.5), TWO, END] == steps(seconds_between=0.5)


def test_large_streams_leave_in_batches():
    """As fast as possible means not one by one."""
    pieces = [Piece(bytes(10_000), PieceKind.TOKEN)] * 10
    sizes = [len(step.data) for step in deliver(pieces, (), None) if isinstance(step, Send)]

    assert [40_000, 40_000, 20_000] == sizes


@given(
    st.lists(st.binary(max_size=20), max_size=8),
    st.integers(min_value=1, max_value=7),
    st.integers(min_value=0, max_value=100),
)
def test_a_cut_stream_is_a_beginning(frames: list[bytes], chunk_bytes: int, after_bytes: int):
    """However frames are dribbled, the bytes before a cut are those of the stream."""
    pieces = [Piece(frame, PieceKind.TOKEN) for frame in frames]
    effects = (Dribble(chunk_bytes=chunk_bytes), Cut(after_bytes=after_bytes))
    sent = b""
    for step in deliver(pieces, effects, None):
        if isinstance(step, Close):
            break
        sent += step.data if isinstance(step, Send) else b""

    assert b"".join(frames)[:after_bytes] == sent
