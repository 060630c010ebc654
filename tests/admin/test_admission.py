"""What happens to every request at the keeper's door, on a real socket."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from litestar.types import Send

from admin.keeping import ADMIN_KEY, BALANCING, CREDENTIALS, Answer, Scene, scene
from fakes import FakeClock
from kiro_py.adapters.passing_memory import PassingAudit, PassingSessions
from kiro_py.admin.address import Proxies
from kiro_py.admin.admission import Admission, Guard
from kiro_py.admin.feed import Feed
from kiro_py.admin.gate import COOKIE, Gate
from kiro_py.admin.key import AdminKey
from kiro_py.admin.sessions import Sessions
from kiro_py.admin.throttle import Throttle
from kiro_py.ports.audit import Change, Entry
from kiro_py.secret import Secret

AUDIT, SESSION = "/api/admin/v1/audit", "/api/admin/v1/session"


async def rows(subject: Scene) -> list[tuple[str, str, str]]:
    """Return who did what to whom, the oldest first."""
    found = (await subject.ask("GET", AUDIT)).body["items"]
    return [(row["who"], row["action"], row["target"]) for row in reversed(found)]


async def test_every_change_is_written_down(tmp_path: Path):
    """Who, what and to whom; a look and a change that failed are none."""
    async with scene(tmp_path, "api-key") as subject:
        await subject.do(1, "priority", {"priority": 3})
        await subject.ask("PUT", BALANCING, {"mode": "balanced"})
        await subject.ask("GET", CREDENTIALS)
        await subject.do(7, "reset")
        assert [("key", "seedSetPriority", "1"), ("key", "seedSetLoadBalancing", "")] == (
            await rows(subject)
        )


async def test_a_session_is_written_down_by_its_name(tmp_path: Path):
    """From the sign-on to the sign-off; the refused try before has its line too."""
    async with scene(tmp_path, "api-key") as subject:
        await subject.ask("POST", SESSION, {"key": "guessed"}, headers={})
        signed = await subject.ask("POST", SESSION, {"key": ADMIN_KEY}, headers={})
        cookie = signed.headers["set-cookie"].partition(";")[0]
        headers = {"cookie": cookie, "x-csrf-token": signed.body["csrfToken"]}
        await subject.ask("POST", f"{CREDENTIALS}/1/reset", headers=headers)
        await subject.ask("DELETE", SESSION, headers=headers)
        refused, *others = await rows(subject)
    assert ("nobody", "refused", SESSION) == refused
    assert 1 == len({who for who, _, _ in others})
    assert others[0][0].startswith("session ")
    assert ["signOn", "seedReset", "signOff"] == [action for _, action, _ in others]


async def test_no_secret_is_written_down(tmp_path: Path):
    """Neither what was sent nor what a session is known by."""
    async with scene(tmp_path) as subject:
        await subject.ask("POST", CREDENTIALS, {"kiroApiKey": "ksk_secret_example"})
        signed = await subject.ask("POST", SESSION, {"key": ADMIN_KEY}, headers={})
        written = str((await subject.ask("GET", AUDIT)).body)
    token = signed.headers["set-cookie"].partition(";")[0].partition("=")[2]
    for secret in ("ksk_secret", ADMIN_KEY, token, signed.body["csrfToken"]):
        assert secret not in written


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/nothing"), ("POST", "/v1/nothing/1"), ("PUT", "/credentials")]
)
async def test_what_is_not_there_is_told_to_the_keeper_only(tmp_path: Path, method: str, path: str):
    """Others do not learn which paths there are."""
    async with scene(tmp_path, "api-key") as subject:
        unknown = await subject.ask(method, f"/api/admin{path}", headers={})
        assert (401, "authentication_error") == unknown.error
        found = await subject.ask(method, f"/api/admin{path}")
        expected = (405, "invalid_request") if path == "/credentials" else (404, "not_found")
        assert expected == found.error
        assert path in found.message
        assert ("allow" in found.headers) == (found.status == 405)


async def test_browsers_are_told_to_be_careful(tmp_path: Path):
    """Every answer says it, a refusal too; none is for a cache."""
    async with scene(tmp_path, "api-key") as subject:
        answers: Sequence[Answer] = [
            await subject.ask("GET", CREDENTIALS),
            await subject.ask("GET", CREDENTIALS, headers={}),
            await subject.ask("GET", "/api/admin/nothing"),
        ]
    for found in answers:
        assert "no-store" == found.headers["cache-control"]
        assert "nosniff" == found.headers["x-content-type-options"]
        assert (
            "default-src 'none'; frame-ancestors 'none'"
            == (found.headers["content-security-policy"])
        )
        assert found.headers["request-id"].startswith("req_")


async def test_other_origins_are_not_let_in(tmp_path: Path):
    """`corsOrigins` are for the front door: a page there may not even ask here."""
    origin = "https://app.example.com"
    async with scene(tmp_path, "api-key", cors_origins=origin) as subject:
        shown = {"x-api-key": ADMIN_KEY, "origin": origin}
        found = await subject.ask("GET", CREDENTIALS, headers=shown)
        asking = {"origin": origin, "access-control-request-method": "POST"}
        asked = await subject.ask("OPTIONS", CREDENTIALS, headers=asking)
        front = await subject.ask("GET", "/healthz", headers={"origin": origin})
    for answer in (found, asked):
        assert "access-control-allow-origin" not in answer.headers
    assert origin == front.headers["access-control-allow-origin"]


async def test_guesses_are_slowed_down(tmp_path: Path):
    """The answer says when to try again."""
    async with scene(tmp_path, "api-key") as subject:
        for number in range(5):
            shown = {"x-api-key": f"guess {number}"}
            assert 401 == (await subject.ask("GET", CREDENTIALS, headers=shown)).status
        found = await subject.ask("GET", CREDENTIALS)
        assert (429, "rate_limit_error") == found.error
        assert "1" == found.headers["retry-after"]


async def _done(_: Any, __: Any, send: Send) -> None:
    """Do what was asked for."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def asked(subject: Admission, headers: dict[str, str]) -> int:
    """Return the status of a change that is asked for with `headers`."""
    sent: list[Any] = []
    scope: Any = {
        "type": "http",
        "method": "POST",
        "path": "/api/admin/v1/keys",
        "client": ("192.0.2.1", 1),
        "headers": [(name.encode(), text.encode()) for name, text in headers.items()],
        "state": {},
        "route_handler": None,
        "path_params": {},
    }

    async def receive() -> Any:
        raise AssertionError("nobody reads a body")

    async def send(message: Any) -> None:
        sent.append(message)

    await subject(scope, receive, send)
    return sent[0]["status"]


class Full(PassingAudit):
    """A log on a full disk."""

    async def write(self, change: Change) -> None:
        raise OSError("no space left")

    async def read(self, limit: int, before: int | None) -> Sequence[Entry]:
        raise AssertionError("nobody reads it")


async def test_a_change_that_cannot_be_written_down_is_told_nevertheless():
    """It has been made; the gateway's own log says what is missing."""
    reported: list[str] = []
    key, clock = AdminKey(Secret("key")), FakeClock()

    def report(number: str, failure: Exception) -> None:
        reported.append(f"{number}: {failure}")

    guard = Guard(
        Gate(key, Sessions(key, PassingSessions(), clock), Throttle(clock), Proxies(())),
        Full(),
        Feed(),
        clock,
        lambda _: "req_1",
        report,
    )
    sent = await asked(Admission(guard, _done), {"x-api-key": "key"})
    assert (200, ["req_1: no space left"]) == (sent, reported)


async def test_a_gate_that_fails_is_500():
    """Nobody is let in because a database is away, and its owner hears of it."""
    reported: list[str] = []
    key, clock = AdminKey(Secret("key")), FakeClock()

    class Away(PassingSessions):
        async def find(self, digest: bytes) -> None:
            raise OSError("no database")

    def report(number: str, failure: Exception) -> None:
        reported.append(f"{number}: {failure}")

    gate = Gate(key, Sessions(key, Away(), clock), Throttle(clock), Proxies(()))
    guard = Guard(gate, PassingAudit(), Feed(), clock, lambda _: "req_1", report)
    sent = await asked(Admission(guard, _done), {"cookie": f"{COOKIE}=a"})
    assert (500, ["req_1: no database"]) == (sent, reported)
