"""What a credential shows of itself."""

import pytest

from fakes_credentials import api_key, idc, social, tokens
from kiro_py.pool.credential import Credential
from kiro_py.secret import Secret


@pytest.mark.parametrize(
    ("expected", "credential"),
    [
        pytest.param(Secret("access"), social(), id="social"),
        pytest.param(Secret("access"), idc(), id="idc"),
        pytest.param(Secret("ksk_example"), api_key(), id="api key"),
        pytest.param(None, social(tokens(access=None)), id="never renewed"),
    ],
)
def test_bearer_is_what_the_service_wants_to_see(expected: Secret | None, credential: Credential):
    """An API key is its own bearer; everybody else shows an access token."""
    assert expected == credential.bearer


def test_repr_hides_every_secret():
    """A credential in a log or a traceback gives nothing away."""
    shown = repr([social(), idc(), api_key()])
    assert not [
        word for word in ("'access'", "'refresh'", "client-secret", "ksk_") if word in shown
    ]
