"""I know the keys that clients may show, and take as long over a wrong one as over a right one."""

import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

from litestar.types import Scope

from kiro_py.clients.client import MAIN, Client, digest_of
from kiro_py.secret import Secret

Find: TypeAlias = Callable[[bytes], Client | None]
"""Finds who asks with the key of a digest, or with a key that tells itself whose it is."""

_CLIENT = "client"


class KeyRing:
    """The keys that clients may use; a ring without keys admits nobody.

    Raises `ValueError` for a blank key, which would admit a client that shows nothing.
    """

    __slots__ = ("_digests",)

    def __init__(self, keys: Sequence[Secret]) -> None:
        if not all(key.reveal().strip() for key in keys):
            raise ValueError("a client key is blank: give it at least one visible character")
        self._digests = tuple(digest_of(key.reveal().encode()) for key in keys)

    def admits(self, headers: Mapping[str, str]) -> bool:
        """Return whether `headers` (names in lower case) show a key of this ring.

        Clients show it as `x-api-key` or as `Authorization: Bearer`.  One that has settings for
        both sends both, with different values: one that is right is enough.
        """
        matches = [
            hmac.compare_digest(digest_of(shown), digest)
            for shown in _shown(headers)
            for digest in self._digests
        ]
        return any(matches)


class Porter:
    """Tells who is at the door: whoever shows a key of `main`, or one that some of `finders` find.

    These are given a key's digest, and `readers` the key itself.
    The owner may have chosen a key of `main` that can be guessed, so it is compared in constant
    time; those that are found are random (`clients.client`).
    """

    __slots__ = ("_finders", "_main", "_readers")

    def __init__(
        self, main: KeyRing, finders: Sequence[Find] = (), readers: Sequence[Find] = ()
    ) -> None:
        self._main = main
        self._finders = finders
        self._readers = readers

    def find(self, headers: Mapping[str, str]) -> Client | None:
        """Return who shows `headers` (names in lower case), nobody without a key that works."""
        if self._main.admits(headers):
            return MAIN
        for shown in _shown(headers):
            digest = digest_of(shown)
            answers = chain(
                (find(digest) for find in self._finders),
                (read(shown) for read in self._readers),
            )
            client = next((answer for answer in answers if answer is not None), None)
            if client is not None:
                return client
        return None


def let_in(scope: Scope, client: Client) -> None:
    """Remember who asks, for as long as the request lasts."""
    _state(scope)[_CLIENT] = client


def find_client(scope: Scope) -> Client | None:
    """Return who asks, if anybody was let in."""
    found = _state(scope).get(_CLIENT)
    return found if isinstance(found, Client) else None


def client_of(scope: Scope) -> Client:
    """Return who asks, behind the guard.  Raises `LookupError` in front of it."""
    found = find_client(scope)
    if found is None:
        raise LookupError("nobody was let in")
    return found


def _state(scope: Scope) -> dict[str, object]:
    if "state" not in scope:
        scope["state"] = {}
    return scope["state"]


def _shown(headers: Mapping[str, str]) -> Iterator[bytes]:
    yield _bytes(headers.get("x-api-key", ""))
    scheme, _, token = _bytes(headers.get("authorization", "")).strip().partition(b" ")
    if scheme.lower() == b"bearer":
        yield token


def _bytes(value: str) -> bytes:
    """Return the bytes that the client sent: servers read header values as Latin-1."""
    return value.encode("latin-1", "replace")
