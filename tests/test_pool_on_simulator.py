"""The pool on real sockets: credentials, their file, and a Kiro as strict as the real one."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from house import KEY_HEADERS, running_gateway
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.config.credentials import load_credentials
from kiro_py.kiro.provider import PROVIDERS
from kiro_py.pool.standing import Reset, settle
from kiro_py.simulator.accounts.account import Account, Kind
from kiro_py.simulator.faults.effects import Answer
from kiro_py.simulator.server import Simulator

GENERATE = "GenerateAssistantResponse"
LIST_PROFILES = "ListAvailableProfiles"
SONNET, OPUS, NEWER_OPUS = "claude-sonnet-4-5", "claude-opus-4-6", "claude-opus-4-8"
FOREIGN = "arn:aws:codewhisperer:us-east-1:123456789012:profile/FOREIGNEXMPL"
IDC = Account(name="example", kind=Kind.IDC, region="eu-central-1")
PATIENCE_SECONDS = 20.0

Entry = dict[str, Any]


@dataclass
class Scene:
    """A simulator, a gateway on it with a file of credentials, and a client."""

    kiro: Simulator
    client: aiohttp.ClientSession
    path: Path

    async def ask(self, model: str = SONNET, prompt: str = "say: hello there") -> tuple[int, Any]:
        body = {
            "model": model,
            "max_tokens": 1000,
            "messages": [{"role": "user", "content": prompt}],
        }
        async with self.client.post("/v1/messages", json=body, headers=KEY_HEADERS) as response:
            return response.status, await response.json()

    async def ready(self) -> tuple[int, Any]:
        async with self.client.get("/readyz") as response:
            return response.status, await response.json()

    def told(self, operation: str = GENERATE) -> list[int]:
        """Return the statuses that an operation was answered with, in their order."""
        return [call.status or 0 for call in self.kiro.calls.of(operation)]

    def on_disk(self) -> list[Entry]:
        return json.loads(self.path.read_text("utf-8"))


Change = Callable[[Entry], Entry]


@asynccontextmanager
async def scene(
    directory: Path,
    accounts: Sequence[Account],
    *,
    change: Change = lambda entry: entry,
    is_fresh: bool = True,
    providers: Sequence[str] = PROVIDERS,
    **settings: object,
) -> AsyncGenerator[Scene]:
    """Run a gateway with one credential for each account, the first one the best."""
    async with Simulator(accounts=accounts) as kiro:
        path = directory / "credentials.json"
        entries = [
            change(kiro.accounts.credential(account.name, is_fresh=is_fresh)) | {"priority": place}
            for place, account in enumerate(accounts)
        ]
        path.write_text(json.dumps(entries))
        loaded = load_credentials(path, {}, providers=providers)
        store = CredentialsFile(path, read=loaded.read, roster=loaded.roster)
        filled = {name: str(value).replace("KIRO", kiro.url) for name, value in settings.items()}
        async with (
            running_gateway(kiro.url, store, StandingsFile(path), **filled) as url,
            aiohttp.ClientSession(url) as client,
        ):
            yield Scene(kiro, client, path)


def without_profile(entry: Entry) -> Entry:
    return {name: value for name, value in entry.items() if name != "profileArn"}


async def test_an_enterprise_s_profile_is_found(tmp_path: Path):
    """Once, in the region where it is, and the file knows it from then on."""
    async with scene(tmp_path, [IDC], change=without_profile) as subject:
        assert [200, 200] == [(await subject.ask())[0] for _ in range(2)]
        assert 2 == len(subject.told(LIST_PROFILES))
        assert [200, 200] == subject.told()
        assert subject.kiro.accounts.profile_arn("example") == subject.on_disk()[0]["profileArn"]


@pytest.mark.parametrize("host", ["q", "runtime"])
async def test_an_external_sign_in_is_renewed_and_serves(tmp_path: Path, host: str):
    """Its provider gives new tokens, and its profile is found with them."""
    account = Account(name="entra", kind=Kind.EXTERNAL_IDP)
    async with scene(
        tmp_path,
        [account],
        is_fresh=False,
        providers=("127.0.0.1",),
        identity_providers="127.0.0.1",
        upstream_api=f"KIRO/{host}",
    ) as subject:
        status, message = await subject.ask()
        assert (200, "hello there") == (status, message["content"][0]["text"])
        assert [200] == subject.told("RenewExternalToken")
        assert subject.kiro.accounts.profile_arn("entra") == subject.on_disk()[0]["profileArn"]


async def test_a_foreign_profile_is_replaced(tmp_path: Path):
    """It is refused in the words of an expired token: one renewal, then the right profile."""

    def misled(entry: Entry) -> Entry:
        return entry | {"profileArn": FOREIGN}

    async with scene(tmp_path, [IDC], change=misled) as subject:
        assert 200 == (await subject.ask())[0]
        assert [403, 403, 200] == subject.told()
        assert 1 == subject.kiro.accounts.refreshes
        assert subject.kiro.accounts.profile_arn("example") == subject.on_disk()[0]["profileArn"]
        assert 200 == (await subject.ask())[0]
        assert 1 == subject.kiro.accounts.refreshes


async def test_a_foreign_profile_that_cannot_be_replaced_does_not_loop(tmp_path: Path):
    """One renewal altogether, one more question a request, and no 401 for the client."""
    account = Account(name="builder", kind=Kind.BUILDER_ID)

    def misled(entry: Entry) -> Entry:
        return entry | {"profileArn": FOREIGN}

    async with scene(tmp_path, [account], change=misled, upstream_api="KIRO/runtime") as subject:
        statuses = [(await subject.ask())[0] for _ in range(3)]
        assert {503} == set(statuses)
        assert 1 == subject.kiro.accounts.refreshes
        assert [403, 403, 403, 403] == subject.told()


async def test_a_host_that_has_answered_is_asked_first(tmp_path: Path):
    """A host that is switched off is met once, not by every request."""
    with closing(socket.socket()) as deaf:
        deaf.bind(("127.0.0.1", 0))
        gone = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        async with scene(tmp_path, [IDC], upstream_api=f"{gone},KIRO/runtime,KIRO/q") as subject:
            assert [200, 200] == [(await subject.ask())[0] for _ in range(2)]
            hosts = [call.address.host.value for call in subject.kiro.calls.of(GENERATE)]
            assert ["runtime", "runtime"] == hosts


async def test_a_model_is_asked_for_where_a_plan_has_it(tmp_path: Path):
    """The better credential's plan lacks it, as its first refusal tells."""
    plain = Account(name="plain", kind=Kind.SOCIAL, models=("claude-sonnet-4.5",))
    rich = Account(name="rich", kind=Kind.SOCIAL)
    async with scene(tmp_path, [plain, rich]) as subject:
        assert 200 == (await subject.ask(OPUS))[0]
        assert [400, 200] == subject.told()
        assert 200 == (await subject.ask(OPUS, "say: something else"))[0]
        assert [400, 200, 200] == subject.told()
        assert 200 == (await subject.ask(SONNET, "say: another thing"))[0]
        assert "plain" == subject.kiro.calls.of(GENERATE)[-1].account


async def test_reasoning_stays_with_the_account_that_gave_it(tmp_path: Path):
    """A conversation that changes accounts goes on without it, and costs no refusal."""
    accounts = [Account(name=name, kind=Kind.API_KEY) for name in ("first", "second")]
    turns: list[dict[str, Any]] = []
    async with scene(tmp_path, accounts) as subject:
        for number in range(4):
            if number == 2:
                limited = Answer(status=429, body={"message": "Too many requests", "reason": None})
                subject.kiro.faults.add(limited, operation=GENERATE, account="first")
            turns.append({"role": "user", "content": f"think about boats. say: {number}"})
            turns.append({"role": "assistant", "content": await thoughtful(subject, turns)})
        calls = subject.kiro.calls.of(GENERATE)

    assert ["first", "first", "first", "second", "second"] == [call.account for call in calls]
    assert [200, 200, 429, 200, 200] == [call.status for call in calls]
    assert [False, True, True, False, False] == [b"reasoningContent" in call.raw for call in calls]


async def test_reasoning_stays_with_the_model_that_gave_it(tmp_path: Path):
    """A conversation that changes its model goes on without it, and costs no refusal."""
    turns: list[dict[str, Any]] = []
    async with scene(tmp_path, [Account(name="only", kind=Kind.API_KEY)]) as subject:
        for number, model in enumerate((OPUS, OPUS, NEWER_OPUS, NEWER_OPUS)):
            turns.append({"role": "user", "content": f"think about boats. say: {number}"})
            said = await thoughtful(subject, turns, model)
            turns.append({"role": "assistant", "content": said})
        calls = subject.kiro.calls.of(GENERATE)

    assert [200, 200, 200, 200] == [call.status for call in calls]
    assert [False, True, False, False] == [b"reasoningContent" in call.raw for call in calls]


async def thoughtful(
    subject: Scene, turns: list[dict[str, Any]], model: str = OPUS
) -> list[dict[str, Any]]:
    body = {
        "model": model,
        "max_tokens": 2000,
        "messages": turns,
        "thinking": {"type": "adaptive"},
    }
    async with subject.client.post("/v1/messages", json=body, headers=KEY_HEADERS) as response:
        message = await response.json()
    assert "thinking" == message["content"][0]["type"]
    return message["content"]


async def eventually(found: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is so; it fails by the patience of the test."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await found():  # noqa: ASYNC110 -- another process would not tell either
            await asyncio.sleep(0.05)


async def test_an_edit_of_the_file_is_noticed(tmp_path: Path):
    """A credential that is switched off in the file serves no more, and serves again after."""
    async with scene(tmp_path, [IDC]) as subject:
        for disabled, expected in ((True, 503), (False, 200)):
            entries = [entry | {"disabled": disabled} for entry in subject.on_disk()]
            subject.path.write_text(json.dumps(entries), "utf-8")

            async def is_noticed(expected: int = expected) -> bool:
                return expected == (await subject.ready())[0]

            await eventually(is_noticed)
            assert expected == (await subject.ask())[0]


def standing(path: Path) -> Mapping[str, Any]:
    found = json.loads(path.with_name("credentials.state.json").read_text("utf-8"))
    return found["standings"]["1"]


async def test_a_restart_changes_nothing(tmp_path: Path):
    """A suspended account is left alone after it, too, until a person resets it."""
    async with scene(tmp_path, [IDC]) as subject:
        subject.kiro.accounts.suspend("example")
        assert 503 == (await subject.ask())[0]
        assert 1 == len(subject.told())
    assert "suspended" == standing(tmp_path / "credentials.json")["state"]

    async with scene(tmp_path, [IDC]) as subject:
        assert 503 == (await subject.ask())[0]
        assert [] == subject.told()
        memory = StandingsFile(subject.path)
        memory.load()
        await asyncio.to_thread(reset, memory)

        async def is_noticed() -> bool:
            return 200 == (await subject.ready())[0]

        await eventually(is_noticed)
        assert 200 == (await subject.ask())[0]


def reset(memory: StandingsFile) -> None:
    """Say what `kiro-py credentials reset` says."""
    memory.save(1, settle(memory.load()[1], Reset(), 1.0))
    memory.settle()


async def test_whoever_waits_long_for_a_seat_is_served_in_the_end(tmp_path: Path):
    """His headers have left long before he is asked for, and his request is still there."""
    body = {
        "model": SONNET,
        "max_tokens": 1000,
        "stream": True,
        "messages": [{"role": "user", "content": "say: hello there"}],
    }
    async with scene(
        tmp_path,
        [IDC],
        max_concurrent_per_credential=1,
        hold_before_headers_seconds=0.1,
        hold_after_headers_seconds=0,
    ) as subject:
        subject.kiro.world.pace.tokens_per_second = 10

        async def stream() -> str:
            async with subject.client.post("/v1/messages", json=body, headers=KEY_HEADERS) as found:
                return await found.text()

        for text in await asyncio.gather(*(stream() for _ in range(4))):
            assert "event: error" not in text
            assert "event: message_stop" in text
