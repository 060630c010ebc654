"""Settings come from a file and the environment, or everything wrong with them is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from kiro_py.config.load import EXAMPLE_KEY, Loaded, load, nearest
from kiro_py.errors import ConfigRefused
from kiro_py.pool.credential import Proxy
from kiro_py.secret import Secret

KEY = {"apiKey": "key"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.json"


def loaded(path: Path, document: object = KEY, **environ: str) -> Loaded:
    path.write_text(json.dumps(document), "utf-8")
    return load(path, environ)


def refused(path: Path, document: object, **environ: str) -> ConfigRefused:
    with pytest.raises(ConfigRefused) as caught:
        loaded(path, document, **environ)
    return caught.value


def problems(path: Path, document: object, **environ: str) -> list[str]:
    found = refused(path, document, **environ).problems
    return [f"{one.source.replace(str(path), 'file')}: {one.key}: {one.problem}" for one in found]


def test_the_key_is_enough(path: Path):
    """Everything else has a default."""
    settings = loaded(path).settings
    assert (Secret("key"), "127.0.0.1", 8080) == (settings.api_key, settings.host, settings.port)


def test_the_environment_wins_over_the_file(path: Path):
    """A container is configured without editing a file in it."""
    found = loaded(path, {**KEY, "port": 1}, KIRO_PY_PORT="9000", KIRO_PY_API_KEY="other")
    assert (9000, Secret("other")) == (found.settings.port, found.settings.api_key)


def test_a_blank_variable_counts_as_unset(path: Path):
    """Compose files pass on variables that nobody set."""
    assert 1 == loaded(path, {**KEY, "port": 1}, KIRO_PY_PORT=" ").settings.port


def test_null_counts_as_absent(path: Path):
    """kiro-rs writes null for what was never set."""
    settings = loaded(path, {**KEY, "port": None, "proxyUrl": None, "upstream": None}).settings
    assert (8080, None) == (settings.port, settings.proxy)


def test_members_of_an_object_are_settings_of_their_own(path: Path):
    """One plane can be moved without repeating the others."""
    found = loaded(
        path,
        {**KEY, "upstream": {"api": "http://127.0.0.1:1", "auth": ["http://127.0.0.1:2"]}},
        KIRO_PY_UPSTREAM_AUTH="http://127.0.0.1:3,http://127.0.0.1:4",
    ).settings
    assert ("http://127.0.0.1:1",) == found.upstream_api
    assert ("http://127.0.0.1:3", "http://127.0.0.1:4") == found.upstream_auth
    assert ("https://oidc.{region}.amazonaws.com",) == found.upstream_oidc


def test_the_file_s_own_json_is_kept(path: Path):
    """Whoever writes a setting back keeps what we have no word for."""
    document = {"unheardOf": {"a": [1]}, "apiKey": "key", "//": "mine"}
    assert list(document.items()) == list(loaded(path, document).document.items())


WRONG: dict[str, tuple[dict[str, Any], dict[str, str], list[str]]] = {
    "a value": (
        {"port": 70_000},
        {},
        ["file: port: found 70000, expected a whole number from 1 to 65535"],
    ),
    "a variable": (
        {},
        {"KIRO_PY_PORT": "http"},
        ["environment: KIRO_PY_PORT: found 'http', expected a whole number from 1 to 65535"],
    ),
    "a blank key": (
        {"apiKey": " "},
        {},
        ["file: apiKey: found blank text, expected text that is not blank"],
    ),
    "no key": (
        {"apiKey": None},
        {},
        ["file: apiKey: it is missing: choose a key, here or as KIRO_PY_API_KEY"],
    ),
    "several at once": (
        {"tlsBackend": "openssl", "region": "Frankfurt", "extractThinking": "true", "port": "1"},
        {},
        [
            (
                "file: port: found '1', expected a whole number from 1 to 65535:"
                " write it without quotes"
            ),
            "file: region: found 'Frankfurt', expected a region like `us-east-1`",
            "file: tlsBackend: found 'openssl', expected `rustls` or `native-tls`",
            "file: extractThinking: found 'true', expected true or false: write it without quotes",
        ],
    ),
    "a group that is none": (
        {"upstream": "http://127.0.0.1:1"},
        {},
        ["file: upstream: found 'http://127.0.0.1:1', expected an object"],
    ),
    "a member of a group": (
        {"upstream": {"api": "http://kiro.example.com"}},
        {},
        [
            (
                "file: upstream.api: found 'http://kiro.example.com', expected a base URL or a"
                " list of them (https; http only to this machine):"
                " plain http is for this machine only"
            )
        ],
    ),
    "a proxy by its name": (
        {"trustedProxies": ["10.0.0.0/8", "nginx"]},
        {},
        [
            (
                "file: trustedProxies: found a list, expected an address like `192.0.2.1`, a"
                " network like `10.0.0.0/8`, or a list of them: 'nginx' is neither an address nor a"
                " network, and names are not looked up"
            )
        ],
    ),
    "a proxy's name alone": (
        {"proxyUsername": "me"},
        {},
        ["file: proxyUsername: it means nothing without proxyUrl"],
    ),
    "a proxy's password alone": (
        {"proxyUrl": "http://proxy.example.com", "proxyPassword": "secret"},
        {},
        ["file: proxyPassword: it means nothing without proxyUsername"],
    ),
}


@pytest.mark.parametrize(("changes", "environ", "expected"), WRONG.values(), ids=WRONG)
def test_wrong_settings_are_refused_by_name(
    path: Path, changes: dict[str, Any], environ: dict[str, str], expected: list[str]
):
    """All of them in one go, each with its place, what was found and what was expected."""
    assert expected == problems(path, {**KEY, **changes}, **environ)


@pytest.mark.parametrize("document", [[], "text", 5, None])
def test_a_file_that_is_no_object_is_refused(path: Path, document: object):
    """Only an object can hold settings."""
    assert "expected an object" in str(refused(path, document))


@pytest.mark.parametrize("data", [b"", b'{"apiKey": "key"', b"\xff\xfe{}"])
def test_a_file_that_is_refused_is_not_touched(path: Path, data: bytes):
    """What the owner can still mend is left byte for byte."""
    path.write_bytes(data)
    with pytest.raises(ConfigRefused):
        load(path, {"KIRO_PY_API_KEY": "key"})
    assert data == path.read_bytes()


def test_a_missing_file_is_refused(path: Path):
    """A wrong path is told before a missing key."""
    with pytest.raises(ConfigRefused, match="there is no such file: copy"):
        load(path, {"KIRO_PY_PORT": "9000"})


def test_the_environment_alone_is_enough(path: Path):
    """Where a platform knows no files, there need not be one."""
    found = load(path, {"KIRO_PY_API_KEY": "key"})
    assert (f"{path}: there is no such file; the environment alone is used",) == found.warnings


ODD: dict[str, tuple[dict[str, Any], dict[str, str], list[str]]] = {
    "a slip": (
        {"prot": 9000},
        {},
        ["file: prot: there is no such setting; did you mean 'port'?"],
    ),
    "another spelling": (
        {"proxy_url": "http://proxy.example.com"},
        {},
        ["file: proxy_url: there is no such setting; did you mean 'proxyUrl'?"],
    ),
    "nothing like it": ({"colour": "red"}, {}, ["file: colour: there is no such setting"]),
    "in a group": (
        {"upstream": {"apis": []}},
        {},
        ["file: upstream.apis: there is no such setting; did you mean 'api'?"],
    ),
    "a variable": (
        {},
        {"KIRO_PY_APIKEY": "other"},
        ["environment: KIRO_PY_APIKEY: there is no such setting; did you mean 'KIRO_PY_API_KEY'?"],
    ),
    "somebody else's variable": ({}, {"KIRO_API_KEY": "ksk_example", "PORT": "1"}, []),
    "the log level": ({}, {"KIRO_PY_LOG": "debug"}, []),
    "notes": ({"_comment": 1, "//": 2, "$schema": 3, "# port": 4}, {}, []),
    "without effect": (
        {"adminApiKey": "admin", "loadBalancingMode": "balanced", "endpoints": {"ide": {}}},
        {},
        [
            "file: endpoints: accepted, without effect in this version",
        ],
    ),
    "a blank key of the admin side": ({"adminApiKey": " "}, {}, []),
    "one key for both doors": (
        {"adminApiKey": KEY["apiKey"]},
        {},
        ["adminApiKey: this is `apiKey`, so that every client is an admin"],
    ),
    "everybody is believed": (
        {"trustedProxies": ["10.0.0.0/8", "0.0.0.0/0", "::/0"]},
        {},
        [
            "trustedProxies: 0.0.0.0/0 is everybody: anybody may say to come from anywhere",
            "trustedProxies: ::/0 is everybody: anybody may say to come from anywhere",
        ],
    ),
    "the default, spelt out": (
        {"loadBalancingMode": "priority", "defaultEndpoint": "ide", "endpoints": {}},
        {},
        [],
    ),
}


@pytest.mark.parametrize(("changes", "environ", "expected"), ODD.values(), ids=ODD)
def test_odd_settings_are_told(
    path: Path, changes: dict[str, Any], environ: dict[str, str], expected: list[str]
):
    """What is harmless but surely not meant is a warning."""
    found = loaded(path, {**KEY, **changes}, **environ).warnings
    assert expected == [one.replace(str(path), "file") for one in found]


def test_a_misspelt_key_is_told_beside_the_missing_one(path: Path):
    """The warning is the reason for the problem."""
    found = refused(path, {"apikey": "key"})
    assert "apikey: there is no such setting; did you mean 'apiKey'?" in found.warnings[0]
    assert found.warnings[0] in str(found)


def test_a_problem_with_a_secret_does_not_show_it(path: Path):
    """A log of a failed start can be pasted."""
    document = {**KEY, "proxyUrl": "http://me:hunter2@proxy.example.com/x", "adminApiKey": 123456}
    told = str(refused(path, document))
    assert not [secret for secret in ("hunter2", "123456") if secret in told]


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        (Proxy("http://p.example.com:80"), {}),
        (
            Proxy("http://p.example.com:80", "me", Secret("secret")),
            {"proxyUsername": "me", "proxyPassword": "secret"},
        ),
    ],
    ids=["alone", "with a sign-in"],
)
def test_proxy_is_put_together(path: Path, expected: Proxy, changes: dict[str, Any]):
    """Its parts are settings of their own."""
    found = loaded(path, {**KEY, "proxyUrl": "http://p.example.com", **changes}).settings
    assert expected == found.proxy


def test_a_configuration_of_kiro_rs_loads(path: Path):
    """People bring the file that they have."""
    document = {
        "host": "127.0.0.1",
        "port": 8990,
        "apiKey": "sk-example",
        "tlsBackend": "rustls",
        "region": "us-east-1",
        "adminApiKey": "sk-admin-example",
        "defaultEndpoint": "ide",
        "machineId": None,
        "countTokensApiUrl": "https://count.example.com/v1/count",
        "countTokensApiKey": "count-example",
        "countTokensAuthType": "bearer",
        "systemVersion": "win32#10.0.22631",
        "nodeVersion": "22.22.0",
        "kiroVersion": "0.11.107",
    }
    assert 8990 == loaded(path, document).settings.port


@pytest.mark.parametrize(
    ("expected", "name"),
    [("; did you mean 'apiKey'?", "api_key"), ("; did you mean 'apiKey'?", "APIKEY"), ("", "x")],
)
def test_nearest_asks_for_the_name_that_was_meant(expected: str, name: str):
    """Letter case and underscores make no difference to what is meant."""
    assert expected == nearest(name, ["apiKey", "port"])


def test_the_example_loads_as_it_is():
    """It has no oddities but its key, which nobody should keep."""
    found = load(Path(__file__).parents[2] / "config.example.json", {})
    assert Secret(EXAMPLE_KEY) == found.settings.api_key
    assert ("apiKey: this is the example's, which everybody knows; choose one",) == found.warnings


@pytest.mark.parametrize(
    ("told", "more"),
    [
        ("adminPort: it means nothing without adminApiKey", {"adminPort": 8081}),
        (
            "adminHost: it means nothing without adminPort",
            {"adminHost": "127.0.0.1", "adminApiKey": "admin"},
        ),
        ("adminPort: found 8080, which is `port`", {"adminPort": 8080, "adminApiKey": "admin"}),
    ],
)
def test_an_admin_side_s_address_is_its_own(path: Path, told: str, more: dict[str, object]):
    """What could not be meant is refused by name."""
    (problem,) = refused(path, KEY | more).problems
    assert told in str(problem)


def test_a_variable_that_kubernetes_has_set_is_told(path: Path):
    """Its service has the gateway's own name."""
    said = {"KIRO_PY_API_KEY": "key", "KIRO_PY_PORT": "tcp://10.96.0.1:8080"}
    with pytest.raises(ConfigRefused, match=r"KIRO_PY_PORT.*enableServiceLinks: false"):
        load(path, said)


def test_an_admin_side_may_have_its_own_port(path: Path):
    """The rest of its address has a default."""
    settings = loaded(path, KEY | {"adminPort": 8081, "adminApiKey": "admin"}).settings
    assert (8081, None, 365) == (
        settings.admin_port,
        settings.admin_host,
        settings.audit_retention_days,
    )
