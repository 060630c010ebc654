"""PDFs read by a real process of their own."""

import asyncio
from pathlib import Path

import pytest

from kiro_py.adapters.pdf_text import PdfText
from kiro_py.exchange.pending import Pending
from kiro_py.ports.pdf import Unread
from papers import locked_pdf, pdf


async def test_a_pdf_is_read():
    """Its words come back, whatever signs they have."""
    assert "Over the hills" == await PdfText().text(pdf("Over the hills"))


async def test_a_locked_pdf_is_told():
    """A reason is handed over as such."""
    assert Unread("it needs a password") == await PdfText().text(locked_pdf("Secret"))


def child(directory: Path, code: str) -> str:
    path = directory / "child.py"
    path.write_text(code)
    return str(path)


@pytest.mark.parametrize("code", ["import os; os.abort()", "x = bytes(10)", "raise MemoryError"])
async def test_a_death_is_no_answer(tmp_path: Path, code: str):
    """A document that kills its reader is refused, and nothing else happens."""
    subject = PdfText(child=child(tmp_path, code))
    expected = Unread("it takes too much memory or time")
    assert expected == await subject.text(pdf("x") + bytes(1_000_000))


async def test_a_slow_document_is_given_up(tmp_path: Path):
    """The reader is ended when its time is over."""
    subject = PdfText(seconds=0.2, child=child(tmp_path, "while True: pass"))
    assert Unread("it takes more than 0.2 seconds") == await subject.text(b"%PDF-")


async def test_the_reader_sees_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The environment of the gateway stays with it."""
    monkeypatch.setenv("KIRO_PY_API_KEY", "secret")
    code = "import os, sys; sys.stdout.write('t' + str('KIRO_PY_API_KEY' in os.environ))"
    assert "False" == await PdfText(child=child(tmp_path, code)).text(b"")


async def test_who_leaves_takes_the_reader_along(tmp_path: Path):
    """A client that goes away leaves no process behind: the line it held open ends."""
    has_begun, has_ended = asyncio.Event(), asyncio.Event()

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        has_begun.set()
        assert b"" == await reader.read()
        has_ended.set()
        writer.close()

    async with await asyncio.start_server(hold, "127.0.0.1", 0) as server, asyncio.timeout(10):
        port = server.sockets[0].getsockname()[1]
        code = f"import socket\nheld = socket.create_connection(('127.0.0.1', {port}))\n"
        async with Pending(PdfText(child=child(tmp_path, f"{code}while True: pass")).text(b"")):
            await has_begun.wait()
        await has_ended.wait()
