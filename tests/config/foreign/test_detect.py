"""Forms are told by content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.config.foreign.detect import SQLITE_MAGIC, Form, form_of, read_foreign
from kiro_py.errors import ConfigInvalid

TOKEN = "aor-example-refresh-token"


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (SQLITE_MAGIC + b"\x10\x00", Form.DATABASE),
        (b'\xef\xbb\xbf {"refreshToken": "x"}', Form.DOCUMENT),
        (b"[]", Form.DOCUMENT),
        (b"email,refreshToken\n", Form.TABLE),
        (TOKEN.encode(), Form.LIST),
    ],
    ids=["database", "object with a mark", "list of JSON", "table", "list"],
)
def test_a_form_is_told_by_its_content(data: bytes, form: Form):
    """Whatever the file is called."""
    assert form is form_of(data, "import")


@pytest.mark.parametrize(
    "data",
    [
        f'{{"refreshToken": "{TOKEN}"}}'.encode(),
        f"refreshToken\n{TOKEN}\n".encode(),
        f"{TOKEN}\n".encode(),
    ],
    ids=["document", "table", "list"],
)
def test_every_form_gives_the_same_token(data: bytes):
    """However it is written, it is the same sign-in."""
    (row,) = read_foreign(data, "import")
    assert (TOKEN, ()) == (row.members["refreshToken"], row.problems)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b" \n", "the file is empty"),
        (b"\x89PNG\xff", "byte 0 is not UTF-8"),
        (b'{"refreshToken": "x"', "breaks off"),
        (SQLITE_MAGIC, "a database is not read"),
        (b'{"email": "\\ud83d", "refreshToken": "x"}', "half a character"),
    ],
    ids=["empty", "picture", "cut", "database", "half a character"],
)
def test_what_cannot_be_read_is_refused_by_name(data: bytes, problem: str):
    """The whole file is refused, and the reason says why."""
    with pytest.raises(ConfigInvalid, match=problem):
        read_foreign(data, "import")


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode()))
def test_garbage_gives_rows_with_reasons_or_is_refused(data: bytes):
    """Nothing else is ever raised, and a row without a credential says why."""
    try:
        rows = read_foreign(data, "import")
    except ConfigInvalid:
        return
    assert all(row.problems or row.credential is not None for row in rows)
