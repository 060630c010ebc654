"""Signed reasoning."""

from dataclasses import replace

import pytest

from kiro_py.simulator.accounts.mint import Mint
from kiro_py.simulator.model.signatures import Signer, Verdict

SIGNER = Signer(Mint("a seed"), "social", "claude-opus-5")
OTHER_ACCOUNT = replace(SIGNER, account="idc")
OTHER_MODEL = replace(SIGNER, model="claude-opus-4.8")
OTHERS = [OTHER_ACCOUNT, OTHER_MODEL]


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        pytest.param(SIGNER.sign("why", "then"), Verdict.GENUINE, id="own"),
        pytest.param(OTHER_ACCOUNT.sign("why", "then"), Verdict.ELSEWHERE, id="other account"),
        pytest.param(OTHER_MODEL.sign("why", "then"), Verdict.ELSEWHERE, id="other model"),
        pytest.param(SIGNER.sign("because", "then"), Verdict.FORGED, id="edited text"),
        pytest.param(SIGNER.sign("why", "then")[:-4], Verdict.FORGED, id="truncated"),
        pytest.param("", Verdict.FORGED, id="none"),
        pytest.param("?", Verdict.FORGED, id="no base64"),
        pytest.param("/+8=", Verdict.FORGED, id="no ASCII"),
    ],
)
def test_signatures_are_judged(signature: str, expected: Verdict):
    """Only what was signed for this account, model and text is genuine."""
    assert expected is SIGNER.check(signature, "why", OTHERS)


def test_equal_texts_have_signatures_of_their_own():
    """Two occasions give two signatures, and both are genuine."""
    first, second = SIGNER.sign("why", "then"), SIGNER.sign("why", "later")

    assert (True, Verdict.GENUINE) == (first != second, SIGNER.check(second, "why", OTHERS))
