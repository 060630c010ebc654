"""What a person is asked about a new credential."""

from typing import Any

import pytest

from kiro_py.cli.credentials.dialogue import complete
from kiro_py.errors import ConfigInvalid


class Ada:
    """Answers in order; remembers what she was asked aloud, and what in secret."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.aloud: list[str] = []
        self.hushed: list[str] = []

    def ask(self, question: str) -> str:
        self.aloud.append(question.partition(" ")[0].strip(":"))
        return self.answers.pop(0)

    def ask_secret(self, question: str) -> str:
        self.hushed.append(question.partition(" ")[0].strip(":"))
        return self.answers.pop(0)


KINDS: list[tuple[str, dict[str, Any], list[str], list[str], list[str]]] = [
    ("enter", {}, ["", "ksk_example"], ["authMethod"], ["kiroApiKey"]),
    ("social", {}, ["social", "token"], ["authMethod"], ["refreshToken"]),
    (
        "idc",
        {"authMethod": "idc"},
        ["token", "client", "secret", "eu-west-1", ""],
        ["clientId", "region", "profileArn"],
        ["refreshToken", "clientSecret"],
    ),
    (
        "external",
        {"tokenEndpoint": "https://acme.okta.com/token"},
        ["token", "client"],
        ["clientId"],
        ["refreshToken"],
    ),
    ("a key", {"kiroApiKey": "ksk_example"}, [], [], []),
    ("all there", {"authMethod": "Social", "refreshToken": "token"}, [], [], []),
]


@pytest.mark.parametrize(
    ("given", "answers", "aloud", "hushed"),
    [case[1:] for case in KINDS],
    ids=[case[0] for case in KINDS],
)
def test_only_what_lacks_is_asked(
    given: dict[str, Any], answers: list[str], aloud: list[str], hushed: list[str]
):
    """Each sign-in has its own questions, and secrets are asked in secret."""
    ada = Ada(*answers)
    complete(given, ada)
    assert (aloud, hushed, []) == (ada.aloud, ada.hushed, ada.answers)


def test_answers_become_members():
    """What is given stays, answers lose their blanks, and blank ones are left out."""
    given = {"authMethod": "builder-id", "email": "ada@example.com"}
    assert given | {
        "refreshToken": "token",
        "clientId": "client",
        "clientSecret": "secret",
    } == complete(given, Ada(" token \n", "client\n", "secret", "", "\n"))


@pytest.mark.parametrize(
    ("given", "method"),
    [
        ({}, "api_key"),
        ({"kiroApiKey": "ksk_example"}, "api_key"),
        ({"tokenEndpoint": "https://acme.okta.com/token"}, "external_idp"),
    ],
    ids=["enter", "a key", "an endpoint"],
)
def test_the_sign_in_is_written_down(given: dict[str, Any], method: str):
    """Whoever reads the file sees which one was meant."""
    assert method == complete(given, Ada("", "x", "y", "z"))["authMethod"]


def test_a_sign_in_that_there_is_not_is_refused():
    """The answer is told back, and nothing else is asked."""
    ada = Ada("telepathy")
    with pytest.raises(ConfigInvalid, match="telepathy"):
        complete({}, ada)
    assert [] == ada.hushed
