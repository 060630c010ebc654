"""How the gateway names itself to Kiro."""

import hashlib
from dataclasses import replace

import pytest

from fakes_credentials import IDENTITY, MACHINE, api_key, social, tokens
from kiro_py.kiro.identity import (
    RUNTIME,
    SSO_OIDC,
    STREAMING,
    Sdk,
    agent_headers,
    derived_machine_id,
    kiro_ide,
    machine_id,
    normal_machine_id,
)
from kiro_py.pool.credential import Credential, Tokens
from kiro_py.secret import Secret

UUID = "2582956e-cc88-4669-b546-07adbffcb894"
OTHER = "cd" * 32


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        pytest.param(MACHINE, MACHINE, id="64 digits"),
        pytest.param(MACHINE.upper(), MACHINE.upper(), id="capitals are kept"),
        pytest.param(MACHINE, f" {MACHINE}\n", id="space around"),
        pytest.param(
            "2582956ecc884669b54607adbffcb8942582956ecc884669b54607adbffcb894", UUID, id="uuid"
        ),
        pytest.param(None, "invalid", id="a word"),
        pytest.param(None, "too-short", id="hyphens and no digits"),
        pytest.param(None, "g" * 64, id="64 letters that are no digits"),
        pytest.param(None, MACHINE[1:], id="63 digits"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_normal_machine_id_is_64_digits_or_none(expected: str | None, text: str):
    """A UUID stands for its digits twice; anything else is no machine id."""
    assert expected == normal_machine_id(text)


@pytest.mark.parametrize(
    ("expected", "credential"),
    [
        pytest.param(
            "77c6119960ea126f1c3e0638e5851b977e029fd3ff89ba34ad72f4df20e856f1",
            api_key(kiro_api_key=Secret("ksk_test")),
            id="api key",
        ),
        pytest.param(
            "d8f9e744094de07e7773b722f04e18417ab6ea08442df337812cd632e1c92e40",
            social(tokens(refresh="test_refresh_token")),
            id="refresh token",
        ),
        pytest.param(
            "77c6119960ea126f1c3e0638e5851b977e029fd3ff89ba34ad72f4df20e856f1",
            api_key(kiro_api_key=Secret("ksk_test"), tokens=tokens(refresh="test_refresh_token")),
            id="api key beside a refresh token",
        ),
        pytest.param(None, social(Tokens()), id="no refresh token"),
        pytest.param(
            None, api_key(kiro_api_key=None, tokens=tokens()), id="api key that is missing"
        ),
    ],
)
def test_derived_machine_id_comes_from_the_credential_s_secret(
    expected: str | None, credential: Credential
):
    """The derivation is the one that the account has been seen with so far."""
    assert expected == derived_machine_id(credential)


@pytest.mark.parametrize(
    ("expected", "own", "configured"),
    [
        pytest.param(MACHINE, MACHINE, OTHER, id="its own"),
        pytest.param(OTHER, None, OTHER, id="the configured one"),
        pytest.param(
            hashlib.sha256(b"KotlinNativeAPI/refresh").hexdigest(), None, None, id="derived"
        ),
    ],
)
def test_machine_id_takes_the_nearest(expected: str, own: str | None, configured: str | None):
    """What a credential says of itself comes before what holds for all."""
    credential = social(machine_id=own)
    assert expected == machine_id(credential, replace(IDENTITY, machine_id=configured))


def test_machine_id_is_never_made_up():
    """A credential without any secret has no machine, and no call is made for it."""
    with pytest.raises(ValueError, match="credential 1 has no secret"):
        machine_id(social(Tokens(), machine_id=None), IDENTITY)


def test_product_has_a_version():
    """Without one the service takes a path that refuses long histories."""
    assert f"KiroIDE-0.9.2-{MACHINE}" == kiro_ide(IDENTITY, MACHINE)


AGENTS = {
    "streaming": (
        STREAMING,
        f"aws-sdk-js/1.0.34 KiroIDE-0.9.2-{MACHINE}",
        (
            "aws-sdk-js/1.0.34 ua/2.1 os/linux#6.8.0 lang/js md/nodejs#22.21.1"
            f" api/codewhispererstreaming#1.0.34 m/E KiroIDE-0.9.2-{MACHINE}"
        ),
    ),
    "runtime": (
        RUNTIME,
        f"aws-sdk-js/1.0.0 KiroIDE-0.9.2-{MACHINE}",
        (
            "aws-sdk-js/1.0.0 ua/2.1 os/linux#6.8.0 lang/js md/nodejs#22.21.1"
            f" api/codewhispererruntime#1.0.0 m/N,E KiroIDE-0.9.2-{MACHINE}"
        ),
    ),
    "sso oidc": (
        SSO_OIDC,
        "aws-sdk-js/3.980.0 KiroIDE",
        (
            "aws-sdk-js/3.980.0 ua/2.1 os/linux#6.8.0 lang/js md/nodejs#22.21.1"
            " api/sso-oidc#3.980.0 m/E KiroIDE"
        ),
    ),
}


@pytest.mark.parametrize(("sdk", "short", "long"), AGENTS.values(), ids=AGENTS)
def test_agents_are_those_of_kiro_s_own_client(sdk: Sdk, short: str, long: str):
    """Each plane is used to the names of one client library."""
    expected = {"x-amz-user-agent": short, "user-agent": long}
    assert expected == agent_headers(sdk, IDENTITY, MACHINE)
