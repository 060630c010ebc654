"""I am the control door: programs in any language look behind the scenes and commit faults here."""

from collections.abc import Callable
from typing import Literal

import msgspec
from aiohttp import web

from kiro_py.simulator.accounts.account import Account
from kiro_py.simulator.accounts.grants import Decision
from kiro_py.simulator.faults.effects import Fault
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.world import World
from kiro_py.wire.json import JsonObject

CONTROL_PREFIX = "/_simulator/"


class _Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """How every order to the control door is read."""


class AccountOrder(_Order, frozen=True):
    """Something that is to happen to an account."""

    do: Literal["expire-access", "revoke", "suspend", "restore"]


class ClockOrder(_Order, frozen=True):
    """A jump ahead."""

    advance_seconds: float


class PaceOrder(_Order, frozen=True):
    """A new pace; `null` is as fast as possible."""

    tokens_per_second: float | None


class DecisionOrder(_Order, frozen=True):
    """What the user of a waiting device says; `account` is who signs in."""

    user_code: str
    decision: Literal["approved", "denied"] = "approved"
    account: str | None = None


_Route = Callable[[bytes], JsonObject | list[JsonObject]]


class ControlDoor:
    """Answers everything under `/_simulator/`, in JSON."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.routes: dict[tuple[str, str], _Route] = {
            ("GET", "state"): self._show_state,
            ("GET", "faults"): self._show_faults,
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "calls"): self._show_calls,
            ("DELETE", "calls"): self._clear_calls,
            ("GET", "accounts"): self._show_accounts,
            ("POST", "accounts"): self._add_account,
            ("GET", "credentials"): self._show_credentials,
            ("POST", "clock"): self._advance_clock,
            ("POST", "pace"): self._change_pace,
            ("POST", "decisions"): self._decide,
        }

    async def serve(self, request: web.BaseRequest) -> web.Response:
        """Answer one order; a wrong one gets 400 and what is wrong with it."""
        name = request.path.removeprefix(CONTROL_PREFIX)
        route = self.routes.get((request.method, name)) or self._find_account_route(
            request.method, name
        )
        if route is None:
            return _json({"error": f"there is no {request.method} {request.path}"}, 404)
        try:
            return _json(route(await request.read()))
        except (msgspec.DecodeError, ValueError) as error:
            return _json({"error": str(error)}, 400)

    def _find_account_route(self, method: str, name: str) -> _Route | None:
        """Return the route `POST accounts/NAME`, for an account that there is."""
        kind, _, account = name.partition("/")
        if (method, kind) != ("POST", "accounts") or account not in self._world.accounts:
            return None

        def route(body: bytes) -> JsonObject:
            return self._order_account(account, body)

        return route

    def _show_state(self, _: bytes) -> JsonObject:
        world = self._world
        return {
            "now": world.clock.stamp(world.clock.now()),
            "tokensPerSecond": world.pace.tokens_per_second,
            "calls": len(world.calls),
            "openCalls": sum(call.ended_at is None for call in world.calls),
            "faultsWaiting": len(world.faults),
            "refreshes": world.accounts.refreshes,
            "refreshTokensSpentTwice": world.accounts.refresh_tokens_spent_twice,
            "devicesWaiting": [
                {"userCode": grant.user_code, "account": grant.account}
                for grant in world.grants.waiting
            ],
        }

    def _show_faults(self, _: bytes) -> JsonObject:
        return {"faults": [msgspec.to_builtins(fault) for fault in self._world.faults.waiting]}

    def _add_fault(self, body: bytes) -> JsonObject:
        self._world.faults.put(msgspec.json.decode(body, type=Fault))
        return self._show_faults(b"")

    def _clear_faults(self, _: bytes) -> JsonObject:
        self._world.faults.clear()
        return self._show_faults(b"")

    def _show_calls(self, _: bytes) -> JsonObject:
        return {"calls": [_call(call) for call in self._world.calls]}

    def _clear_calls(self, _: bytes) -> JsonObject:
        self._world.calls.clear()
        return self._show_calls(b"")

    def _show_accounts(self, _: bytes) -> JsonObject:
        return {"accounts": [self._account(name) for name in self._world.accounts]}

    def _show_credentials(self, _: bytes) -> list[JsonObject]:
        accounts = self._world.accounts
        return [accounts.credential(name) for name in accounts]

    def _add_account(self, body: bytes) -> JsonObject:
        account = msgspec.json.decode(body, type=Account)
        self._world.accounts.add([account])
        return self._account(account.name)

    def _order_account(self, name: str, body: bytes) -> JsonObject:
        accounts = self._world.accounts
        match msgspec.json.decode(body, type=AccountOrder).do:
            case "expire-access":
                accounts.expire_access(name)
            case "revoke":
                accounts.revoke(name)
            case "suspend":
                accounts.suspend(name)
            case "restore":
                accounts.suspend(name, is_suspended=False)
        return self._account(name)

    def _advance_clock(self, body: bytes) -> JsonObject:
        self._world.clock.advance(msgspec.json.decode(body, type=ClockOrder).advance_seconds)
        return self._show_state(b"")

    def _change_pace(self, body: bytes) -> JsonObject:
        order = msgspec.json.decode(body, type=PaceOrder)
        if order.tokens_per_second is not None and order.tokens_per_second <= 0:
            raise ValueError(f"tokensPerSecond {order.tokens_per_second}: expected more than 0")
        self._world.pace.tokens_per_second = order.tokens_per_second
        return self._show_state(b"")

    def _decide(self, body: bytes) -> JsonObject:
        order = msgspec.json.decode(body, type=DecisionOrder)
        grant = self._world.grants.find_by_user_code(order.user_code)
        if grant is None:
            raise ValueError(f"userCode {order.user_code!r}: no device shows it")
        if order.account is not None and order.account not in self._world.accounts:
            raise ValueError(f"account {order.account!r}: there is none of this name")
        grant.account = order.account or grant.account
        grant.decision = Decision(order.decision)
        return self._show_state(b"")

    def _account(self, name: str) -> JsonObject:
        accounts = self._world.accounts
        return {
            "name": name,
            "kind": accounts[name].kind.value,
            "profileArn": accounts.profile_arn(name),
            "creditsUsed": accounts.credits_used(name),
            "creditLimit": accounts[name].credit_limit,
            "isSuspended": accounts.is_suspended(name),
            "credential": accounts.credential(name),
        }


def _call(call: Call) -> JsonObject:
    """Return a call as JSON; the bearer token is left out, `account` says whose it was."""
    address = call.address
    return {
        "number": call.number,
        "operation": call.operation,
        "host": address.host.value,
        "service": address.service,
        "region": address.region,
        "method": call.method,
        "path": call.path,
        "query": dict(call.query),
        "headers": {**call.headers, **_masked(call)},
        "body": call.body,
        "account": call.account,
        "status": call.status,
        "rule": call.rule,
        "beganAt": call.began_at,
        "endedAt": call.ended_at,
        "ending": call.ending.value,
    }


def _masked(call: Call) -> dict[str, str]:
    if (sent := call.headers.get("authorization")) is None:
        return {}
    return {"authorization": f"{sent.partition(' ')[0]} ***"}


def _json(body: JsonObject | list[JsonObject], status: int = 200) -> web.Response:
    return web.Response(
        status=status, body=msgspec.json.encode(body), content_type="application/json"
    )
