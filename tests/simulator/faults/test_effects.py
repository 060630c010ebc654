"""Faults in JSON."""

import msgspec
import pytest

from kiro_py.simulator.faults.effects import (
    Answer,
    Corrupt,
    Cut,
    Dribble,
    Drop,
    Effect,
    Empty,
    Fail,
    Fault,
    Relabel,
    Replay,
    Silence,
    Throw,
)

FORMS: list[tuple[str, Effect]] = [
    (
        '{"effect":"answer","status":429,"headers":{"retry-after":"5"}}',
        Answer(status=429, headers={"retry-after": "5"}),
    ),
    ('{"effect":"drop","how":"close","isCarriedOut":true}', Drop(how="close", is_carried_out=True)),
    ('{"effect":"empty"}', Empty()),
    ('{"effect":"content-type","value":"text/html"}', Relabel(value="text/html")),
    ('{"effect":"cut","afterFrames":2}', Cut(after_frames=2)),
    ('{"effect":"cut","afterBytes":20,"how":"end"}', Cut(after_bytes=20, how="end")),
    ('{"effect":"corrupt","frame":1,"byte":3,"bit":7}', Corrupt(frame=1, byte=3, bit=7)),
    ('{"effect":"silence","seconds":2}', Silence(seconds=2.0)),
    ('{"effect":"silence","at":"after-frames","frames":3}', Silence(at="after-frames", frames=3)),
    (
        '{"effect":"exception","type":"throttlingError","reason":"R","afterFrames":1}',
        Throw(type="throttlingError", reason="R", after_frames=1),
    ),
    ('{"effect":"error","code":"C","message":"no"}', Fail(code="C", message="no")),
    (
        '{"effect":"dribble","chunkBytes":3,"delaySeconds":0.5}',
        Dribble(chunk_bytes=3, delay_seconds=0.5),
    ),
    ('{"effect":"play","name":"one"}', Replay(name="one")),
]


@pytest.mark.parametrize(("written", "effect"), FORMS)
def test_every_effect_has_a_form_in_json(written: str, effect: Effect):
    """What can be said in types can be said in JSON."""
    assert effect == msgspec.json.decode(written, type=Effect)


def test_no_effect_is_without_its_form():
    """Every effect stands in the table above."""
    assert set(Effect.__args__) == {type(effect) for _, effect in FORMS}


def test_a_fault_is_read_whole():
    """A fault says what happens to which calls."""
    written = (
        '{"effects":[{"effect":"empty"}],"operation":"InvokeMCP","account":"idc",'
        '"times":null,"skip":2}'
    )
    expected = Fault(effects=(Empty(),), operation="InvokeMCP", account="idc", times=None, skip=2)

    assert expected == msgspec.json.decode(written, type=Fault)


@pytest.mark.parametrize(
    "written",
    [
        '{"effect":"cut"}',
        '{"effect":"cut","afterBytes":1,"afterFrames":1}',
        '{"effect":"silence","second":2}',
        '{"effect":"explode"}',
        '{"effect":"corrupt"}',
        '{"effect":"corrupt","frame":0,"bit":8}',
        '{"effect":"dribble","chunkBytes":0}',
        '{"effect":"silence","seconds":-1}',
    ],
)
def test_a_slip_is_refused(written: str):
    """What makes no sense is refused where it is said."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(written, type=Effect)
