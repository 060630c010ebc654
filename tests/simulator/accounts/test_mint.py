"""Tokens that name themselves."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kiro_py.simulator.accounts.mint import Mint, TokenName

MINT = Mint("a seed")
NAME = TokenName("social~0", 3)


def test_a_refresh_token_is_known_again():
    """Another mint of the same seed reads the token."""
    assert NAME == Mint("a seed").read_refresh_token(MINT.refresh_token(NAME))


def test_a_refresh_token_of_another_seed_is_unknown():
    """A token of another seed is nobody's."""
    assert Mint("another").read_refresh_token(MINT.refresh_token(NAME)) is None


@given(st.text() | st.from_regex(r"sim-refresh\.[a-z~]+\.[0-9]+\.[0-9a-f]+", fullmatch=True))
def test_other_texts_are_no_tokens(text: str):
    """Whatever is made up is unknown."""
    assert MINT.read_refresh_token(text) is None


def test_a_refresh_token_is_long():
    """Clients take a short token for one that was cut off."""
    assert len(MINT.refresh_token(NAME)) > 100


def test_a_profile_has_the_form_of_one():
    """A profile ARN has twelve digits of owner and twelve characters of profile."""
    arn = r"arn:aws:codewhisperer:eu-central-1:\d{12}:profile/[A-Z0-9]{12}"

    assert re.fullmatch(arn, MINT.profile_arn("idc", "eu-central-1"))


def test_a_client_is_known_by_id_and_secret():
    """Id and secret belong together."""
    client_id = MINT.client_id("one")
    other = MINT.client_id("two")

    assert [True, False, False] == [
        MINT.knows_client(client_id, MINT.client_secret(client_id)),
        MINT.knows_client(other, MINT.client_secret(client_id)),
        MINT.knows_client("somebody", "something"),
    ]
