"""Finding the profile that a credential does not name."""

import asyncio
from collections.abc import Mapping

import pytest

from fakes import FakeClock, Notes
from fakes_credentials import (
    ARN,
    BOOK,
    NOW,
    MemoryStore,
    answer,
    api_key,
    external,
    idc,
    social,
    tokens,
)
from jumping_loop import run_jumping
from kiro_py.errors import GatewayError, UpstreamUnreachable
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.profiles import REST_SECONDS, SEARCH_SECONDS, Profiles
from kiro_py.pool.credential import Credential, Tokens
from kiro_py.ports.journal import Happening, ProfileFound, TokensUnsaved
from kiro_py.ports.upstream import ByteStream, HttpAnswer, HttpCall

Q, RUNTIME = 0, 1
OTHER = "arn:aws:codewhisperer:us-east-1:123456789012:profile/OTHER"
NOTHING = answer(200, {"profiles": []})
LISTED = answer(200, {"profiles": [{"arn": ARN}]})
GOT = answer(200, {"profile": {"arn": ARN}})
REFUSED = answer(403, {"message": "User is not authorized to make this call."})
DOWN = UpstreamUnreachable("connect", host="management")

Answers = Mapping[str, HttpAnswer | GatewayError]


class Management:
    """The control plane: answers by the region or the host in the address, else that there is none.

    Every answer takes `delay` seconds.
    """

    def __init__(self, answers: Answers, delay: float = 0.0) -> None:
        self.answers = answers
        self.delay = delay
        self.calls: list[HttpCall] = []

    async def fetch(self, call: HttpCall) -> HttpAnswer:
        self.calls.append(call)
        await asyncio.sleep(self.delay)
        fitting = (found for part, found in self.answers.items() if part in call.url)
        found = next(fitting, NOTHING)
        if isinstance(found, GatewayError):
            raise found
        return found

    async def open(self, call: HttpCall) -> ByteStream | HttpAnswer:
        raise AssertionError(f"a search opens no stream: {call.url}")


class World:
    """A search among the profiles of one credential."""

    def __init__(
        self, credential: Credential, answers: Answers | None = None, *, delay: float = 0.0
    ) -> None:
        self.credential = credential
        self.management = Management(answers or {}, delay)
        self.store, self.notes = MemoryStore(credential), Notes()
        self.profiles = Profiles(
            self.management, Addressing(BOOK), self.store, FakeClock(NOW), self.notes
        )

    async def completed(self, host: int = Q) -> str | None:
        found = await self.profiles.completed(self.credential, host=host)
        return found.tokens.profile_arn

    async def replaced(self) -> str | None:
        found = await self.profiles.replaced(self.credential)
        return None if found is None else found.tokens.profile_arn

    @property
    def kept(self) -> str | None:
        return self.store.file[self.credential.id].tokens.profile_arn


@pytest.mark.parametrize(
    ("credential", "host", "answers"),
    [
        pytest.param(idc(), Q, {"eu-central-1": LISTED}, id="identity center"),
        pytest.param(external(), RUNTIME, {"us-east-1": LISTED}, id="external sign-in"),
        pytest.param(api_key(), RUNTIME, {"management": GOT}, id="API key"),
        pytest.param(idc(), Q, {"q.us-east-1": LISTED}, id="the next host"),
        pytest.param(
            idc(), Q, {"us-east-1": DOWN, "eu-central-1": LISTED}, id="one region is down"
        ),
        pytest.param(
            idc(), Q, {"us-east-1": REFUSED, "eu-central-1": LISTED}, id="one region refuses"
        ),
    ],
)
def test_a_profile_is_found_and_kept(credential: Credential, host: int, answers: Answers):
    """It is the request's at once, and the file's from now on."""
    subject = World(credential, answers)
    assert ARN == run_jumping(subject.completed(host))
    assert ARN == subject.kept
    assert [ProfileFound(1, ARN)] == subject.notes.happenings


@pytest.mark.parametrize(
    ("expected", "credential", "host"),
    [
        pytest.param(None, social(), RUNTIME, id="social"),
        pytest.param(None, idc(is_builder_id=True), RUNTIME, id="Builder ID"),
        pytest.param(None, api_key(), Q, id="API key on the old host"),
        pytest.param(OTHER, idc(Tokens(profile_arn=OTHER)), Q, id="known"),
    ],
)
def test_nobody_is_asked_without_need(expected: str | None, credential: Credential, host: int):
    """Where a profile is known, not wanted or never told, it stays as it is."""
    subject = World(credential)
    assert expected == run_jumping(subject.completed(host))
    assert [] == subject.management.calls


def test_one_search_serves_all_that_wait():
    """Fifty requests of one credential ask once."""
    subject = World(idc(), {"us-east-1": LISTED}, delay=1.0)

    async def main() -> list[str | None]:
        return await asyncio.gather(*(subject.completed() for _ in range(50)))

    assert {ARN} == set(run_jumping(main()))
    assert 2 == len(subject.management.calls)


def test_a_vain_search_rests():
    """The request goes on without, and the next search is made minutes later."""
    subject = World(idc())

    async def main() -> list[int]:
        asked: list[int] = []
        for seconds in (0.0, REST_SECONDS - 1, 1.0):
            await asyncio.sleep(seconds)
            assert None is await subject.completed()
            asked.append(len(subject.management.calls))
        return asked

    assert [4, 4, 8] == run_jumping(main())
    assert [] == subject.notes.happenings


def test_a_search_does_not_last():
    """A service that does not answer keeps no request waiting."""
    subject = World(idc(), {"kiro.dev": LISTED}, delay=SEARCH_SECONDS + 1)

    async def main() -> float:
        assert None is await subject.completed()
        return asyncio.get_running_loop().time()

    assert SEARCH_SECONDS == run_jumping(main())


def test_a_refused_profile_is_replaced():
    """The service knows a better one."""
    subject = World(idc(tokens()), {"us-east-1": LISTED})
    subject.credential = idc(Tokens(tokens().access_token, profile_arn=OTHER))
    subject.store = MemoryStore(subject.credential)
    subject.profiles.store = subject.store
    assert ARN == run_jumping(subject.replaced())
    assert ARN == subject.kept


@pytest.mark.parametrize(
    ("credential", "answers", "calls"),
    [
        pytest.param(
            idc(Tokens(tokens().access_token, profile_arn=ARN)),
            {"management": LISTED},
            2,
            id="the same again",
        ),
        pytest.param(idc(Tokens(tokens().access_token, profile_arn=ARN)), {}, 4, id="none"),
        pytest.param(social(), {"management": LISTED}, 0, id="never told"),
    ],
)
def test_there_may_be_no_other(credential: Credential, answers: Answers, calls: int):
    """Then the refusal stands."""
    subject = World(credential, answers)
    assert None is run_jumping(subject.replaced())
    assert calls == len(subject.management.calls)


def test_a_profile_that_somebody_else_has_found_is_taken():
    """Nothing is asked: the store has another one than the refused one."""
    subject = World(idc(Tokens(tokens().access_token, profile_arn=OTHER)))
    subject.store.known[1] = idc(Tokens(tokens().access_token, profile_arn=ARN))
    assert ARN == run_jumping(subject.replaced())
    assert [] == subject.management.calls


def test_a_guest_s_profile_is_remembered():
    """A credential of the environment is written nowhere, and asked for once."""
    subject = World(api_key(id=0, persists=False), {"management": GOT})

    async def main() -> list[str | None]:
        return [await subject.completed(RUNTIME), await subject.completed(RUNTIME)]

    assert [ARN, ARN] == run_jumping(main())
    assert (1, None) == (len(subject.management.calls), subject.kept)


@pytest.mark.parametrize(
    ("is_gone", "expected"),
    [
        pytest.param(
            False,
            [ProfileFound(1, ARN), TokensUnsaved(1, "read-only file system")],
            id="unwritable",
        ),
        pytest.param(True, [ProfileFound(1, ARN)], id="gone"),
    ],
)
def test_what_cannot_be_kept_is_used(*, is_gone: bool, expected: list[Happening]):
    """The request does not suffer for it."""
    subject = World(idc(), {"us-east-1": LISTED})
    subject.store.is_writable = False
    if is_gone:
        subject.store.known.clear()
    assert ARN == run_jumping(subject.completed())
    assert expected == subject.notes.happenings
