"""What a sign-in has brought gets its place."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from exchange.sign_in.entrance import COMPANY, Entrance, entrance, visited
from fakes_credentials import IDENTITY
from kiro_py.errors import ConfigRefused, SignInFailed
from kiro_py.exchange.sign_in.reception import Arrived
from kiro_py.exchange.sign_in.visits import Registration
from kiro_py.exchange.sign_in.wanted import Method, Wanted, wanted
from kiro_py.pool.credential import AuthMethod, Proxy
from kiro_py.pool.standing import Standing, State
from kiro_py.simulator.faults.effects import Answer
from proxies.http_proxy import HttpProxy

MACHINE = "cd" * 32
FOREIGN = "arn:aws:codewhisperer:eu-central-1:123456789012:profile/FOREIGN00000"


async def registered(subject: Entrance, what: Wanted) -> Registration:
    visit = await subject.reception.receive(what)
    if visit.invitation.needs_callback:
        visit.bring(await visited(subject.kiro, visit.invitation))
    return await visit.finish()


async def signed_in(subject: Entrance, method: Method, **said: Any) -> Arrived:
    return await subject.reception.settle_in(await registered(subject, wanted(method, **said)))


async def test_a_builder_id_gets_an_entry(tmp_path: Path):
    """All that its renewal needs, and a machine id that its first call had already."""
    async with entrance(tmp_path) as subject:
        arrived = await signed_in(
            subject, Method.BUILDER_ID, members={"priority": 2, "email": "ada@example.com"}
        )
        assert Arrived(1, "credential 1 is added") == arrived
        (entry,) = subject.entries
        assert ("idc", "BuilderId", "us-east-1", 2, "ada@example.com") == tuple(
            entry[name] for name in ("authMethod", "provider", "region", "priority", "email")
        )
        assert "profileArn" not in entry
        assert subject.credential.is_builder_id
        assert "builder-id" == subject.holder()
        assert 64 == len(entry["machineId"])


async def test_an_organisation_s_profile_is_found(tmp_path: Path):
    """It is asked for at once, in every region, and kept."""
    async with entrance(tmp_path) as subject:
        said = {"start_url": COMPANY, "region": "eu-west-1"}
        assert "credential 1 is added" == (await signed_in(subject, Method.IDC, **said)).message
        (entry,) = subject.entries
        assert ("Enterprise", COMPANY, "eu-west-1") == tuple(
            entry[name] for name in ("provider", "startUrl", "region")
        )
        assert subject.kiro.accounts.profile_arn("idc") == entry["profileArn"]
        assert {"POST"} == {call.method for call in subject.kiro.calls.of("ListAvailableProfiles")}


async def test_an_account_without_a_profile_is_told(tmp_path: Path):
    """It is signed in all the same: the tokens are worth keeping."""
    async with entrance(tmp_path) as subject:
        nothing = Answer(status=200, body={"profiles": []})
        subject.kiro.faults.add(nothing, operation="ListAvailableProfiles", times=None)
        arrived = await signed_in(subject, Method.IDC, start_url=COMPANY)
        assert "Kiro tells no profile" in arrived.message
        assert "refreshToken" in subject.entries[0]


@pytest.mark.parametrize("method", [Method.SOCIAL_DEVICE, Method.SOCIAL_BROWSER])
async def test_a_social_sign_in_gets_an_entry(tmp_path: Path, method: Method):
    """Its profile comes with its tokens, and its region is that of the sign-in service."""
    async with entrance(tmp_path) as subject:
        await signed_in(subject, method, provider="google")
        (entry,) = subject.entries
        assert ("social", "Google", "us-east-1", subject.kiro.accounts.profile_arn("social")) == (
            entry["authMethod"],
            entry["provider"],
            entry["region"],
            entry["profileArn"],
        )
        assert ("social", AuthMethod.SOCIAL) == (subject.holder(), subject.credential.auth_method)


async def test_a_new_sign_in_can_be_renewed(tmp_path: Path):
    """The refresh token belongs to the client that is in the file."""
    async with entrance(tmp_path) as subject:
        await signed_in(subject, Method.BUILDER_ID)
        (entry,) = subject.entries
        found = subject.kiro.accounts.renew(entry["refreshToken"], entry["clientId"])
        assert isinstance(found, tuple)
        assert subject.kiro.world.grants.knows_client(entry["clientId"], entry["clientSecret"])


async def test_a_credential_signs_in_anew(tmp_path: Path):
    """The whole registration is another one; what its owner has chosen stays."""
    async with entrance(
        tmp_path,
        {
            "id": 7,
            "authMethod": "external_idp",
            "refreshToken": "an-old-refresh-token",
            "accessToken": "an-old-access-token",
            "clientId": "an-old-client",
            "tokenEndpoint": "https://acme.okta.com/oauth2/v1/token",
            "scopes": "openid",
            "profileArn": FOREIGN,
            "authRegion": "eu-west-1",
            "apiRegion": "us-east-1",
            "machineId": MACHINE,
            "priority": 5,
            "groups": ["team"],
            "note": "the spare one",
            "email": "ada@example.com",
            "nickname": "spare",
        },
    ) as subject:
        subject.reception.book.standing(subject.credential)
        subject.memory.told = {7: Standing(State.SUSPENDED, reason="suspended")}
        arrived = await signed_in(
            subject, Method.IDC, start_url=COMPANY, region="us-east-1", credential_id=7
        )
        assert Arrived(7, "credential 7 is signed in anew") == arrived
        (entry,) = subject.entries
        assert "idc" == subject.holder()
        assert {
            "priority": 5,
            "groups": ["team"],
            "note": "the spare one",
            "email": "ada@example.com",
            "nickname": "spare",
            "machineId": MACHINE,
            "apiRegion": "us-east-1",
            "region": "us-east-1",
            "profileArn": subject.kiro.accounts.profile_arn("idc"),
        }.items() <= entry.items()
        assert set() == {"authRegion", "tokenEndpoint", "scopes"} & set(entry)
        assert "an-old" not in subject.path.read_text()
        assert State.READY is subject.reception.book.standing(subject.credential).state


async def test_what_was_found_for_the_old_sign_in_is_forgotten(tmp_path: Path):
    """Another account's profile would be answered like an expired token."""
    async with entrance(tmp_path) as subject:
        await signed_in(subject, Method.IDC, start_url=COMPANY)
        await signed_in(subject, Method.BUILDER_ID, credential_id=1)
        known = await subject.reception.profiles.completed(subject.credential, host=0)
        assert None is known.tokens.profile_arn
        assert "profileArn" not in subject.entries[0]


async def test_calls_say_the_credential_s_own_machine(tmp_path: Path):
    """Another one would look like another machine."""
    entry = {"id": 1, "refreshToken": "old-token", "machineId": MACHINE}
    async with entrance(tmp_path, entry) as subject:
        await signed_in(subject, Method.SOCIAL_DEVICE, provider="google", credential_id=1)
        agents = {call.headers["user-agent"] for call in subject.kiro.calls}
        assert {f"KiroIDE-0.9.2-{MACHINE}"} == agents
        assert MACHINE == subject.entries[0]["machineId"]


async def test_a_machine_id_of_the_settings_serves_all(tmp_path: Path):
    """Then none is written."""
    identity = replace(IDENTITY, machine_id=MACHINE)
    async with entrance(tmp_path, identity=identity) as subject:
        registration = await registered(subject, wanted(Method.BUILDER_ID))
        assert MACHINE == registration.machine


async def test_every_call_goes_by_the_credential_s_proxy(tmp_path: Path):
    """From the first one on: registering, asking for a code, asking whether it was agreed to."""
    async with entrance(tmp_path) as subject, HttpProxy() as proxy:
        await registered(subject, wanted(Method.BUILDER_ID, members={"proxyUrl": proxy.url}))
        assert ["POST"] * len(subject.kiro.calls) == proxy.methods
        assert 4 == len(proxy.methods)


@pytest.mark.parametrize("is_known", [False, True], ids=["a new one", "a known one"])
async def test_no_call_goes_around_a_dead_proxy(tmp_path: Path, *, is_known: bool):
    """There is no way back to a direct connection."""
    way = {"proxyUrl": "http://127.0.0.1:9"}
    entry = {"id": 1, "refreshToken": "old-token", **way}
    async with entrance(tmp_path, *([entry] if is_known else [])) as subject:
        what = wanted(
            Method.BUILDER_ID,
            credential_id=1 if is_known else None,
            members={} if is_known else way,
        )
        with pytest.raises(SignInFailed, match="does not answer"):
            await subject.reception.receive(what)
        assert 0 == len(subject.kiro.calls)


async def test_a_proxy_of_the_settings_is_used(tmp_path: Path):
    """As for every other call of a credential that names none."""
    async with entrance(tmp_path, proxy=Proxy("http://127.0.0.1:9")) as subject:
        with pytest.raises(SignInFailed, match="does not answer"):
            await subject.reception.receive(wanted(Method.BUILDER_ID))


@pytest.mark.parametrize("number", [0, 3])
async def test_nobody_signs_in_for_a_credential_that_cannot_change(tmp_path: Path, number: int):
    """Neither the environment's nor one that is not there."""
    async with entrance(tmp_path) as subject:
        with pytest.raises(KeyError):
            await subject.reception.receive(wanted(Method.BUILDER_ID, credential_id=number))


async def test_a_new_credential_cannot_have_anything(tmp_path: Path):
    """What the file would refuse is refused before anybody is asked."""
    async with entrance(tmp_path) as subject:
        with pytest.raises(ConfigRefused, match="proxyUrl"):
            await subject.reception.receive(
                wanted(Method.BUILDER_ID, members={"proxyUrl": "ftp://proxy.example.com"})
            )
        assert 0 == len(subject.kiro.calls)


async def test_a_credential_may_be_gone_at_the_end(tmp_path: Path):
    """Then it is told what that means."""
    async with entrance(tmp_path, {"id": 1, "refreshToken": "old-token"}) as subject:
        registration = await registered(subject, wanted(Method.BUILDER_ID, credential_id=1))
        await subject.store.remove(1)
        with pytest.raises(SignInFailed, match="credential 1 is gone"):
            await subject.reception.settle_in(registration)


async def test_nothing_that_is_told_holds_a_secret(tmp_path: Path):
    """Not even the representation of what a sign-in has brought."""
    async with entrance(tmp_path) as subject:
        registration = await registered(subject, wanted(Method.BUILDER_ID))
        arrived = await subject.reception.settle_in(registration)
        (entry,) = subject.entries
        told = f"{registration} {arrived}"
        for name in ("accessToken", "refreshToken", "clientSecret"):
            assert entry[name] not in told
