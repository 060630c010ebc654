"""What may stand in a frame, for hypothesis."""

from hypothesis import strategies as st

from kiro_py.eventstream.frame import Byte, Frame, HeaderValue, Integer, Short, Timestamp


def _signed(bits: int) -> st.SearchStrategy[int]:
    return st.integers(-(1 << bits - 1), (1 << bits - 1) - 1)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)

VALUES: st.SearchStrategy[HeaderValue] = st.one_of(
    st.booleans(),
    _signed(8).map(Byte),
    _signed(16).map(Short),
    _signed(32).map(Integer),
    _signed(64),
    st.binary(max_size=40),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    _signed(64).map(Timestamp),
    st.uuids(),
)

FRAMES = st.builds(
    Frame, headers=st.dictionaries(NAMES, VALUES, max_size=5), payload=st.binary(max_size=200)
)
