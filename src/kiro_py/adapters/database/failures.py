"""What the database cannot do, in the words of the house."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from kiro_py.errors import StoreUnwritable


@contextmanager
def failures_told() -> Generator[None]:
    """Raise `StoreUnwritable` for what the database fails at; no statement is told with it."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        why = str(getattr(error, "orig", None) or type(error).__name__)
        raise StoreUnwritable("the database", why=why) from error
