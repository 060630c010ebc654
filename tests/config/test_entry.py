"""The fields of a credential: what each takes."""

import time
from collections.abc import Generator

import pytest

from kiro_py.config.entry import (
    FIELDS,
    GROUPS,
    INSTANT,
    PROFILE_ARN,
    REFRESH_TOKEN,
    SCOPES,
    SIGN_IN,
    WAY_OUT,
    SignIn,
)
from kiro_py.config.kinds import Unfit
from kiro_py.pool.credential import AuthMethod, Direct, Proxy
from kiro_py.secret import Secret


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (SignIn(AuthMethod.SOCIAL), "social"),
        (SignIn(AuthMethod.SOCIAL), " Social "),
        (SignIn(AuthMethod.IDC), "IdC"),
        (SignIn(AuthMethod.IDC), "IAM"),
        (SignIn(AuthMethod.IDC, is_builder_id=True), "builder-id"),
        (SignIn(AuthMethod.IDC, is_builder_id=True), "BuilderId"),
        (SignIn(AuthMethod.API_KEY), "API_KEY"),
        (SignIn(AuthMethod.API_KEY), "apikey"),
        (SignIn(AuthMethod.EXTERNAL_IDP), "external_idp"),
        (SignIn(AuthMethod.EXTERNAL_IDP), "ExternalIdp"),
    ],
)
def test_a_sign_in_has_many_names(expected: SignIn, said: str):
    """Letter case and the names of other programs make no difference."""
    assert expected == SIGN_IN.read(said)


@pytest.mark.parametrize("said", ["saml", "", 5, None, ["social"]])
def test_a_sign_in_that_we_do_not_know_is_unfit(said: object):
    """Taking it for another would send its tokens to the wrong service."""
    with pytest.raises(Unfit):
        SIGN_IN.read(said)


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        pytest.param(1_777_025_565.123456, "2026-04-24T10:12:45.123456789+00:00", id="nine digits"),
        pytest.param(1_777_025_565.144, "2026-04-24T10:12:45.144Z", id="milliseconds and Z"),
        pytest.param(1_777_025_565.0, "2026-04-24T12:12:45+02:00", id="another zone"),
        pytest.param(1_777_025_565.0, 1_777_025_565, id="seconds"),
        pytest.param(1_777_025_565.123, 1_777_025_565_123, id="thousandths"),
        pytest.param(1_777_025_565.0, "1777025565", id="seconds as text"),
    ],
)
def test_a_moment_is_read_as_whoever_wrote_it(expected: float, said: object):
    """Kiro, kiro-rs and account managers write the same moment differently."""
    assert expected == INSTANT.read(said)


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    with monkeypatch.context() as environment:
        environment.setenv("TZ", "JST-9")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("far_east")
def test_a_moment_without_a_zone_is_utc():
    """Kiro's own files leave it out, wherever they are written."""
    assert 1_777_025_565.0 == INSTANT.read("2026-04-24T10:12:45")


@pytest.mark.parametrize("said", ["tomorrow", "", True, None, [], float("nan"), 10**400, "9" * 400])
def test_what_is_no_moment_is_unfit(said: object):
    """A guess would keep a dead token in use."""
    with pytest.raises(Unfit):
        INSTANT.read(said)


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (Direct.DIRECT, "direct"),
        (Direct.DIRECT, " DIRECT"),
        (Proxy("socks5://proxy.example.com:1080"), "socks5://proxy.example.com"),
    ],
)
def test_a_way_out_is_a_proxy_or_none(expected: Proxy | Direct, said: str):
    """`direct` is a word in any letter case."""
    assert expected == WAY_OUT.read(said)


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("openid offline_access", "openid  offline_access "),
        ("openid offline_access", ["openid", "offline_access"]),
        ("", []),
    ],
)
def test_scopes_are_words(expected: str, said: object):
    """They go out as OAuth writes them, however a program keeps them."""
    assert expected == SCOPES.read(said)


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (("team",), " team "),
        (("team", "night shift"), ["team", "night shift", "team "]),
        ((), []),
    ],
    ids=["one", "several", "none"],
)
def test_groups_are_names(expected: tuple[str, ...], said: object):
    """One may stand alone, and none counts twice."""
    assert expected == GROUPS.read(said)


@pytest.mark.parametrize("said", [7, [""], ["x" * 101], {"team": True}])
def test_a_group_without_a_name_is_none(said: object):
    """A group that nobody can name would part credentials for nobody."""
    with pytest.raises(Unfit):
        GROUPS.read(said)


def test_a_refresh_token_is_whole():
    """Kiro cuts it short where it shows it."""
    assert Secret("aorAAAAA") == REFRESH_TOKEN.read("aorAAAAA")
    with pytest.raises(Unfit, match="cut short"):
        REFRESH_TOKEN.read("aorAAAAA...")


def test_a_profile_is_an_arn():
    """Whose it is and where it lives is not for us to check."""
    assert "arn:aws-us-gov:transform:us-gov-west-1:1:profile/X" == PROFILE_ARN.read(
        "arn:aws-us-gov:transform:us-gov-west-1:1:profile/X"
    )
    with pytest.raises(Unfit):
        PROFILE_ARN.read("profile/X")


def test_only_what_nothing_depends_on_is_harmless():
    """A wrong value of any other field could send a token astray."""
    assert ["expiresAt", "issuerUrl", "email", "subscriptionTitle", "note"] == [
        field.name for field in FIELDS if field.is_harmless
    ]
