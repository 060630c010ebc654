"""I turn a stream and its faults into what the sender has to do, step by step."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kiro_py.simulator.faults.effects import (
    Closing,
    Corrupt,
    Cut,
    Dribble,
    Effect,
    Fail,
    Silence,
    Throw,
)
from kiro_py.simulator.model.frames import error, exception
from kiro_py.simulator.replies import Piece, PieceKind

_BATCH_BYTES = 32_768


@dataclass(frozen=True, slots=True)
class Send:
    """Send these bytes."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait so long; `None` means until the client leaves."""

    seconds: float | None


@dataclass(frozen=True, slots=True)
class Close:
    """End here, in this way."""

    how: Closing


Step = Send | Wait | Close


def deliver(
    pieces: Iterable[Piece], effects: tuple[Effect, ...], seconds_between: float | None
) -> Iterator[Step]:
    """Yield the steps that send `pieces` with `effects`, one token every `seconds_between`.

    Nothing after a `Close` is to be carried out.
    """
    if not effects and seconds_between is None:
        return _batches(pieces)
    steps = _by_frame(pieces, effects, seconds_between)
    for effect in effects:
        match effect:
            case Dribble(chunk_bytes=chunk_bytes, delay_seconds=delay_seconds):
                steps = _dribble(steps, chunk_bytes, delay_seconds)
            case Cut(after_bytes=int(after_bytes), how=how):
                steps = _cut(steps, after_bytes, how)
            case _:
                pass
    return steps


def _batches(pieces: Iterable[Piece]) -> Iterator[Step]:
    """Send as much at once as is good for the speed: frames and chunks have no relation."""
    batch: list[bytes] = []
    size = 0
    for piece in pieces:
        batch.append(piece.data)
        size += len(piece.data)
        if size >= _BATCH_BYTES:
            yield Send(b"".join(batch))
            batch, size = [], 0
    if batch:
        yield Send(b"".join(batch))


def _by_frame(
    pieces: Iterable[Piece], effects: tuple[Effect, ...], seconds_between: float | None
) -> Iterator[Step]:
    sent, pause = 0, Wait(seconds_between)
    for piece in pieces:
        yield from _before_frame(sent, effects)
        if seconds_between is not None and piece.kind is PieceKind.TOKEN:
            yield pause
        yield Send(_corrupted(piece.data, sent, effects))
        sent += 1
        if piece.kind is PieceKind.METERING:
            yield from (
                Wait(effect.seconds)
                for effect in effects
                if isinstance(effect, Silence) and effect.at == "after-metering"
            )
    yield from _before_frame(sent, effects)


def _before_frame(sent: int, effects: tuple[Effect, ...]) -> Iterator[Step]:
    """Yield what is to happen when `sent` frames have left."""
    for effect in effects:
        match effect:
            case Silence(at="after-headers", seconds=seconds) if sent == 0:
                yield Wait(seconds)
            case Silence(at="after-frames", frames=frames, seconds=seconds) if sent == frames:
                yield Wait(seconds)
            case Throw(after_frames=after_frames) if sent == after_frames:
                yield Send(exception(effect.type, effect.message, effect.reason))
                if not effect.goes_on:
                    yield Close("end")
            case Fail(after_frames=after_frames) if sent == after_frames:
                yield Send(error(effect.code, effect.message))
                yield Close("end")
            case Cut(after_frames=int(after_frames), how=how) if sent == after_frames:
                yield Close(how)
            case _:
                pass


def _corrupted(data: bytes, index: int, effects: tuple[Effect, ...]) -> bytes:
    for effect in effects:
        if isinstance(effect, Corrupt) and effect.frame == index:
            spoilt = bytearray(data)
            spoilt[effect.byte % len(spoilt)] ^= 1 << effect.bit
            data = bytes(spoilt)
    return data


def _dribble(steps: Iterator[Step], chunk_bytes: int, delay_seconds: float) -> Iterator[Step]:
    for step in steps:
        if not isinstance(step, Send):
            yield step
            continue
        for start in range(0, len(step.data), chunk_bytes):
            yield Send(step.data[start : start + chunk_bytes])
            if delay_seconds > 0:
                yield Wait(delay_seconds)


def _cut(steps: Iterator[Step], after_bytes: int, how: Closing) -> Iterator[Step]:
    left = after_bytes
    for step in steps:
        if not isinstance(step, Send) or len(step.data) <= left:
            left -= len(step.data) if isinstance(step, Send) else 0
            yield step
            continue
        if left:
            yield Send(step.data[:left])
        yield Close(how)
        return
    if left == 0:
        yield Close(how)
