"""Files in which the processes of one machine count."""

import resource
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast

import pytest
from prometheus_client.mmap_dict import MmapedDict

from kiro_py.adapters.metric_files import FIRST_BYTES, GAUGES, Slot, Value, Values, forget, prepare

MANY = 2 * FIRST_BYTES // 100
"""More series than there is room for at first."""


def at(slot: Slot) -> closing[Values]:
    return closing(Values(slot))


def made(values: Values, typ: str, number: int) -> Value:
    return values(typ, "requests", "requests_total", ["number"], [str(number)], "What is counted.")


def read(slot: Slot, kind: str) -> dict[str, float]:
    path = slot.directory / f"{kind}_{slot.number}.db"
    found = cast(
        "Iterable[tuple[str, float, float, int]]",
        MmapedDict.read_all_values_from_file(path),  # pyright: ignore[reportUnknownMemberType]
    )
    return {key: value for key, value, _, _ in found}


def test_there_is_room_before_there_is_something(tmp_path: Path):
    """A file with holes would end whoever writes to it once the disk is full."""
    prepare(tmp_path, 2)
    with at(Slot(tmp_path, 1)) as values:
        for number in range(MANY):
            made(values, "counter", number).inc(1)
    sizes = {path.name: path.stat() for path in tmp_path.iterdir()}
    assert 6 == len(sizes)
    assert sizes["counter_1.db"].st_size > FIRST_BYTES
    assert [] == [name for name, size in sizes.items() if size.st_blocks * 512 < size.st_size]
    assert {1.0} == set(read(Slot(tmp_path, 1), "counter").values())


def test_a_start_begins_at_zero(tmp_path: Path):
    """What an earlier start has counted is not told again."""
    prepare(tmp_path, 1)
    with at(Slot(tmp_path, 1)) as values:
        made(values, "counter", 1).inc(5)
    prepare(tmp_path, 1)
    assert {} == read(Slot(tmp_path, 1), "counter")


def test_of_one_that_has_ended_what_it_counted_stays(tmp_path: Path):
    """What it had in hand is nothing."""
    slot = Slot(tmp_path, 1)
    prepare(tmp_path, 1)
    with at(slot) as values:
        made(values, "gauge", 1).set(7)
        made(values, "counter", 1).inc(7)
    forget(slot)
    assert [0.0] == list(read(slot, GAUGES).values())
    with at(slot) as values:
        assert 7.0 == made(values, "counter", 1).get()


def test_a_file_that_somebody_has_removed_is_forgotten_anyway(tmp_path: Path):
    """Nothing is made in its place."""
    prepare(tmp_path, 1)
    for path in tmp_path.iterdir():
        path.unlink()
    forget(Slot(tmp_path, 1))
    assert [] == list(tmp_path.iterdir())


@contextmanager
def no_larger_than(size: int) -> Generator[None]:
    """Let no file grow beyond a size, as if the disk were full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fill(values: Values) -> None:
    for number in range(1, MANY):
        made(values, "counter", number)


def test_without_room_what_is_known_is_counted_on(tmp_path: Path):
    """And what is new is once there is room again."""
    prepare(tmp_path, 1)
    with at(Slot(tmp_path, 1)) as values:
        first = made(values, "counter", 0)
        with no_larger_than(FIRST_BYTES + 1000):
            with pytest.raises(OSError, match="File too large"):
                fill(values)
            first.inc(3)
        made(values, "counter", MANY).inc(4)
    found = [*read(Slot(tmp_path, 1), "counter").values()]
    assert (3.0, 4.0, 7.0) == (found[0], found[-1], sum(found))
