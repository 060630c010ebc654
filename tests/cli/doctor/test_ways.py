"""Which hosts are needed."""

from dataclasses import replace

from fakes_credentials import ARN, BOOK, api_key, external, idc, social, tokens
from kiro_py.cli.doctor.ways import Need, Way, needs_of
from kiro_py.kiro.address import Hosts, Regions
from kiro_py.pool.credential import Direct, Proxy

PROXY = Proxy("http://proxy.example.com:3128")


def origins(needs: tuple[Need, ...], what: str) -> list[tuple[str, ...]]:
    return [tuple(way.origin for way in need.ways) for need in needs if need.what == what]


def test_an_api_key_needs_no_renewals():
    """It asks for answers and lists, where Kiro answers."""
    needs = needs_of([api_key()], BOOK)

    assert [("https://q.us-east-1.amazonaws.com", "https://runtime.us-east-1.kiro.dev")] == (
        origins(needs, "answers")
    )
    assert [] == origins(needs, "renewals")


def test_renewals_are_where_the_sign_in_is():
    """A profile leads the questions to its own region, and the renewal stays where it was."""
    held = replace(tokens(), profile_arn=ARN)
    needs = needs_of([idc(held, region=None, auth_region="eu-west-1")], BOOK)

    assert "https://q.eu-central-1.amazonaws.com" == origins(needs, "answers")[0][0]
    assert [("https://oidc.eu-west-1.amazonaws.com",)] == origins(needs, "renewals")


def test_an_external_sign_in_is_renewed_at_its_provider():
    """The provider's host is one of those that are needed."""
    needs = needs_of([external()], BOOK)

    assert [("https://acme.okta.com",)] == origins(needs, "renewals")


def test_each_need_is_there_once():
    """Two credentials of one kind need the same hosts."""
    assert needs_of([social()], BOOK) == needs_of([social(), social(id=2)], BOOK)


def test_paths_and_regions_of_a_template_are_filled_in_and_cut_off():
    """One host of a template without a region is one host, whatever its paths."""
    hosts = Hosts(api=("http://127.0.0.1:8787/q", "http://127.0.0.1:8787/runtime/{region}"))
    book = replace(BOOK, hosts=hosts, regions=Regions(region="eu-central-1"))

    assert [("http://127.0.0.1:8787",)] == origins(needs_of([api_key()], book), "answers")


def test_the_way_is_the_credential_s_own():
    """A proxy of its own, the common one, or none."""
    book = replace(BOOK, proxy=PROXY)
    own = Proxy("socks5h://other.example.com:1080")
    credentials = [api_key(), api_key(proxy=own), api_key(proxy=Direct.DIRECT)]
    needs = needs_of(credentials, book)

    assert {PROXY, own, None} == {way.proxy for need in needs for way in need.ways}


def test_a_way_is_named_without_its_sign_in():
    """The report says which host through which proxy."""
    way = Way("https://q.us-east-1.amazonaws.com", Proxy("http://proxy.example.com:1", "ada"))

    assert "q.us-east-1.amazonaws.com through http://proxy.example.com:1" == way.name
    assert "127.0.0.1:8787" == Way("http://127.0.0.1:8787").name
