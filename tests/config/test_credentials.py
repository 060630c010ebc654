"""Credentials are read entry by entry, and one bad entry harms no other."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes_credentials import ARN, MACHINE
from kiro_py.config.credentials import (
    KEY_CREDENTIAL_ID,
    environment_credential,
    load_credentials,
    read_roster,
)
from kiro_py.errors import ConfigInvalid
from kiro_py.pool.credential import AuthMethod, Credential, Direct, Proxy, Tokens
from kiro_py.pool.roster import Roster
from kiro_py.secret import Secret

ROOT = Path(__file__).parents[2]
UUID = "2582956e-cc88-4669-b546-07adbffcb894"
SOCIAL = {"refreshToken": "refresh"}
IDC = {"refreshToken": "refresh", "clientId": "client", "clientSecret": "client-secret"}
KEY = {"kiroApiKey": "ksk_example"}
ENDPOINT = "https://login.microsoftonline.com/tenant/oauth2/v2.0/token"
EXTERNAL = {"refreshToken": "refresh", "clientId": "client", "tokenEndpoint": ENDPOINT}


def read(document: object) -> Roster:
    return read_roster(json.dumps(document).encode(), "file")


def only(document: object) -> Credential:
    roster = read(document)
    assert () == roster.problems
    (found,) = roster.credentials
    return found


def test_every_field_is_read():
    """What the reference lists is what a credential holds."""
    expected = Credential(
        id=7,
        auth_method=AuthMethod.IDC,
        tokens=Tokens(Secret("access"), Secret("refresh"), 1_767_148_365.144, ARN),
        client_id="client",
        client_secret=Secret("client-secret"),
        priority=3,
        region="us-east-2",
        auth_region="us-west-1",
        api_region="us-west-2",
        machine_id=MACHINE,
        email="me@example.com",
        subscription_title="KIRO PRO+",
        proxy=Proxy("http://proxy.example.com:3128", "me", Secret("proxy-secret")),
        disabled=True,
        endpoint="ide",
        note="paid by Ada",
        groups=("team", "night shift"),
    )
    found = only(
        {
            "id": 7,
            "accessToken": "access",
            "refreshToken": "refresh",
            "profileArn": ARN,
            "expiresAt": "2025-12-31T02:32:45.144Z",
            "authMethod": "idc",
            "clientId": "client",
            "clientSecret": "client-secret",
            "priority": 3,
            "region": "us-east-2",
            "authRegion": "us-west-1",
            "apiRegion": "us-west-2",
            "machineId": MACHINE,
            "email": "me@example.com",
            "subscriptionTitle": "KIRO PRO+",
            "note": "paid by Ada",
            "groups": ["team", "night shift"],
            "proxyUrl": "http://proxy.example.com:3128",
            "proxyUsername": "me",
            "proxyPassword": "proxy-secret",
            "disabled": True,
            "endpoint": "ide",
        }
    )
    assert expected == found


METHODS: dict[str, tuple[dict[str, Any], AuthMethod, bool]] = {
    "social": ({**SOCIAL, "authMethod": "social"}, AuthMethod.SOCIAL, False),
    "capitals": ({**SOCIAL, "authMethod": "Social"}, AuthMethod.SOCIAL, False),
    "idc": ({**IDC, "authMethod": "IdC"}, AuthMethod.IDC, False),
    "iam": ({**IDC, "authMethod": "IAM"}, AuthMethod.IDC, False),
    "builder id": ({**IDC, "authMethod": "builder-id"}, AuthMethod.IDC, True),
    "builder id, as Kiro says it": (
        {**IDC, "authMethod": "IdC", "provider": "BuilderId"},
        AuthMethod.IDC,
        True,
    ),
    "builder id, method left out": ({**IDC, "provider": "BuilderId"}, AuthMethod.IDC, True),
    "enterprise": ({**IDC, "authMethod": "IdC", "provider": "Enterprise"}, AuthMethod.IDC, False),
    "api key": ({**KEY, "authMethod": "API_KEY"}, AuthMethod.API_KEY, False),
    "api key, other spelling": ({**KEY, "authMethod": "apikey"}, AuthMethod.API_KEY, False),
    "external": ({**EXTERNAL, "authMethod": "external_idp"}, AuthMethod.EXTERNAL_IDP, False),
    "left out, an endpoint": (EXTERNAL, AuthMethod.EXTERNAL_IDP, False),
    "left out, a refresh token": (SOCIAL, AuthMethod.SOCIAL, False),
    "left out, a client": (IDC, AuthMethod.IDC, False),
    "left out, half a client": ({**SOCIAL, "clientId": "client"}, AuthMethod.SOCIAL, False),
    "left out, a key": (KEY, AuthMethod.API_KEY, False),
    "null": ({**IDC, "authMethod": None}, AuthMethod.IDC, False),
    "a key beside all else": ({**IDC, **KEY}, AuthMethod.API_KEY, False),
    "a blank key": ({**SOCIAL, "kiroApiKey": ""}, AuthMethod.SOCIAL, False),
}


@pytest.mark.parametrize(("entry", "method", "is_builder"), METHODS.values(), ids=METHODS)
def test_method_is_what_is_said_or_what_is_there(
    entry: dict[str, Any], method: AuthMethod, *, is_builder: bool
):
    """Aliases and letter case make no difference, and a missing word can be inferred."""
    found = only(entry)
    assert (method, is_builder) == (found.auth_method, found.is_builder_id)


@pytest.mark.parametrize(
    ("expected", "entry"),
    [
        (None, {}),
        (Direct.DIRECT, {"proxyUrl": "direct", "proxyUsername": None}),
        (
            Proxy("http://proxy.example.com:80", "me", Secret("secret")),
            {"proxyUrl": "http://me:other@proxy.example.com", "proxyPassword": "secret"},
        ),
    ],
    ids=["none", "direct", "sign-in"],
)
def test_a_proxy_of_its_own(expected: Proxy | Direct | None, entry: dict[str, Any]):
    """Its sign-in stands in the URL or beside it."""
    assert expected == only({**SOCIAL, **entry}).proxy


def test_a_uuid_is_a_machine_id():
    """It is given in the form that goes over the wire."""
    expected = UUID.replace("-", "") * 2
    assert expected == only({**SOCIAL, "machineId": UUID}).machine_id


def test_a_machine_id_is_derived_where_there_is_none():
    """It is fixed here, before any rotation can change what it is derived from."""
    found = only({"refreshToken": "test_refresh_token"})
    expected = "d8f9e744094de07e7773b722f04e18417ab6ea08442df337812cd632e1c92e40"
    assert expected == found.machine_id


def test_a_machine_id_is_left_to_the_settings():
    """An id for all stays one that can be changed in one place."""
    roster = read_roster(json.dumps(SOCIAL).encode(), "file", derives_machine_ids=False)
    assert [None] == [found.machine_id for found in roster.credentials]


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "social without its token": (
        {"authMethod": "social"},
        "refreshToken",
        "it is missing, and social cannot do without",
    ),
    "idc without its client": (
        {"authMethod": "idc", "refreshToken": "refresh", "clientId": "client"},
        "clientSecret",
        "it is missing, and idc cannot do without",
    ),
    "api_key without its key": (
        {"authMethod": "api_key", "refreshToken": "refresh"},
        "kiroApiKey",
        "it is missing, and api_key cannot do without",
    ),
    "a blank token": (
        {"refreshToken": " "},
        "refreshToken",
        "it is missing, and social cannot do without",
    ),
    "a token cut short": (
        {"refreshToken": "aorAAAAAG..."},
        "refreshToken",
        (
            "found text, expected a whole refresh token: it was cut short when it was copied:"
            " take it from Kiro's own token file"
        ),
    ),
    "a token over two lines": (
        {"kiroApiKey": "ksk_\nexample"},
        "kiroApiKey",
        (
            "found text, expected a token, without spaces: it has characters that no token has:"
            " was it broken over lines?"
        ),
    ),
    "an unknown method": (
        {**SOCIAL, "authMethod": "saml"},
        "authMethod",
        "found 'saml', expected `social`, `idc`, `external_idp` or `api_key`",
    ),
    "an external sign-in without its client": (
        {**EXTERNAL, "clientId": ""},
        "clientId",
        "it is missing, and external_idp cannot do without",
    ),
    "an external sign-in without its endpoint": (
        {"authMethod": "external_idp", "refreshToken": "refresh", "clientId": "client"},
        "tokenEndpoint",
        "it is missing, and external_idp cannot do without",
    ),
    "an endpoint that could be anybody's": (
        {**EXTERNAL, "tokenEndpoint": "https://evil.example.com/token"},
        "tokenEndpoint",
        "evil.example.com is not among the identity providers that are allowed",
    ),
    "an endpoint by its number": (
        {**EXTERNAL, "tokenEndpoint": "https://169.254.169.254/token"},
        "tokenEndpoint",
        "name the host; an address could be anybody's",
    ),
    "an endpoint without TLS": (
        {**EXTERNAL, "tokenEndpoint": "http://acme.okta.com/token"},
        "tokenEndpoint",
        "tokens travel over https, on its own port",
    ),
    "a region that is a host": (
        {**SOCIAL, "region": "evil.example.com/"},
        "region",
        "found 'evil.example.com/', expected a region like `us-east-1`",
    ),
    "a machine id that is none": (
        {**SOCIAL, "machineId": "my laptop"},
        "machineId",
        "found 'my laptop', expected 64 hexadecimal digits or a UUID",
    ),
    "a priority in quotes": (
        {**SOCIAL, "priority": "1"},
        "priority",
        "found '1', expected a whole number from 0 up: write it without quotes",
    ),
    "an id that is none": (
        {**SOCIAL, "id": 0},
        "id",
        "found 0, expected a whole number from 1 up",
    ),
    "a profile that is none": (
        {**SOCIAL, "profileArn": "EXAMPLE"},
        "profileArn",
        (
            "found 'EXAMPLE', expected an ARN like"
            " `arn:aws:codewhisperer:us-east-1:123456789012:profile/EXAMPLE`"
        ),
    ),
    "an endpoint that kiro-rs does not have": (
        {**SOCIAL, "endpoint": "cli"},
        "endpoint",
        "found 'cli', expected `ide`",
    ),
}


@pytest.mark.parametrize(("entry", "field", "problem"), BAD.values(), ids=BAD)
def test_a_bad_entry_is_told_and_harms_no_other(entry: dict[str, Any], field: str, problem: str):
    """It is told by its place and field, once, and the others are used."""
    roster = read([KEY, entry, {**KEY, "kiroApiKey": "ksk_other"}])
    assert [ConfigInvalid("file", f"[1].{field}", problem).args] == [
        found.args for found in roster.problems
    ]
    assert ["ksk_example", "ksk_other"] == [
        found.kiro_api_key.reveal() for found in roster.credentials if found.kiro_api_key
    ]


def test_an_external_sign_in_has_its_own_fields():
    """Kiro's token file is taken over as it is, scopes as text or as a list."""
    found = only(
        {
            **EXTERNAL,
            "authMethod": "external_idp",
            "provider": "ExternalIdp",
            "scopes": ["openid", "offline_access"],
            "issuerUrl": "https://login.microsoftonline.com/tenant/v2.0",
        }
    )
    assert (ENDPOINT, "openid offline_access", "https://login.microsoftonline.com/tenant/v2.0") == (
        found.token_endpoint,
        found.scopes,
        found.issuer_url,
    )


def test_a_company_s_own_provider_can_be_allowed():
    """Its host is named once, for every credential."""
    entry = {**EXTERNAL, "tokenEndpoint": "https://sso.corp.example.com/token"}
    roster = read_roster(json.dumps(entry).encode(), "file", providers=("*.corp.example.com",))
    assert ((), 1) == (roster.problems, len(roster.credentials))


def test_a_single_entry_has_no_place():
    """In the old form there is only one to be meant."""
    assert ["authMethod"] == [found.key for found in read({**SOCIAL, "authMethod": 5}).problems]


@pytest.mark.parametrize("entry", [None, "text", 5, ["refreshToken"]])
def test_an_entry_that_is_no_object_is_told(entry: object):
    """It holds no credential and takes no number."""
    roster = read([entry, SOCIAL])
    assert ["file: [0]: expected an object"] == [str(found) for found in roster.problems]
    assert [1] == [found.id for found in roster.credentials]


@pytest.mark.parametrize("document", ["text", 5, None, True])
def test_a_file_without_entries_is_refused(document: object):
    """Neither one credential nor a list of them."""
    with pytest.raises(ConfigInvalid, match="expected one object or a list of objects"):
        read(document)


HARMLESS: dict[str, tuple[dict[str, Any], str]] = {
    "an end that is none": (
        {**SOCIAL, "expiresAt": "tomorrow"},
        (
            "file: expiresAt: found 'tomorrow', expected an RFC 3339 time, or seconds or"
            " milliseconds since 1970; passed over"
        ),
    ),
    "an end without end": (
        {**SOCIAL, "expiresAt": float("nan")},
        (
            "file: expiresAt: found nan, expected an RFC 3339 time, or seconds or"
            " milliseconds since 1970; passed over"
        ),
    ),
    "an address that is none": (
        {**SOCIAL, "email": 5},
        "file: email: found 5, expected text; passed over",
    ),
    "a proxy's sign-in alone": (
        {**SOCIAL, "proxyUsername": "me"},
        "file: proxyUsername: a sign-in for a proxy means nothing without proxyUrl",
    ),
    "a key beside another method": (
        {**IDC, **KEY, "authMethod": "idc"},
        "file: authMethod: 'idc' beside a kiroApiKey; the key is used",
    ),
}


@pytest.mark.parametrize(("entry", "expected"), HARMLESS.values(), ids=HARMLESS)
def test_a_harmless_slip_is_told_and_passed_over(entry: dict[str, Any], expected: str):
    """What nothing depends on costs nobody a credential."""
    roster = read(entry)
    assert ([expected], 1) == (list(roster.warnings), len(roster.credentials))


def test_one_refresh_token_in_two_entries_is_told():
    """The first renewal would end the other one's sign-in."""
    roster = read([SOCIAL, KEY, SOCIAL])
    expected = "file: credentials 1 and 3 hold the same refreshToken; remove one"
    assert (expected,) == roster.warnings


def test_what_we_have_no_word_for_is_kept():
    """The document is the file's own."""
    document = [{"startUrl": "https://example.com/start", **SOCIAL, "tags": ["a"]}]
    roster = read(document)
    assert document == roster.document
    assert document[0] == roster.entries[0].members


@pytest.mark.parametrize(
    ("expected", "given_ids"),
    [
        ([1, 2, 3], [None, None, None]),
        ([4, 3, 5], [None, 3, None]),
        ([2, 3, 4], [2, 2, 2]),
        ([9, 10, 1], [9, None, 1]),
        ([1, 2], [1.0, None]),
    ],
)
def test_ids_are_completed_and_repaired(expected: list[int], given_ids: list[object]):
    """Every entry has a number of its own, and one that has been given stays."""
    entries = [{**KEY, "id": found} if found is not None else KEY for found in given_ids]
    assert expected == [entry.id for entry in read(entries).entries]


def test_a_repaired_id_is_told():
    """Numbers are how people speak of credentials."""
    roster = read([{**KEY, "id": 2}, {**SOCIAL, "id": 2}])
    assert ("file: [1]: id 2 is taken; this entry becomes 3",) == roster.warnings


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([*SOCIAL, *IDC, *KEY, "id", "authMethod", "expiresAt", "proxyUrl"]),
            st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just([]),
        )
        | st.none(),
        max_size=4,
    )
)
def test_any_list_of_objects_is_read(document: list[Any]):
    """Whatever a file holds, every object makes a credential or a problem, and ids differ."""
    roster = read(document)
    ids = [entry.id for entry in roster.entries]
    assert len(set(ids)) == len(ids) == sum(entry is not None for entry in document)
    unusable = len(document) - len(roster.credentials)
    assert unusable <= len(roster.problems)


def test_the_environment_s_key_is_a_credential_that_is_never_written():
    """Kiro's own command line reads the same variable."""
    expected = Credential(
        id=KEY_CREDENTIAL_ID,
        auth_method=AuthMethod.API_KEY,
        kiro_api_key=Secret("ksk_example"),
        persists=False,
    )
    assert expected == environment_credential({"KIRO_API_KEY": " ksk_example "}, [])


@pytest.mark.parametrize("environ", [{}, {"KIRO_API_KEY": " "}], ids=["unset", "blank"])
def test_no_key_is_no_credential(environ: dict[str, str]):
    """A variable that is passed on blank counts as unset."""
    assert environment_credential(environ, []) is None


def test_a_key_that_the_file_has_is_not_taken_twice():
    """One key is one credential, however it was told."""
    assert environment_credential({"KIRO_API_KEY": "ksk_example"}, [only(KEY)]) is None


def test_a_key_that_cannot_be_one_is_refused():
    """The message does not show it."""
    with pytest.raises(ConfigInvalid, match="KIRO_API_KEY: found text, expected a token"):
        environment_credential({"KIRO_API_KEY": "two words"}, [])


def test_a_missing_file_holds_no_credentials(tmp_path: Path):
    """One can be signed in later."""
    path = tmp_path / "credentials.json"
    found = load_credentials(path, {})
    assert ((), (f"{path}: there is no such file",)) == (
        found.roster.credentials,
        found.roster.warnings,
    )


def test_the_file_and_the_environment_are_read_together(tmp_path: Path):
    """The environment's credential is a guest beside the file's."""
    path = tmp_path / "credentials.json"
    path.write_text(json.dumps(SOCIAL))
    found = load_credentials(path, {"KIRO_API_KEY": "ksk_example"})
    assert ([1], [0]) == (
        [one.id for one in found.roster.credentials],
        [one.id for one in found.guests],
    )


@pytest.mark.parametrize("data", [b"", b" \n", b'[{"refreshToken": "ref', b"\xff", b"5"])
def test_a_file_that_is_refused_is_not_touched(tmp_path: Path, data: bytes):
    """The only copy of a refresh token may be in it."""
    path = tmp_path / "credentials.json"
    path.write_bytes(data)
    with pytest.raises(ConfigInvalid):
        load_credentials(path, {})
    assert data == path.read_bytes()


EXAMPLES = sorted(path.name for path in ROOT.glob("credentials.example.*.json"))


def test_there_is_an_example_of_every_form():
    """The names are those that the documents point to."""
    expected = [
        f"credentials.example.{kind}.json" for kind in ("apikey", "idc", "multiple", "social")
    ]
    assert expected == EXAMPLES


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_loads_as_it_is(name: str):
    """What people copy has neither problems nor oddities."""
    roster = load_credentials(ROOT / name, {}).roster
    assert ((), ()) == (roster.problems, roster.warnings)
    assert roster.credentials
