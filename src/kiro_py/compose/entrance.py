"""Where people sign in to Kiro: the same for the admin door and for the command line."""

from kiro_py.config.draft import read_draft
from kiro_py.exchange.book import Book
from kiro_py.exchange.profiles import Profiles
from kiro_py.exchange.sign_in.reception import Reception
from kiro_py.exchange.sign_in.visits import Hall
from kiro_py.ports.clock import Clock
from kiro_py.ports.credentials import EditableStore


def reception(store: EditableStore, book: Book, profiles: Profiles, clock: Clock) -> Reception:
    """Return who begins sign-ins, over the upstream of `profiles`, and puts them into `store`."""
    return Reception(
        hall=Hall(profiles.upstream, clock),
        addresses=profiles.addressing.book,
        store=store,
        profiles=profiles,
        book=book,
        draft=read_draft,
    )
