"""The routes that kiro-rs has, with its bodies and its answers."""

from litestar import Router, delete, get, post, put
from litestar.params import FromPath, JSONBody

from kiro_py.admin.door import Group, Number, Routes, refusals
from kiro_py.admin.keeper import Keeper
from kiro_py.wire.admin.pool import (
    Added,
    Balance,
    CredentialList,
    Done,
    LoadBalancing,
    NewCredential,
    SetDisabled,
    SetPriority,
)


def routes(keeper: Keeper) -> list[Router]:
    """Return the ten routes."""
    pool = [*_pool_routes(keeper), *_change_routes(keeper), *_asking_routes(keeper)]
    return [Group(path="/", route_handlers=[*pool, *_setting_routes(keeper)], tags=["kiro-rs"])]


def _pool_routes(keeper: Keeper) -> Routes:
    @get("/credentials", operation_id="seedCredentials", responses=refusals())
    async def credentials() -> CredentialList:
        """Return the pool, the best credential first."""
        return keeper.credentials()

    @post(
        "/credentials",
        status_code=200,
        operation_id="seedAddCredential",
        responses=refusals(413, 502, 503),
    )
    async def add(data: JSONBody[NewCredential]) -> Added:
        """Add a credential and prove its sign-in."""
        return await keeper.add(data)

    @delete(
        "/credentials/{number:str}",
        status_code=200,
        operation_id="seedRemoveCredential",
        responses=refusals(404),
    )
    async def remove(number: FromPath[Number]) -> Done:
        """Take a disabled credential out."""
        return await keeper.remove(number)

    return [credentials, add, remove]


def _change_routes(keeper: Keeper) -> Routes:
    @post(
        "/credentials/{number:str}/disabled",
        status_code=200,
        operation_id="seedSetDisabled",
        responses=refusals(404, 413),
    )
    async def disabled(number: FromPath[Number], data: JSONBody[SetDisabled]) -> Done:
        """Leave a credential out, or use it again."""
        return await keeper.set_disabled(number, is_disabled=data.disabled)

    @post(
        "/credentials/{number:str}/priority",
        status_code=200,
        operation_id="seedSetPriority",
        responses=refusals(404, 413),
    )
    async def priority(number: FromPath[Number], data: JSONBody[SetPriority]) -> Done:
        """Give a credential another place."""
        return await keeper.set_priority(number, data.priority)

    @post(
        "/credentials/{number:str}/reset",
        status_code=200,
        operation_id="seedReset",
        responses=refusals(404),
    )
    async def reset(number: FromPath[Number]) -> Done:
        """Use a credential again, whatever was thought of it."""
        return await keeper.reset(number)

    return [disabled, priority, reset]


def _asking_routes(keeper: Keeper) -> Routes:
    @post(
        "/credentials/{number:str}/refresh",
        status_code=200,
        operation_id="seedRefresh",
        responses=refusals(404, 409, 502, 503),
    )
    async def refresh(number: FromPath[Number]) -> Done:
        """Renew a credential's token now."""
        return await keeper.refresh(number)

    @get(
        "/credentials/{number:str}/balance",
        operation_id="seedBalance",
        responses=refusals(404, 502, 503),
    )
    async def balance(number: FromPath[Number]) -> Balance:
        """Return what an account has left, as of five minutes ago at most."""
        return await keeper.balance(number)

    return [refresh, balance]


def _setting_routes(keeper: Keeper) -> Routes:
    @get("/config/load-balancing", operation_id="seedLoadBalancing", responses=refusals())
    async def load_balancing() -> LoadBalancing:
        """Return how turns are given."""
        return keeper.load_balancing()

    @put("/config/load-balancing", operation_id="seedSetLoadBalancing", responses=refusals(413))
    async def set_load_balancing(data: JSONBody[LoadBalancing]) -> LoadBalancing:
        """Give turns in another way, from the next request on."""
        return await keeper.set_load_balancing(data)

    return [load_balancing, set_load_balancing]
