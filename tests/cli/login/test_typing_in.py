"""What the person types while something else is waited for."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from kiro_py.cli.login.typing_in import Typing, descriptor_of


@dataclass
class Pipe:
    """Somebody types at the one end."""

    reading: int
    writing: int

    def type(self, data: bytes) -> None:
        os.write(self.writing, data)

    def end(self) -> None:
        os.close(self.writing)
        self.writing = -1


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe(*os.pipe())
    yield made
    os.close(made.reading)
    if made.writing >= 0:
        os.close(made.writing)


async def test_lines_come_one_by_one(pipe: Pipe):
    """However they were typed."""
    typing = Typing(pipe.reading)
    pipe.type(b"one\r\ntwo\nthr")
    assert ["one", "two"] == [await typing.line(), await typing.line()]
    pipe.type(b"ee\n")
    assert "three" == await typing.line()


async def test_the_last_line_needs_no_end(pipe: Pipe):
    """And then there are no more."""
    typing = Typing(pipe.reading)
    pipe.type(b"last")
    pipe.end()
    assert "last" == await typing.line()
    with pytest.raises(EOFError):
        await typing.line()


async def test_waiting_can_be_given_up(pipe: Pipe):
    """What is typed later is read later."""
    typing = Typing(pipe.reading)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await typing.line()
    pipe.type(b"late\n")
    assert "late" == await typing.line()


async def test_a_file_is_read_as_well(tmp_path: Path):
    """Nobody has to wait for it."""
    path = tmp_path / "typed"
    path.write_bytes(b"from a file\n")
    with path.open("rb") as file:
        assert "from a file" == await Typing(file.fileno()).line()


def test_there_may_be_nobody_to_type(tmp_path: Path):
    """Standard input may be anything."""
    assert None is descriptor_of(StringIO())
    path = tmp_path / "typed"
    path.touch()
    with path.open() as file:
        assert file.fileno() == descriptor_of(file)
    with closing(path.open()) as file:
        file.close()
        assert None is descriptor_of(file)
