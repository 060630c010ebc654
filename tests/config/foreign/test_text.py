"""Lists and tables."""

import pytest

from kiro_py.config.foreign.text import find_delimiter, read_line, read_list, read_table
from kiro_py.errors import ConfigInvalid

TOKEN = "aor-example-refresh-token"


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("email,refreshToken\n", ","),
        ("\nEmail;Refresh Token\n", ";"),
        ("email\tapi_key\n", "\t"),
        ("refreshToken\nabc\n", ","),
        ("email,region\n", None),
        (f"{TOKEN}\n", None),
        ("", None),
        ("refreshToken," + "x" * 200_000, None),
    ],
    ids=["comma", "semicolon", "tab", "one column", "no secret", "a token", "nothing", "long"],
)
def test_a_header_tells_the_delimiter(text: str, delimiter: str | None):
    """Only a first line that names a secret's column is a header."""
    assert delimiter == find_delimiter(text)


def test_a_list_has_a_row_for_every_secret():
    """Blank lines and notes are passed over, and rows are called by their lines."""
    rows = read_list(f"# mine\n\n{TOKEN}\n  ksk_example  \n")
    assert [
        ("line 3", {"authMethod": "social", "refreshToken": TOKEN}, ()),
        ("line 4", {"authMethod": "api_key", "kiroApiKey": "ksk_example"}, ()),
    ] == [(row.label, row.members, row.problems) for row in rows]


@pytest.mark.parametrize(
    ("secret", "problem"),
    [
        ("aoa-example-access-token", "this is an access token"),
        ("hello", "neither an API key"),
        ("two words in a longish line", "refreshToken: found text"),
    ],
    ids=["access token", "too short", "with spaces"],
)
def test_a_line_that_is_no_secret_says_why(secret: str, problem: str):
    """Nothing is guessed into a token."""
    (told,) = read_line("line 1", secret).problems
    assert problem in told


def test_a_table_has_a_row_for_every_line():
    """Cells are typed as our fields want them, and blank lines are passed over."""
    text = f'Email,Refresh Token,Priority,Disabled\n"ada@example.com",{TOKEN},2,true\n,,,\n'
    (row,) = read_table(text, ",", "import.csv")
    assert (
        "ada@example.com",
        {
            "email": "ada@example.com",
            "refreshToken": TOKEN,
            "priority": 2,
            "disabled": True,
        },
        (),
    ) == (row.label, row.members, row.problems)


def test_a_row_with_too_many_cells_says_so():
    """A shifted row is not read as if it were not."""
    (row,) = read_table(f"email,refreshToken\nada@example.com,{TOKEN},x\n", ",", "import.csv")
    assert ("it has more cells than the header",) == row.problems


def test_a_bad_number_says_so():
    """A cell that our field does not take is told with the field."""
    (row,) = read_table(f"refreshToken,priority\n{TOKEN},high\n", ",", "import.csv")
    assert row.problems[0].startswith("priority: found 'high'")


def test_an_open_quote_is_refused():
    """A table whose quotes do not close is no table."""
    with pytest.raises(ConfigInvalid, match=r"import\.csv: this is no CSV"):
        read_table('refreshToken,email\n"aor', ",", "import.csv")
