"""What a renewal needs, on real sockets and a real file."""

from pathlib import Path
from typing import TypeVar

from fakes import Notes
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.config.credentials import load_credentials
from kiro_py.exchange.renew import Renewer
from kiro_py.kiro.address import AddressBook, Hosts
from kiro_py.kiro.identity import Identity
from kiro_py.ports.clock import Clock
from kiro_py.ports.credentials import CredentialStore
from kiro_py.ports.journal import Journal
from kiro_py.ports.upstream import Upstream

IDENTITY = Identity(kiro_version="0.9.2", system_version="linux#6.8.0", node_version="22.21.1")


Store = TypeVar("Store", bound=CredentialsFile)


def opened(path: Path, kind: type[Store] = CredentialsFile) -> Store:
    """Open a credentials file as the gateway does."""
    loaded = load_credentials(path, {}, providers=("127.0.0.1",))
    return kind(path, read=loaded.read, roster=loaded.roster)


def renewer(
    store: CredentialStore,
    upstream: Upstream,
    clock: Clock,
    sign_in_url: str,
    journal: Journal | None = None,
) -> Renewer:
    """Return a renewer whose sign-in services are all at one address."""
    hosts = Hosts(auth=(sign_in_url,), oidc=(sign_in_url,))
    book = AddressBook(identity=IDENTITY, hosts=hosts, providers=("127.0.0.1",))
    return Renewer(
        store=store, upstream=upstream, clock=clock, journal=journal or Notes(), book=book
    )
