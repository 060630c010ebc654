"""Every tool call is answered exactly once, right after it was made."""

import pytest

from kiro_py.translate.pairing import NEVER_ANSWERED, NO_OUTPUT, Answers, CallIds
from translate.asking import Json, asked, assistant, call, result, text, turns_of, user

NEVER = ("error", [NEVER_ANSWERED])
LOST = "tool call lost, which is not in this conversation:"

ANSWERS: dict[str, tuple[list[Json], list[Json], Json]] = {
    "one": ([call("a")], [result("a", "1")], {"results": {"a": ("success", ["1"])}}),
    "in any order": (
        [call("a"), call("b")],
        [result("b", "2"), result("a", "1")],
        {"results": {"a": ("success", ["1"]), "b": ("success", ["2"])}},
    ),
    "mixed with text": (
        [call("a"), call("b")],
        [text("x"), result("b", "2"), text("y"), result("a", "1")],
        {"user": "x\n\ny", "results": {"a": ("success", ["1"]), "b": ("success", ["2"])}},
    ),
    "an error": (
        [call("a")],
        [result("a", "no", is_error=True)],
        {"results": {"a": ("error", ["no"])}},
    ),
    "never": ([call("a")], [text("x")], {"user": "x", "results": {"a": NEVER}}),
    "some never": (
        [call("a"), call("b")],
        [result("b", "2")],
        {"results": {"a": NEVER, "b": ("success", ["2"])}},
    ),
    "with nothing": (
        [call("a")],
        [result("a", "")],
        {"results": {"a": ("success", [NO_OUTPUT])}},
    ),
    "twice the same": (
        [call("a")],
        [result("a", "1"), result("a", "1")],
        {"results": {"a": ("success", ["1"])}},
    ),
    "twice, the second with more": (
        [call("a")],
        [result("a", "1"), result("a", "2", is_error=True)],
        {"results": {"a": ("error", ["1", "2"])}},
    ),
    "to no call": (
        [call("a")],
        [result("lost", "r"), result("a", "1")],
        {"user": f"Result of {LOST}\nr", "results": {"a": ("success", ["1"])}},
    ),
    "an error to no call": (
        [text("x")],
        [result("lost", None, is_error=True)],
        {"user": f"Error of {LOST}\n{NO_OUTPUT}"},
    ),
}


@pytest.mark.parametrize(("calls", "said", "expected"), ANSWERS.values(), ids=ANSWERS.keys())
def test_answers(calls: list[Json], said: list[Json], expected: Json) -> None:
    """Each call has one result, whatever the client made of it."""
    told = turns_of(asked(user("go"), assistant(calls), user(said)))[-1]
    assert {"user": ""} | expected == told


def test_results_of_several_messages_are_gathered() -> None:
    """Results that come in messages of their own belong to one turn."""
    request = asked(
        user("go"),
        assistant([call("a"), call("b")]),
        user([result("a", "1")]),
        user([result("b", "2")]),
    )
    expected = {"user": "", "results": {"a": ("success", ["1"]), "b": ("success", ["2"])}}
    assert expected == turns_of(request)[-1]


def test_a_late_result_is_told_where_it_comes() -> None:
    """What was said stays as it was said: a late result changes no turn that has been told."""
    request = asked(
        user("go"),
        assistant([call("lost")]),
        user("well?"),
        assistant("hm"),
        user([result("lost", "r")]),
    )
    turns = turns_of(request)
    assert {"user": "well?", "results": {"lost": NEVER}} == turns[2]
    assert {"user": f"Result of {LOST}\nr"} == turns[4]


def test_two_calls_under_one_id_are_answered_in_order() -> None:
    """An id that is used twice in a turn means the first call first."""
    request = asked(
        user("go"),
        assistant([call("a"), call("a")]),
        user([result("a", "1"), result("a", "2")]),
    )
    _, calls, answers = turns_of(request)
    first, second = (use["toolUseId"] for use in calls["toolUses"])
    assert {first: ("success", ["1"]), second: ("success", ["2"])} == answers["results"]


def test_an_id_used_again_later_becomes_another() -> None:
    """A second turn's call never has the id of a first turn's."""
    request = asked(
        user("go"),
        *(assistant([call("a")]), user([result("a", "1")])),
        *(assistant([call("a")]), user([result("a", "2")])),
    )
    _, _, first, _, second = turns_of(request)
    assert {"a": ("success", ["1"])} == first["results"]
    assert [("success", ["2"])] == list(second["results"].values())
    assert "a" not in second["results"]


@pytest.mark.parametrize(
    "odd", ["call_abc.def:123|x", "", "é", "x" * 65], ids=["signs", "empty", "foreign", "long"]
)
def test_an_odd_id_becomes_a_fitting_one_on_both_sides(odd: str) -> None:
    """Ids that the service refuses are replaced where they are made and where they are answered."""
    request = asked(user("go"), assistant([call(odd)]), user([result(odd, "1")]))
    _, calls, answers = turns_of(request)
    (made,) = (use["toolUseId"] for use in calls["toolUses"])
    assert {made: ("success", ["1"])} == answers["results"]
    assert made.startswith("tooluse_")


def test_call_ids_are_the_same_for_the_same_calls() -> None:
    """Two tellings of one conversation give the same ids."""
    clients = ["a", "a", "b.c", "a", "b.c"]
    one, other = CallIds(), CallIds()
    assert [one.take(each) for each in clients] == [other.take(each) for each in clients]


def test_no_id_is_given_twice() -> None:
    """An id that was made up is not given away again when a client happens to use it."""
    made_up = CallIds().take("a.b")
    ids = CallIds()
    assert 3 == len({ids.take("a.b"), ids.take(made_up), ids.take(made_up)})


def test_no_calls_have_no_results() -> None:
    """A turn after an assistant that called nothing answers nothing."""
    assert [] == list(Answers().results())
