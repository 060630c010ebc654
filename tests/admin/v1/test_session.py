"""Signing in at the page, on a real socket."""

from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from admin.keeping import ADMIN_KEY, CREDENTIALS, Answer, Scene, scene
from kiro_py import __version__

SESSION = "/api/admin/v1/session"


async def signed_on(subject: Scene, **headers: str) -> tuple[Answer, dict[str, str]]:
    """Sign on; return the answer, and what the page sends from then on."""
    found = await subject.ask("POST", SESSION, {"key": ADMIN_KEY}, headers=headers)
    cookie = found.headers["set-cookie"].partition(";")[0]
    return found, {"cookie": cookie, "x-csrf-token": found.body["csrfToken"]}


async def test_the_key_opens_a_session(tmp_path: Path):
    """The page needs the key no more: it has a cookie that no script can read."""
    async with scene(tmp_path, "api-key") as subject:
        found, headers = await signed_on(subject)
        assert __version__ == found.body["version"]
        (cookie,) = SimpleCookie(found.headers["set-cookie"]).values()
        assert ("kiro_py_session", "/api/admin", "strict") == (
            cookie.key,
            cookie["path"],
            cookie["samesite"].lower(),
        )
        assert cookie["httponly"]
        assert not cookie["secure"]
        assert 43 <= len(cookie.value)
        assert 200 == (await subject.ask("GET", CREDENTIALS, headers=headers)).status


async def test_behind_tls_the_cookie_is_for_tls_only(tmp_path: Path):
    """As its proxy says."""
    async with scene(tmp_path, "api-key") as subject:
        found, _ = await signed_on(subject, **{"x-forwarded-proto": "https"})
        assert "secure" in found.headers["set-cookie"].lower()


async def test_a_wrong_key_opens_none(tmp_path: Path):
    """There is no cookie, and after a few tries there is a wait."""
    async with scene(tmp_path, "api-key") as subject:
        for number in range(5):
            found = await subject.ask("POST", SESSION, {"key": f"guess {number}"}, headers={})
            assert (401, "authentication_error") == found.error
            assert "set-cookie" not in found.headers
        found = await subject.ask("POST", SESSION, {"key": ADMIN_KEY}, headers={})
        assert (429, "rate_limit_error") == found.error


async def test_a_stranger_cannot_fill_the_memory(tmp_path: Path):
    """What anybody may send is short, however much may be imported by those who are signed in."""
    async with scene(tmp_path, "api-key") as subject:
        found = await subject.ask("POST", SESSION, {"key": "a" * 20_000}, headers={})
        assert 413 == found.status


@pytest.mark.parametrize("body", [{}, {"key": 5}, {"key": "a", "more": 1}, b"{", None])
async def test_what_is_no_sign_on_is_told(tmp_path: Path, body: object):
    """It counts for no guess."""
    async with scene(tmp_path, "api-key") as subject:
        for _ in range(6):
            found = await subject.ask("POST", SESSION, body, headers={})
            assert (400, "invalid_request") == found.error


async def test_a_change_needs_the_token(tmp_path: Path):
    """Another page in the browser can send the cookie, and nothing more."""
    async with scene(tmp_path, "api-key") as subject:
        _, headers = await signed_on(subject)
        path = f"{CREDENTIALS}/1/priority"
        cookie = {"cookie": headers["cookie"]}
        for sent in (cookie, {**cookie, "x-csrf-token": "guessed"}):
            found = await subject.ask("POST", path, {"priority": 7}, headers=sent)
            assert (403, "permission_error") == found.error
        assert 1 == subject.entries[0]["priority"]
        assert 200 == (await subject.ask("POST", path, {"priority": 7}, headers=headers)).status


async def test_the_page_finds_its_token_again(tmp_path: Path):
    """After a reload; a script that comes with the key has no session."""
    async with scene(tmp_path, "api-key") as subject:
        signed, headers = await signed_on(subject)
        found = await subject.ask("GET", SESSION, headers={"cookie": headers["cookie"]})
        assert signed.body == found.body
        assert (404, "not_found") == (await subject.ask("GET", SESSION)).error


async def test_signing_off_ends_the_session(tmp_path: Path):
    """On the server, and the browser is told to forget it."""
    async with scene(tmp_path, "api-key") as subject:
        _, headers = await signed_on(subject)
        found = await subject.ask("DELETE", SESSION, headers=headers)
        assert 200 == found.status
        assert "max-age=0" in found.headers["set-cookie"].lower()
        again = await subject.ask("GET", CREDENTIALS, headers=headers)
        assert (401, "authentication_error") == again.error


async def test_a_session_opens_no_other_door(tmp_path: Path):
    """Whoever keeps the pool spends its credits with a client's key."""
    async with scene(tmp_path, "api-key") as subject:
        _, headers = await signed_on(subject)
        found = await subject.ask("GET", "/v1/models", headers=headers)
        assert (401, "authentication_error") == found.error
