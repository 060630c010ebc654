"""JSON with comments, changed in one place at a time."""

import json
from copy import deepcopy
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.cli.setup.jsonc import DEEPEST, NotJsonError, found, parse, with_value, without

COMMENTED = """// My settings.
{
  "theme": "dark", // at night
  /* what tools
     are told */
  "env": {
    "A": "1" // the last one
  },
}
"""

NAMES = st.sampled_from(["a", "b", 'c"d', "e\\f", "g", "é"])
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-1000, 1000)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)
OBJECTS = st.dictionaries(NAMES, JSON, max_size=4)


@st.composite
def commented(draw: st.DrawFn) -> tuple[str, dict[str, Any], list[str]]:
    """Return a text with comments, what it says, and its comments."""
    document = draw(OBJECTS)
    indent = draw(st.sampled_from([2, 4, "\t"]))
    lines = json.dumps(document, indent=indent, ensure_ascii=draw(st.booleans())).split("\n")
    told: list[str] = []
    written: list[str] = []
    for number, line in enumerate(lines):
        match draw(st.integers(0, 4)):
            case 0:
                told.append(f"// note {number} {{")
                written.append(f"{line} {told[-1]}")
            case 1:
                told.append(f"/* note {number} , */")
                written += [told[-1], line]
            case _:
                written.append(line)
    return draw(st.sampled_from(["\n", "\r\n"])).join(written) + "\n", document, told


def changed(document: dict[str, Any], path: list[str], value: Any) -> dict[str, Any] | None:
    """Return the document as it should be, `None` when something else is in the way."""
    wanted = deepcopy(document)
    inner = wanted
    for name in path[:-1]:
        following: object = inner.setdefault(name, {})
        if not isinstance(following, dict):
            return None
        inner = cast("dict[str, Any]", following)
    inner[path[-1]] = value
    return wanted


@given(commented(), st.lists(NAMES, min_size=1, max_size=3), JSON)
def test_a_change_changes_nothing_else(
    text: tuple[str, dict[str, Any], list[str]], path: list[str], value: Any
):
    """The member is set, the others and every comment stay; a second time changes nothing."""
    before, document, told = text
    wanted = changed(document, path, value)
    if wanted is None:
        with pytest.raises(NotJsonError, match="is no object"):
            with_value(before, path, value)
        return
    after = with_value(before, path, value)
    assert wanted == parse(after)
    if not isinstance(found(document, path), dict | list):
        assert [] == [comment for comment in told if comment not in after]
    assert after == with_value(after, path, value)


@given(OBJECTS, st.sampled_from([None, 2, "\t"]), NAMES)
def test_a_member_can_be_taken_out(document: dict[str, Any], indent: Any, name: str):
    """What is left is JSON as strict as before."""
    after = without(json.dumps(document, indent=indent), [name])
    assert {key: value for key, value in document.items() if key != name} == json.loads(after)


@given(st.text(max_size=60) | st.text('{}[]:,"/* \n1a', max_size=30))
def test_anything_is_read_or_refused(text: str):
    """Nothing else is raised; strict JSON means what it means everywhere."""
    try:
        said = parse(text)
    except NotJsonError:
        with pytest.raises((ValueError, AssertionError)):
            assert isinstance(json.loads(text), dict)
    else:
        assert isinstance(said, dict)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        pytest.param(
            COMMENTED,
            ["env", "B"],
            COMMENTED.replace('"1" // the last one', '"1", // the last one\n    "B": "new"'),
            id="after the comment of the last line",
        ),
        pytest.param(
            COMMENTED,
            ["B"],
            COMMENTED.replace("  },\n}", '  },\n  "B": "new",\n}'),
            id="a comma at the end stays a habit",
        ),
        pytest.param(
            COMMENTED, ["env", "A"], COMMENTED.replace('"1"', '"new"'), id="in the old place"
        ),
        pytest.param("{}", ["B"], '{\n  "B": "new"\n}', id="nothing there yet"),
        pytest.param('{"a": 1}', ["b", "c"], '{"a": 1, "b": {"c": "new"}}', id="all on one line"),
        pytest.param(
            '{\n\t"a": {}\n}\n',
            ["a", "b"],
            '{\n\t"a": {\n\t\t"b": "new"\n\t}\n}\n',
            id="tabs",
        ),
        pytest.param('{"a": 1,}', ["b"], '{"a": 1, "b": "new",}', id="one line with a comma"),
        pytest.param('{"a": 1\n}', ["b"], '{"a": 1,\n"b": "new"\n}', id="an odd hand"),
        pytest.param('{"a": 1, "a": 2}', ["a"], '{"a": 1, "a": "new"}', id="twice"),
    ],
)
def test_a_member_is_written_as_its_neighbours_are(text: str, path: list[str], expected: str):
    """Indentation, commas and comments are the file's own."""
    assert expected == with_value(text, path, "new")


def test_taking_out_leaves_comments_and_commas():
    """A line that is left empty goes, too."""
    after = without(COMMENTED, ["env", "A"])
    assert {"theme": "dark", "env": {}} == parse(after)
    assert "// the last one" in after
    assert '{\n  "b": 2\n}' == without('{\n  "a": 1,\n  "b": 2\n}', ["a"])
    assert '{\n  "a": 1\n}' == without('{\n  "a": 1,\n  "b": 2\n}', ["b"])
    assert "{}" == without("{}", ["a", "b"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "breaks off"),
        ("[]", "expected an object"),
        ('{"a": 1', "breaks off"),
        ('{"a": }', "line 1, column 7"),
        ('{\n"a" 1}', "line 2, column 5"),
        ('{"a": 1 "b": 2}', "column 9"),
        ('{"a": nope}', "column 7"),
        ('{"a": "\\q"}', "column 7"),
        ("{'a': 1}", "column 2"),
        ("{} {}", "column 4"),
        ('{"a": ' + "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1) + "}", "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, told: str):
    """With the place where it stops being JSON."""
    with pytest.raises(NotJsonError, match=told):
        parse(text)


def test_something_in_the_way_is_left_there():
    """A person has meant something by it."""
    with pytest.raises(NotJsonError, match=r"a\.b is no object"):
        with_value('{"a": {"b": "text"}}', ["a", "b", "c"], "new")


def test_what_would_say_something_else_is_not_written():
    """Whatever is wrong, the file keeps what it said."""
    with pytest.raises(NotJsonError, match="without changing more"):
        with_value("{}", ["a"], {1: "the name of a member is a text"})


def test_a_member_is_found():
    """Or is not there."""
    assert 1 == found({"a": {"b": 1}}, ["a", "b"])
    assert None is found({"a": []}, ["a", "b"])
