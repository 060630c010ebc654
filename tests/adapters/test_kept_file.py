"""What the files beside the credentials have in common."""

import asyncio
from pathlib import Path

import pytest

from kiro_py.adapters.kept_file import KeptFile, beside


class Word(KeptFile):
    """Keeps one word."""

    def __init__(self, path: Path) -> None:
        self.warnings: list[str] = []
        super().__init__(path, "the word", self.warnings.append)
        self.word = ""
        self.was_kept: list[bool] = []

    def settle(self) -> None:
        self.was_kept.append(self._put(self.word.encode()))

    async def _keep(self) -> None:
        await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("expected", "name"),
    [("credentials.word.json", "credentials.json"), ("accounts.word.json", "accounts")],
)
def test_it_is_called_after_the_credentials(expected: str, name: str):
    """Whatever they are called."""
    assert Path("somewhere", expected) == beside(Path("somewhere", name), ".word.json")


async def test_the_last_word_is_kept(tmp_path: Path):
    """It is on the disk when the context is left."""
    subject = Word(tmp_path / "word.json")
    async with subject.kept():
        subject.word = "last"
    assert "last" == subject.path.read_text("utf-8")


def test_that_nothing_is_kept_is_told_once(tmp_path: Path):
    """And again when it was possible in between."""
    directory = tmp_path / "beside"
    subject = Word(directory / "word.json")
    subject.settle()
    subject.settle()
    directory.mkdir()
    subject.settle()
    subject.path.unlink()
    directory.rmdir()
    subject.settle()
    assert [False, False, True, False] == subject.was_kept
    told = f"{subject.path}: the word is not kept: No such file or directory"
    assert [told, told] == subject.warnings
