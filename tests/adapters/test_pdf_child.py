"""What the reader of PDFs says, without a process."""

import pytest

from kiro_py.adapters.pdf_child import MAX_PAGES, answer
from papers import locked_pdf, pdf


def test_the_words_of_each_page():
    """Pages come in order, a blank line between them; white ones leave none."""
    assert b"tFirst page\n\nLast page" == answer(pdf("First page", "", "Last page"))


def test_a_lock_without_a_password_is_open():
    """A PDF that only forbids printing can be read."""
    assert b"tOpen to all" == answer(locked_pdf("Open to all", password=""))


REFUSED = {
    "password": (locked_pdf("Secret"), b"wit needs a password"),
    "pages": (pdf(*["."] * (MAX_PAGES + 1)), b"wit has 101 pages, at most 100 can be read"),
    "no text": (pdf("", ""), b"wit holds no text, perhaps only pictures of it"),
    "cut": (pdf("Words")[:60], b"wit is broken"),
    "no PDF": (b"words", b"wit is broken"),
    "nothing": (b"", b"wit is broken"),
}


@pytest.mark.parametrize(("data", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals(data: bytes, expected: bytes):
    """What cannot be read is told with its reason."""
    assert expected == answer(data)


def test_too_much_text_is_refused():
    """Many words are more than any model reads."""
    page = "word " * 25_000
    assert b"wit has more than 2000000 characters" == answer(pdf(*[page] * 17))
