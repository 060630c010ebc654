"""Logins, tokens and credits."""

import pytest

from kiro_py.simulator.accounts.account import Account, Issued, Kind
from kiro_py.simulator.accounts.book import BUILDER_ID_PROFILE, Accounts, Renewal
from kiro_py.simulator.world import World
from simulator.worlds import world_of


@pytest.fixture
def accounts(world: World) -> Accounts:
    return world.accounts


def first_token(accounts: Accounts, name: str = "social") -> str:
    return accounts.credential(name)["refreshToken"]


def renewed(accounts: Accounts, token: str, client_id: str | None = None) -> Issued:
    found = accounts.renew(token, client_id)
    assert isinstance(found, tuple), found
    return found[1]


def test_a_refresh_rotates(accounts: Accounts):
    """Each refresh gives a new refresh token, and only that one goes on."""
    first = first_token(accounts)
    second = renewed(accounts, first).refresh_token

    assert (True, Renewal.SPENT) == (first != second, accounts.renew(first, None))


def test_tokens_spent_twice_are_counted(accounts: Accounts):
    """Every second use of a refresh token is counted."""
    first = first_token(accounts)
    renewed(accounts, first)
    accounts.renew(first, None)
    accounts.renew(first, None)

    assert (1, 2) == (accounts.refreshes, accounts.refresh_tokens_spent_twice)


def test_a_chain_of_refreshes_spends_nothing_twice(accounts: Accounts):
    """A client that always uses the newest token is never counted."""
    token = first_token(accounts)
    for _ in range(5):
        token = renewed(accounts, token).refresh_token

    assert 0 == accounts.refresh_tokens_spent_twice


def test_a_token_of_an_earlier_run_goes_on():
    """A restarted simulator takes up a login where its newest token stands."""
    before, after = world_of().accounts, world_of().accounts
    token = renewed(before, renewed(before, first_token(before)).refresh_token).refresh_token

    assert (True, Renewal.SPENT) == (
        isinstance(after.renew(token, None), tuple),
        after.renew(first_token(before), None),
    )


def test_a_login_of_an_earlier_run_goes_on():
    """A login that this run has not seen is taken up when its account is known."""
    token = world_of().accounts.sign_in("social", None).refresh_token
    client = "somebody"

    assert [tuple, Renewal] == [
        type(world_of().accounts.renew(token, None)),
        type(world_of(accounts=[]).accounts.renew(token, client)),
    ]


def test_a_revoked_login_is_over(accounts: Accounts):
    """After a revocation neither token works."""
    credential = accounts.credential("social")
    accounts.revoke("social")
    holder = accounts.find_holder(credential["accessToken"])

    assert (True, Renewal.REVOKED) == (
        holder is not None and holder.is_expired,
        accounts.renew(credential["refreshToken"], None),
    )


def test_a_refresh_token_is_bound_to_its_client(accounts: Accounts):
    """Another client cannot spend the token."""
    credential = accounts.credential("idc")

    assert Renewal.OTHER_CLIENT is accounts.renew(credential["refreshToken"], "another")


def test_made_up_tokens_are_unknown(accounts: Accounts):
    """A token that was never issued is nobody's."""
    assert (Renewal.UNKNOWN, None, None) == (
        accounts.renew("made up", None),
        accounts.find_holder("made up"),
        accounts.find_holder("ksk_made_up"),
    )


def test_access_tokens_expire(accounts: Accounts):
    """An access token works for its lifetime and no longer."""
    token = accounts.credential("social")["accessToken"]

    def is_expired() -> bool:
        holder = accounts.find_holder(token)
        assert holder is not None
        return holder.is_expired

    before = is_expired()
    accounts.clock.advance(3_600)

    assert (False, True) == (before, is_expired())


def test_an_api_key_does_not_expire(accounts: Accounts):
    """A key is good for ever."""
    accounts.clock.advance(1e9)
    holder = accounts.find_holder(accounts.credential("api-key")["kiroApiKey"])

    assert holder is not None
    assert ("api-key", False) == (holder.account.name, holder.is_expired)


def test_credits_are_spent(accounts: Accounts):
    """What is spent is missing from what is left."""
    accounts.spend("social", 1_999.5)
    holder = accounts.find_holder(accounts.credential("social")["accessToken"])

    assert holder is not None
    assert (1_999.5, 0.5) == (accounts.credits_used("social"), holder.credits_left)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("social", {"authMethod", "profileArn", "accessToken", "refreshToken", "expiresAt"}),
        (
            "builder-id",
            {
                "authMethod",
                "provider",
                "accessToken",
                "refreshToken",
                "expiresAt",
                "clientId",
                "clientSecret",
            },
        ),
        (
            "external-idp",
            {
                "authMethod",
                "accessToken",
                "refreshToken",
                "expiresAt",
                "clientId",
                "tokenEndpoint",
                "scopes",
            },
        ),
        (
            "idc",
            {
                "authMethod",
                "profileArn",
                "accessToken",
                "refreshToken",
                "expiresAt",
                "clientId",
                "clientSecret",
            },
        ),
        ("api-key", {"authMethod", "kiroApiKey"}),
    ],
)
def test_a_credential_has_what_its_kind_needs(accounts: Accounts, name: str, expected: set[str]):
    """The entry for a credentials file holds what a client needs, and nothing else."""
    assert expected == set(accounts.credential(name))


def test_every_builder_id_has_the_same_profile(accounts: Accounts):
    """The service knows only one for all of them."""
    accounts.add([Account(name="other", kind=Kind.BUILDER_ID)])

    assert BUILDER_ID_PROFILE == accounts.profile_arn("other") == accounts.profile_arn("builder-id")


def test_a_credential_follows_the_rotation(accounts: Accounts):
    """After a refresh the entry holds the newest tokens."""
    issued = renewed(accounts, first_token(accounts))

    assert (issued.access_token, issued.refresh_token) == (
        accounts.credential("social")["accessToken"],
        first_token(accounts),
    )


def test_a_stale_credential_asks_for_a_refresh(accounts: Accounts):
    """An entry can be made to look expired."""
    stale = accounts.credential("social", is_fresh=False)["expiresAt"]

    assert stale < accounts.clock.stamp(accounts.clock.now())


def test_the_owner_of_a_spent_token_is_known(accounts: Accounts):
    """A refresh token tells whose it was, spent or not."""
    first = first_token(accounts)
    renewed(accounts, first)

    assert ("social", None) == (accounts.find_owner(first), accounts.find_owner("made up"))


def test_a_name_that_no_token_can_carry_is_refused(accounts: Accounts):
    """Names have no dots, since tokens do."""
    with pytest.raises(ValueError, match=r"account name 'a\.b'"):
        accounts.add([Account(name="a.b", kind=Kind.SOCIAL)])
