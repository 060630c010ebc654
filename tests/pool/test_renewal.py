"""When a token should be renewed, and when it must be."""

import pytest

from fakes_credentials import NOW, api_key, social, tokens
from kiro_py.pool.credential import Credential, Tokens
from kiro_py.pool.renewal import ADVISORY_SECONDS, MANDATORY_SECONDS, Due, due, is_alive
from kiro_py.secret import Secret


@pytest.mark.parametrize(
    ("expected", "credential"),
    [
        pytest.param(Due.NOT, social(tokens(expires_in=ADVISORY_SECONDS + 1)), id="long to live"),
        pytest.param(Due.ADVISORY, social(tokens(expires_in=ADVISORY_SECONDS)), id="ten minutes"),
        pytest.param(
            Due.ADVISORY, social(tokens(expires_in=MANDATORY_SECONDS + 1)), id="over a minute"
        ),
        pytest.param(Due.MANDATORY, social(tokens(expires_in=MANDATORY_SECONDS)), id="a minute"),
        pytest.param(Due.MANDATORY, social(tokens(expires_in=-1)), id="past its end"),
        pytest.param(Due.MANDATORY, social(tokens(expires_in=None)), id="no known end"),
        pytest.param(Due.MANDATORY, social(tokens(access=None)), id="never renewed"),
        pytest.param(Due.NOT, api_key(), id="api key"),
        pytest.param(Due.NOT, api_key(tokens=tokens(expires_in=-1)), id="api key with tokens"),
    ],
)
def test_due_has_two_windows(expected: Due, credential: Credential):
    """Ten minutes before its end a token should be renewed, one minute before it must be."""
    assert expected is due(credential, NOW)


@pytest.mark.parametrize(
    ("expected", "credential"),
    [
        pytest.param(True, social(tokens(expires_in=1)), id="a second to live"),
        pytest.param(False, social(tokens(expires_in=0)), id="at its end"),
        pytest.param(False, social(tokens(expires_in=None)), id="no known end"),
        pytest.param(False, social(Tokens(expires_at=NOW + 9)), id="no token"),
        pytest.param(False, social(Tokens(Secret(""), expires_at=NOW + 9)), id="a blank token"),
        pytest.param(True, api_key(), id="api key"),
    ],
)
def test_a_token_is_alive_until_its_end(*, expected: bool, credential: Credential):
    """The last minute of a token is still worth trying when there is nothing better."""
    assert expected is is_alive(credential, NOW)
