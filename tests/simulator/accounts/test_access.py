"""Who is let in, by host, token and profile."""

from collections.abc import Callable

import pytest

from kiro_py.simulator.accounts.access import ACCESS_ROWS, admit, find_profile_arn
from kiro_py.simulator.accounts.account import Kind
from kiro_py.simulator.accounts.book import Holder
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.replies import Refusal
from kiro_py.simulator.world import World
from simulator.bodies import said
from simulator.worlds import bearer, call_of

INVALID = "The bearer token included in the request is invalid."
FOREIGN = "arn:aws:codewhisperer:us-east-1:123456789012:profile/AAAABBBBCCCC"
MCP = "KiroRuntimeService.InvokeMCP"


def generate(path: str, headers: dict[str, str], arn: str | None = None) -> Call:
    body = said("hello") if arn is None else {**said("hello"), "profileArn": arn}
    return call_of(f"{path}/generateAssistantResponse", body, headers=headers)


def usage(path: str, headers: dict[str, str], **query: str) -> Call:
    return call_of(f"{path}/getUsageLimits", method="GET", headers=headers, query=query)


def expired(world: World) -> Call:
    world.accounts.expire_access("social")
    return generate("", bearer(world))


def expired_at_management(world: World) -> Call:
    world.accounts.expire_access("social")
    return usage("/management", bearer(world))


def suspended(world: World) -> Call:
    world.accounts.suspend("social")
    return usage("", bearer(world))


def spent(world: World) -> Call:
    world.accounts.spend("social", 2_000)
    return generate("", bearer(world))


def key_without_header(world: World) -> dict[str, str]:
    return {"authorization": bearer(world, "api-key")["authorization"]}


def external_as_any_other(world: World) -> Call:
    return generate("", {"authorization": bearer(world, "external-idp")["authorization"]})


def external_as_a_key(world: World) -> Call:
    return generate("", {**bearer(world, "external-idp"), "tokentype": "API_KEY"})


TURNED_AWAY: list[tuple[str, Callable[[World], Call], int, str]] = [
    ("token-unknown", lambda _: generate("", {}), 403, INVALID),
    ("token-unknown", lambda _: generate("", {"authorization": "Bearer x"}), 403, INVALID),
    ("token-unknown", lambda _: generate("", {"authorization": "Basic x"}), 403, INVALID),
    ("token-unknown-to-management", lambda _: usage("/management", {}), 400, "Invalid token"),
    ("token-type", lambda world: generate("", key_without_header(world)), 403, INVALID),
    (
        "token-type",
        lambda world: generate("", {**bearer(world), "tokentype": "API_KEY"}),
        403,
        INVALID,
    ),
    ("token-type", external_as_any_other, 403, INVALID),
    ("token-type", external_as_a_key, 403, INVALID),
    (
        "token-type",
        lambda world: generate("", {**bearer(world), "tokentype": "EXTERNAL_IDP"}),
        403,
        INVALID,
    ),
    (
        "token-type-for-management",
        lambda world: usage("/management", key_without_header(world)),
        403,
        "Invalid token",
    ),
    ("token-expired", expired, 403, INVALID),
    ("token-expired-for-management", expired_at_management, 403, "Token expired"),
    (
        "profile-required",
        lambda world: generate("/runtime", bearer(world)),
        400,
        "profileArn is required for this request.",
    ),
    (
        "profile-malformed",
        lambda world: generate("", bearer(world), "arn:nothing"),
        400,
        "Invalid profileArn.",
    ),
    ("profile-foreign", lambda world: generate("", bearer(world), FOREIGN), 403, INVALID),
    (
        "profile-foreign",
        lambda world: usage("/management", bearer(world), profileArn=FOREIGN),
        403,
        INVALID,
    ),
    (
        "region-foreign",
        lambda world: generate("/q/eu-central-1", bearer(world)),
        403,
        "User is not authorized to make this call.",
    ),
    ("credits-spent", spent, 402, "You have reached the limit."),
]


@pytest.mark.parametrize(
    ("row", "made", "status", "message"),
    [pytest.param(*case, id=f"{case[0]}-{index}") for index, case in enumerate(TURNED_AWAY)],
)
def test_a_caller_is_turned_away(
    world: World, row: str, made: Callable[[World], Call], status: int, message: str
):
    """A caller without the right token, profile or credits hears the service's words."""
    refusal = admit(made(world), world.accounts)

    assert isinstance(refusal, Refusal)
    assert (row, status, message) == (refusal.rule, refusal.status, refusal.message)


def test_a_suspended_account_hears_its_reason(world: World):
    """A suspension has a reason and the account's id."""
    refusal = admit(suspended(world), world.accounts)

    assert isinstance(refusal, Refusal)
    assert ("TEMPORARILY_SUSPENDED", "Your User ID (d-") == (
        refusal.reason,
        refusal.message[:16],
    )


def test_every_row_is_met():
    """No row of the table goes without a case above."""
    assert {row.name for row in ACCESS_ROWS} == {case[0] for case in TURNED_AWAY} | {"suspended"}


@pytest.mark.parametrize("account", [kind.value for kind in Kind])
@pytest.mark.parametrize("host", ["", "/q", "/runtime", "/q/us-east-1"])
def test_a_caller_with_its_profile_is_let_in(world: World, account: str, host: str):
    """Every kind of account may call with its own profile."""
    call = generate(host, bearer(world, account), world.accounts.profile_arn(account))

    assert isinstance(admit(call, world.accounts), Holder)


def test_without_a_profile_the_old_host_lets_in(world: World):
    """The host q needs no profile."""
    assert isinstance(admit(generate("/q", bearer(world)), world.accounts), Holder)


def test_spent_credits_can_be_looked_at(world: World):
    """Who has no credits left may still ask for the limits."""
    world.accounts.spend("social", 2_000)

    assert isinstance(admit(usage("", bearer(world)), world.accounts), Holder)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param(
            call_of("/mcp", {"profileArn": "b"}, headers={"x-amzn-kiro-profile-arn": "a"}),
            "a",
            id="header of MCP",
        ),
        pytest.param(
            call_of(
                "/",
                {"profileArn": "b"},
                headers={"x-amz-target": MCP, "x-amzn-kiro-profile-arn": "a"},
            ),
            "b",
            id="body of MCP",
        ),
        pytest.param(
            call_of("/getUsageLimits", method="GET", query={"profileArn": "c"}), "c", id="query"
        ),
        pytest.param(call_of("/GetProfile", ["profileArn"]), None, id="no object"),
        pytest.param(call_of("/GetProfile", {"profileArn": 5}), None, id="no string"),
    ],
)
def test_the_profile_is_where_the_dialect_binds_it(call: Call, expected: str | None):
    """The profile is read from header, body or query, as operation and dialect say."""
    assert expected == find_profile_arn(call)
