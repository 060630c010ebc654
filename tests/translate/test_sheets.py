"""Pictures that share sheets, as planned."""

import pytest

from kiro_py.errors import RequestRefused
from kiro_py.translate.attached import Attached, find
from kiro_py.translate.sheets import COLUMNS, MAX_IMAGES, MAX_PICTURES, Sheet, sheets
from translate.asking import asked, assistant, call, document, image, png, result, text, user

PICTURE = image(png())


def found(*turns: int) -> list[Attached]:
    """Return what is attached to turns of so many pictures each."""
    messages = (each for n in turns for each in (user([PICTURE] * n), assistant("Seen.")))
    return find(asked(*messages))


def size(sheet: Sheet) -> tuple[int, int, int, int]:
    return sheet.number, sheet.first, sheet.columns, len(sheet.pictures)


SIZES: dict[int, list[tuple[int, int, int, int]]] = {
    0: [],
    10: [],
    11: [(10, 10, 2, 2)],
    13: [(10, 10, 2, 4)],
    14: [(9, 9, 2, 4), (10, 13, 2, 2)],
    20: [(7, 7, 2, 4), (8, 11, 2, 4), (9, 15, 2, 4), (10, 19, 2, 2)],
    40: [(n, 4 * n - 3, 2, 4) for n in range(1, 11)],
    41: [(7, 7, 3, 9), (8, 16, 3, 9), (9, 25, 3, 9), (10, 34, 3, 8)],
    90: [(n, 9 * n - 8, 3, 9) for n in range(1, 11)],
}


@pytest.mark.parametrize(("pictures", "expected"), SIZES.items(), ids=map(str, SIZES))
def test_as_many_as_possible_stay_single(
    pictures: int, expected: list[tuple[int, int, int, int]]
) -> None:
    """The rest share sheets of four, or of nine when those of four do not suffice."""
    assert expected == [size(sheet) for sheet in sheets(found(pictures))]


@pytest.mark.parametrize("pictures", range(MAX_IMAGES + 1, MAX_PICTURES + 1))
def test_every_picture_is_shown_once_and_in_order(pictures: int) -> None:
    """Single ones and sheets are as many as Kiro takes, and no sheet is there for one picture."""
    plan, attached = sheets(found(pictures)), found(pictures)
    shared = [picture for sheet in plan for picture in sheet.pictures]
    assert attached[pictures - len(shared) :] == shared
    assert MAX_IMAGES == pictures - len(shared) + len(plan)
    assert all(1 < len(sheet.pictures) <= sheet.columns**2 for sheet in plan)


def test_each_turn_counts_for_itself() -> None:
    """What was planned for a turn is planned for it ever after, whatever follows."""
    alone, among = sheets(found(12)), sheets(found(12, 10, 11))
    assert alone == among[:1]
    assert [0, 4] == [sheet.message for sheet in among]


def test_pictures_of_one_turn_count_together() -> None:
    """In results, in documents, in messages in a row; the last message takes the sheets."""
    made_of_blocks = document({"type": "content", "content": [PICTURE] * 3})
    request = asked(
        user("Go."),
        assistant([call("c")]),
        user([result("c", [text("x"), *[PICTURE] * 5])]),
        user([made_of_blocks, *[PICTURE] * 3, text("Well?")]),
        user("And?"),
    )
    (sheet,) = sheets(find(request))
    assert (3, 10, 10) == (sheet.message, sheet.number, sheet.first)
    assert ["messages.3.content.2", "messages.3.content.3"] == [path for path, _ in sheet.notes()]


def test_documents_do_not_count() -> None:
    """Kiro's number is one of pictures."""
    paper = document({"type": "url", "url": "https://example.com/a.pdf"})
    assert [] == sheets(find(asked(user([*[PICTURE] * 10, paper]))))


def test_each_place_has_a_note() -> None:
    """It says which picture it was, and where it is now."""
    *_, sheet = sheets(found(41))
    notes = [note.text for _, note in sheet.notes()]
    assert (
        "[picture 38 is shown in row 2, column 2 of image 10, a sheet of 3 x 3 pictures attached"
        " to this message]"
    ) == notes[4]
    assert 8 == len(notes)


def test_there_is_an_end() -> None:
    """One more than sheets can show is refused, by its place."""
    with pytest.raises(RequestRefused) as refusal:
        sheets(found(1, MAX_PICTURES + 1))
    expected = (
        "messages.2.content.90: this turn has 91 pictures, and no more than 90 can be shown in"
        " one: Kiro takes 10, and the gateway puts up to 9 of yours into each"
    )
    assert expected == refusal.value.message
    assert (2, 3) == COLUMNS
