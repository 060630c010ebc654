"""I renew tokens at a person's word, and remember what that says of a sign-in."""

from collections.abc import Generator
from contextlib import contextmanager

from kiro_py.errors import RenewalFailed
from kiro_py.exchange.book import Book
from kiro_py.exchange.renew import Renewer
from kiro_py.pool.credential import Credential
from kiro_py.pool.standing import SignedIn, State


async def renew_now(renewer: Renewer, book: Book, credential: Credential) -> Credential:
    """Return `credential` with another token than it has.  Raises `RenewalFailed`."""
    token = credential.bearer
    with _judging(book, credential):
        if token is None:
            fresh = await renewer.fresh(credential)
        else:
            fresh = await renewer.force(credential, token)
    if book.standing(fresh).state is State.NEEDS_LOGIN:
        # Some refresh tokens do not rotate: that one was renewed proves that its sign-in lives.
        book.tell(fresh, SignedIn())
    return fresh


async def made_usable(renewer: Renewer, book: Book, credential: Credential) -> Credential:
    """Return `credential` with a token that can be used.  Raises `RenewalFailed`."""
    with _judging(book, credential):
        return await renewer.fresh(credential)


async def renewed(renewer: Renewer, book: Book, refused: Credential) -> Credential:
    """Return `refused` with another token than the one that was refused.

    Raises `RenewalFailed`.
    """
    with _judging(book, refused):
        return await renewer.other(refused)


@contextmanager
def _judging(book: Book, credential: Credential) -> Generator[None]:
    """Remember a sign-in that turns out to be over."""
    try:
        yield
    except RenewalFailed as failed:
        if failed.is_final:
            book.failed(credential, failed)
        raise
