"""The control door."""

import asyncio
from typing import Any

import aiohttp
import pytest

from kiro_py.simulator.faults.effects import Answer
from kiro_py.simulator.server import Simulator
from kiro_py.simulator.settings import Settings
from simulator.bodies import said
from simulator.worlds import GENERATE, bearer

Client = aiohttp.ClientSession


async def order(
    kiro: Simulator, client: Client, method: str, name: str, body: Any = None
) -> tuple[int, Any]:
    """Give an order; return status and answer."""
    async with client.request(method, f"{kiro.url}/_simulator/{name}", json=body) as answer:
        return answer.status, await answer.json()


async def generate(kiro: Simulator, client: Client) -> int:
    async with client.post(
        kiro.url + GENERATE, json=said("hello"), headers=bearer(kiro.world)
    ) as answer:
        await answer.read()
        return answer.status


async def test_faults_are_committed_on_order(kiro: Simulator, client: Client):
    """A fault from the control door is a fault."""
    fault = {"effects": [{"effect": "answer", "status": 429}], "times": 2}
    status, shown = await order(kiro, client, "POST", "faults", fault)
    statuses = [await generate(kiro, client) for _ in range(3)]

    assert (200, 2, [429, 429, 200]) == (status, shown["faults"][0]["times"], statuses)


async def test_faults_are_shown_and_forgotten(kiro: Simulator, client: Client):
    """What is to come can be seen and called off."""
    kiro.faults.add(Answer(status=500))
    _, shown = await order(kiro, client, "GET", "faults")
    _, cleared = await order(kiro, client, "DELETE", "faults")

    assert ("answer", [], 0) == (
        shown["faults"][0]["effects"][0]["effect"],
        cleared["faults"],
        len(kiro.faults),
    )


async def test_calls_are_shown_without_their_tokens(kiro: Simulator, client: Client):
    """Calls can be read in any language; bearer tokens are left out."""
    await generate(kiro, client)
    _, shown = await order(kiro, client, "GET", "calls")
    (call,) = shown["calls"]

    assert ("GenerateAssistantResponse", 200, "social", "Bearer ***", said("hello")) == (
        call["operation"],
        call["status"],
        call["account"],
        call["headers"]["authorization"],
        call["body"],
    )


async def test_calls_without_a_token_are_shown(kiro: Simulator, client: Client):
    """A call without a token shows none; cleared calls are gone."""
    await (await client.get(kiro.url + "/nothing")).read()
    _, shown = await order(kiro, client, "GET", "calls")
    _, cleared = await order(kiro, client, "DELETE", "calls")

    assert (404, False, []) == (
        shown["calls"][0]["status"],
        "authorization" in shown["calls"][0]["headers"],
        cleared["calls"],
    )


async def test_the_state_is_shown(kiro: Simulator, client: Client):
    """The state counts calls, faults, and tokens spent twice."""
    token = kiro.accounts.credential("social")["refreshToken"]
    for _ in range(2):
        async with client.post(f"{kiro.url}/refreshToken", json={"refreshToken": token}) as answer:
            await answer.read()
    _, state = await order(kiro, client, "GET", "state")

    assert (2, 0, 1, 1) == (
        state["calls"],
        state["faultsWaiting"],
        state["refreshes"],
        state["refreshTokensSpentTwice"],
    )


async def test_credentials_are_ready_for_a_file(kiro: Simulator, client: Client):
    """The credentials of every account are an array for `credentials.json`."""
    _, credentials = await order(kiro, client, "GET", "credentials")

    assert ["social", "idc", "idc", "external_idp", "api_key"] == [
        entry["authMethod"] for entry in credentials
    ]


async def test_accounts_are_added(kiro: Simulator, client: Client):
    """A new account comes with its credential."""
    status, added = await order(
        kiro, client, "POST", "accounts", {"name": "team", "kind": "idc", "creditLimit": 5}
    )
    _, shown = await order(kiro, client, "GET", "accounts")

    assert (200, "team", 5.0, "idc", 6) == (
        status,
        added["name"],
        added["creditLimit"],
        added["credential"]["authMethod"],
        len(shown["accounts"]),
    )


@pytest.mark.parametrize(
    ("deeds", "expected"),
    [
        (["suspend"], 403),
        (["suspend", "restore"], 200),
        (["expire-access"], 403),
        (["revoke"], 403),
    ],
)
async def test_things_happen_to_accounts(
    kiro: Simulator, client: Client, deeds: list[str], expected: int
):
    """An account can be locked, unlocked, expired and revoked."""
    for deed in deeds:
        await order(kiro, client, "POST", "accounts/social", {"do": deed})

    assert expected == await generate(kiro, client)


async def test_time_can_be_moved(kiro: Simulator, client: Client):
    """A jump of an hour lets the access tokens expire."""
    await order(kiro, client, "POST", "clock", {"advanceSeconds": 3_600})

    assert 403 == await generate(kiro, client)


async def test_the_pace_can_be_changed(kiro: Simulator, client: Client):
    """A new pace is for the next answers."""
    _, state = await order(kiro, client, "POST", "pace", {"tokensPerSecond": 50})

    assert (50, 0.02) == (state["tokensPerSecond"], kiro.world.pace.seconds_between)


async def test_a_user_decides(client: Client):
    """The door plays the user of a waiting device."""
    async with Simulator(settings=Settings(approve_after_polls=None)) as kiro:
        grant = kiro.world.grants.start_device("client", "builder-id")
        _, before = await order(kiro, client, "GET", "state")
        decision = {"userCode": grant.user_code, "account": "idc"}
        _, after = await order(kiro, client, "POST", "decisions", decision)

    assert ([{"userCode": grant.user_code, "account": "builder-id"}], [], "idc") == (
        before["devicesWaiting"],
        after["devicesWaiting"],
        grant.account,
    )


WRONG_ORDERS: list[Any] = [
    (("GET", "nothing"), (404, "there is no GET /_simulator/nothing")),
    (("POST", "accounts/nobody", {"do": "revoke"}), (404, "there is no POST")),
    (("POST", "faults", {"effects": [{"effect": "cut"}]}), (400, "either afterFrames")),
    (("POST", "faults", {"effects": [], "operation": "x"}), (400, "operation 'x'")),
    (("POST", "faults"), (400, "truncated")),
    (("POST", "accounts", {"name": "A", "kind": "idc"}), (400, "account name 'A'")),
    (("POST", "pace", {"tokensPerSecond": 0}), (400, "expected more than 0")),
    (("POST", "decisions", {"userCode": "A"}), (400, "userCode 'A'")),
    (("POST", "clock", {"advance": 5}), (400, "advance")),
]


@pytest.mark.parametrize(("wrong", "expected"), WRONG_ORDERS)
async def test_wrong_orders_are_told(
    kiro: Simulator, client: Client, wrong: tuple[str, ...], expected: tuple[int, str]
):
    """An order that cannot be carried out is answered with what is wrong."""
    status, answer = await order(kiro, client, *wrong)

    assert (expected[0], True) == (status, expected[1] in answer["error"]), answer


async def test_a_decision_is_for_an_account_that_exists(kiro: Simulator, client: Client):
    """Nobody signs in as somebody who does not exist."""
    grant = kiro.world.grants.start_device("client", "idc")
    order_of = {"userCode": grant.user_code, "account": "nobody"}
    status, answer = await order(kiro, client, "POST", "decisions", order_of)

    assert (400, "account 'nobody': there is none of this name") == (status, answer["error"])


async def test_control_calls_are_not_recorded(kiro: Simulator, client: Client):
    """Looking does not change what is seen."""
    await asyncio.gather(*(order(kiro, client, "GET", "state") for _ in range(3)))

    assert 0 == len(kiro.calls)
