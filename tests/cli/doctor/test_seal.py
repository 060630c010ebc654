"""What is told of the secret key."""

import pytest

from kiro_py.adapters.sealing import Sealer
from kiro_py.cli.doctor.finding import Finding, Verdict
from kiro_py.cli.doctor.seal import check_key, check_seals, has_unknown
from kiro_py.errors import ConfigInvalid
from kiro_py.secret import Secret

NEW, OLD = Secret("new" * 12), Secret("old" * 12)
PLACE = "credential 3"


def checked(sealer: Sealer, sealed: dict[str, bytes], *, has_previous: bool) -> list[Finding]:
    findings = list(check_seals(sealer, sealed, has_previous=has_previous))
    assert [] == [each for each in findings if (each.verdict is Verdict.OK) == bool(each.mend)]
    return findings


def by(secret: Secret, place: str = PLACE) -> dict[str, bytes]:
    return {place: Sealer(secret).seal(b"{}", place)}


SETTINGS = by(NEW, "settings")


def test_a_key_that_is_missing_is_a_failure():
    """And one that is there is nothing to tell of yet."""
    (finding,) = check_key(ConfigInvalid("config", "secretKey", "it is missing"))
    assert (Verdict.FAILURE, "secretKey") == (finding.verdict, finding.subject)
    assert [] == list(check_key(Sealer(NEW)))


@pytest.mark.parametrize(
    ("verdict", "told", "previous", "sealed"),
    [
        (Verdict.OK, "it opens all 1", None, by(NEW)),
        (Verdict.OK, "nothing is sealed yet", None, {}),
        (Verdict.OK, "it opens all 1 that are sealed; `previousSecretKey` can be", OLD, by(NEW)),
        (Verdict.FAILURE, "it does not open 1 of 2 (credential 3)", None, by(OLD) | SETTINGS),
        (Verdict.WARNING, "1 of 2 (credential 3) is sealed", OLD, by(OLD) | SETTINGS),
        (Verdict.FAILURE, "content has been changed", None, {PLACE: b"something"}),
    ],
    ids=["all well", "nothing", "no longer needed", "another", "older", "spoilt"],
)
def test_what_the_key_opens_is_told(
    verdict: Verdict, told: str, previous: Secret | None, sealed: dict[str, bytes]
):
    """What cannot be opened is named."""
    findings = checked(Sealer(NEW, previous), sealed, has_previous=previous is not None)
    about = [each for each in findings if verdict is each.verdict and told in each.told]
    assert 1 == len(about), findings


def test_what_is_spoilt_is_mended_by_a_new_sign_in():
    """Settings are brought back in another way; another key helps neither."""
    sealed = {PLACE: b"something", "settings": b"anything"}
    one, other, _ = checked(Sealer(NEW), sealed, has_previous=False)
    assert "`kiro-py credentials remove 3`" in one.mend
    assert "table `settings`" in other.mend
    assert not has_unknown(Sealer(NEW), sealed)


def test_a_key_that_is_not_known_is_found():
    """Nothing can be read then."""
    assert has_unknown(Sealer(NEW), by(NEW, "settings") | by(OLD))
    assert not has_unknown(Sealer(NEW, OLD), by(OLD))
